/// Two categorical samples side by side: their counts over all categories of either.
public struct CategoricalComparison: Sendable {
  /// All categories, in the order of their names.
  public let categories: [String]
  /// Categories that only the baseline has.
  public let vanished: [String]
  /// Categories that only the current data have.
  public let unseen: [String]
  let pair: HistogramPair
  /// Missing values of the baseline and of the current data.
  let missing: (Int, Int)
  let randomness: Randomness

  init(baseline: CategoricalColumn, current: CategoricalColumn, randomness: Randomness) {
    let names = Set(baseline.counts.keys).union(current.counts.keys)
    categories = names.filter {
      baseline.counts[$0, default: 0] + current.counts[$0, default: 0] > 0
    }
    .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let a = categories.map { baseline.counts[$0, default: 0] }
    let b = categories.map { current.counts[$0, default: 0] }
    vanished = categories.indices.filter { b[$0] == 0 }.map { [categories] in categories[$0] }
    unseen = categories.indices.filter { a[$0] == 0 }.map { [categories] in categories[$0] }
    pair = HistogramPair(
      a.map(Double.init), b.map(Double.init), n: Double(a.reduce(0, +)),
      m: Double(b.reduce(0, +)), edges: nil)
    missing = (baseline.missing, current.missing)
    self.randomness = randomness
  }

  /// The names behind the counts, as they stand in a score's detail.
  var detail: [JSON.Member] {
    [
      .init("categories", .array(categories.map(JSON.string))),
      .init("unseen", .array(unseen.map(JSON.string))),
      .init("vanished", .array(vanished.map(JSON.string))),
    ]
  }

  /// Refuses samples that are too small.
  func require(atLeast minimum: Int, for detector: String) throws(DriftlineError) {
    for (side, count) in [("baseline", pair.n), ("current", pair.m)]
    where count < Double(minimum) {
      throw DriftlineError(
        .insufficientData,
        "\(side) has \(Int(count)) values that are not missing; \(detector) needs \(minimum)",
        at: side, details: [.init("n", .int(Int(count))), .init("min", .int(minimum))])
    }
  }
}
