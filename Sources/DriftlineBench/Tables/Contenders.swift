extension Contender {
  /// Whether it always fires or never does.
  var isYardstick: Bool { source == Self.yardstick }
  /// Whether it is of others.
  var isPeer: Bool { !isOurs && !isYardstick }
  /// What runs where no detector is named.
  var isAuto: Bool { isOurs && name == "auto" }

  /// Ours first, then peers, then yardsticks.
  var rank: Int { isOurs ? 0 : isPeer ? 1 : 2 }
}

/// Elements that share a key, in the order in which keys are first seen.
func grouped<Element, Key: Hashable>(
  _ elements: some Sequence<Element>, by key: (Element) -> Key
) -> [(key: Key, elements: [Element])] {
  var places: [Key: Int] = [:]
  var groups: [(key: Key, elements: [Element])] = []
  for element in elements {
    let found = key(element)
    if let place = places[found] {
      groups[place].elements.append(element)
    } else {
      places[found] = groups.count
      groups.append((found, [element]))
    }
  }
  return groups
}

/// Every contender once: ours, peers, yardsticks, each in the order in which they are first seen.
func contenders(_ all: some Sequence<Contender>) -> [Contender] {
  let seen = grouped(all, by: \.self).map(\.key)
  return (0...2).flatMap { rank in seen.filter { $0.rank == rank } }
}

/// Kinds in the order in which the page speaks of them; others after them.
func kindsInOrder(_ kinds: some Sequence<String>) -> [String] {
  let known = ["numeric", "categorical", "embedding", "stream"]
  let seen = grouped(kinds, by: \.self).map(\.key)
  return known.filter(seen.contains) + seen.filter { !known.contains($0) }
}

/// A kind in words.
func kindText(_ kind: String) -> String {
  switch kind {
  case "numeric": "Numeric columns"
  case "categorical": "Categorical columns"
  case "embedding": "Embeddings"
  case "stream": "Streams"
  default: kind
  }
}

/// Rows of both sides.
struct SampleSize: Hashable, Comparable {
  var baseline: Int
  var current: Int

  static func < (one: SampleSize, other: SampleSize) -> Bool {
    (one.current, one.baseline) < (other.current, other.baseline)
  }
}
