import Driftline
import DriftlineStore

/// One change of a store, which can be written on a line, done, and thought through.
package enum Change: Equatable, Sendable {
  /// Stores a version that a number names.
  case insert(baseline: String, number: Int, ifExists: IfExists)
  /// Adds the version that a number names to a baseline that is there.
  case update(baseline: String, number: Int)
  /// Stores a version that comes as an exported file.
  case importFile(baseline: String, number: Int)
  /// Adds values to a stream.
  case observe(baseline: String, stream: String, time: Int, sequence: Int, count: Int)
  /// Removes old buckets.
  case prune(baseline: String, before: Int)

  /// The change on one line.
  package var line: String {
    switch self {
    case .insert(let name, let number, let ifExists):
      "insert \(name) \(number) \(ifExists.rawValue)"
    case .update(let name, let number): "update \(name) \(number)"
    case .importFile(let name, let number): "import \(name) \(number)"
    case .observe(let name, let stream, let time, let sequence, let count):
      "observe \(name) \(stream) \(time) \(sequence) \(count)"
    case .prune(let name, let before): "prune \(name) \(before)"
    }
  }

  /// Reads a line.
  package init?(_ line: Substring) {
    let words = line.split(separator: " ").map(String.init)
    let numbers = words.map { Int($0) ?? 0 }
    switch (words.first, words.count) {
    case ("insert", 4):
      guard let ifExists = IfExists(rawValue: words[3]) else { return nil }
      self = .insert(baseline: words[1], number: numbers[2], ifExists: ifExists)
    case ("update", 3): self = .update(baseline: words[1], number: numbers[2])
    case ("import", 3): self = .importFile(baseline: words[1], number: numbers[2])
    case ("observe", 6):
      self = .observe(
        baseline: words[1], stream: words[2], time: numbers[3], sequence: numbers[4],
        count: numbers[5])
    case ("prune", 3): self = .prune(baseline: words[1], before: numbers[2])
    default: return nil
    }
  }

  /// A change drawn at random; some of them fail, as updating what is not there.
  package init(random: inout SeededRandom) {
    let baseline = "b\(random.below(2))"
    let number = random.below(1 << 40)
    switch random.below(20) {
    case 0: self = .insert(baseline: baseline, number: number, ifExists: .replace)
    case 1, 2: self = .insert(baseline: baseline, number: number, ifExists: .version)
    case 3: self = .insert(baseline: baseline, number: number, ifExists: .error)
    case 4, 5, 6: self = .update(baseline: baseline, number: number)
    case 7, 8: self = .importFile(baseline: baseline, number: number)
    case 9: self = .prune(baseline: baseline, before: (1 + random.below(20)) * 86_400)
    default:
      self = .observe(
        baseline: baseline, stream: "s\(random.below(2))", time: random.below(20 * 86_400),
        sequence: random.below(400), count: 1 + random.below(1000))
    }
  }

  /// Does it; `false` where the store refused it with good reason.
  package func done(to store: BaselineStore) throws(DriftlineError) -> Bool {
    do throws(DriftlineError) {
      switch self {
      case .insert(let name, let number, let ifExists):
        _ = try store.insert(name, TestBytes.version(number), ifExists: ifExists)
      case .update(let name, let number):
        _ = try store.update(name) { _, _ in TestBytes.version(number) }
      case .importFile(let name, let number):
        let facts = TestBytes.version(number)
        let file = ExportFile(name: name, version: 1, baseline: facts.bytes)
        let read = try ExportFile(bytes: file.bytes)
        var readFacts = facts
        readFacts.bytes = read.baseline
        _ = try store.insert(read.name, readFacts, ifExists: .version)
      case .observe(let name, let stream, let time, let sequence, let count):
        _ = try TestBytes.observe(
          store, name, stream, time: time, count: count, sequence: sequence)
      case .prune(let name, let before):
        try store.prune(baseline: name, before: before)
      }
      return true
    } catch {
      if [.baselineNotFound, .baselineExists].contains(error.kind) { return false }
      throw error
    }
  }
}
