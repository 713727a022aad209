import Driftline
import Foundation

/// Holds sketches to the error that they state, and times their updates.
///
///   QuantileSketches acceptance [--seeds N]     every stream, whole and merged; a table
///   QuantileSketches errors K SEEDS             permuted values: every error over its bound
///   QuantileSketches update FILE K              float64 values of a file: seconds, values kept, error
@main enum Main {
  /// The number of values in a stream.
  static let count = 1_000_000

  static func main() throws {
    let arguments = CommandLine.arguments
    switch arguments.dropFirst().first {
    case "acceptance":
      let seeds = arguments.count == 4 && arguments[2] == "--seeds" ? Int(arguments[3]) : 200
      guard let seeds, acceptance(seeds: seeds) else { exit(1) }
    case "errors" where arguments.count == 4:
      guard let k = Int(arguments[2]), let seeds = UInt64(arguments[3]) else { exit(2) }
      for seed in 0..<seeds { print(error(.permuted, parts: 1, k: k, seed: seed).ratio) }
    case "update" where arguments.count == 4:
      guard let k = Int(arguments[3]) else { exit(2) }
      try update(arguments[2], k: k)
    default:
      print("usage: QuantileSketches acceptance [--seeds N] | errors K SEEDS | update FILE K")
      exit(2)
    }
  }

  /// Prints how often the error is over its bound, and whether that is one in a hundred at most.
  static func acceptance(seeds: Int) -> Bool {
    let k = 2_048
    print("\(count) values, k = \(k), \(seeds) seeds; error = largest over all ranks / bound")
    print("")
    print("| stream | parts | sketches over | ranks over | median error | 99 % | most |")
    print("|---|---|---|---|---|---|---|")
    var holds = true
    for stream in Stream.allCases {
      for parts in [1, 2, 7, 64] {
        var ratios: [Double] = []
        var ranksOver = 0
        for seed in 0..<UInt64(seeds) {
          let found = error(stream, parts: parts, k: k, seed: seed)
          ratios.append(found.ratio)
          ranksOver += found.ranksOver
        }
        ratios.sort()
        let over = Double(ratios.count { $0 > 1 }) / Double(seeds)
        let ranks = Double(ranksOver) / Double(seeds * 999)
        holds = holds && over <= 0.01 && ranks <= 0.01
        let cells = [ratios[seeds / 2], ratios[seeds * 99 / 100], ratios[seeds - 1]]
          .map { String(format: "%.3f", $0) }.joined(separator: " | ")
        print(
          "| \(stream.rawValue) | \(parts) | \(String(format: "%.1f %%", 100 * over)) | "
            + "\(String(format: "%.3f %%", 100 * ranks)) | \(cells) |")
      }
    }
    return holds
  }

  /// The largest error of a sketch over all ranks, over its bound, and how many of 999 ranks at even
  /// distances are off by more than that.
  static func error(
    _ stream: Stream, parts: Int, k: Int, seed: UInt64
  ) -> (ratio: Double, ranksOver: Int) {
    let values = stream.values(count, seed: seed)
    let sketch = sketch(values, parts: parts, k: k, seed: seed)
    let all = OrderedSample(ascending: values.sorted())
    let ordered = sketch.ordered()
    let over = (1..<1_000).count { order in
      let value = all.values[order * count / 1_000]
      let error = ordered.share(of: value, orEqual: true) - all.share(of: value, orEqual: true)
      return abs(error) > sketch.rankError
    }
    return (ordered.largestDeviation(from: all) / sketch.rankError, over)
  }

  /// Prints the least seconds of seven updates of a new sketch, what it keeps, and its largest error.
  static func update(_ path: String, k: Int) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    let values = unsafe data.withUnsafeBytes { unsafe [Double]($0.bindMemory(to: Double.self)) }
    var least = Double.infinity
    var sketch = QuantileSketch(k: k)
    for _ in 0..<7 {
      sketch = QuantileSketch(k: k)
      let clock = ContinuousClock()
      let taken = clock.measure { sketch.update(values.span) }
      least = min(
        least,
        Double(taken.components.attoseconds) * 1e-18
          + Double(taken.components.seconds))
    }
    let all = OrderedSample(ascending: values.sorted())
    print(least, sketch.retained, sketch.ordered().largestDeviation(from: all), sketch.rankError)
  }
}
