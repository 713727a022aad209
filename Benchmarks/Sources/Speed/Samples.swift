internal import Driftline

/// The numbers that all rows work on: two files of ten million, which the peers read too.
///
/// The baseline is standard normal; the current sample has a slightly larger mean and spread.
struct Samples {
  static let count = 10_000_000

  let baseline: [Double]
  let current: [Double]

  /// Writes both files.
  static func write(to folder: String) throws {
    for (name, stream, shift, scale) in [("baseline", 1, 0.0, 1.0), ("current", 2, 0.02, 1.01)] {
      var random = SeededRandom(seed: 20_260, stream: UInt64(stream))
      let values = (0..<count).map { _ in random.normal() * scale + shift }
      try StoredNumbers(name, in: folder).write(values, shape: "\(values.count),", type: "<f8")
    }
  }

  /// Reads the first `count` numbers of both files.
  init(from folder: String, count: Int) throws {
    baseline = try StoredNumbers("baseline", in: folder).read(count: count)
    current = try StoredNumbers("current", in: folder).read(count: count)
  }
}
