internal import Driftline
internal import DriftlineCharts
internal import Foundation

/// What becomes of a promised run length where mean and deviation come from a baseline, as a table.
///
/// For each chart and size of the baseline, 2000 baselines are drawn, and the mean run length in
/// control is computed for each, given its estimates: with the limit for known parameters, and with
/// those for which half, and nine in ten, of all baselines keep the promise. Beside them stand the
/// median and the mean as computed without drawing.
@main enum Main {
  static let arl0 = 370.0

  static func main() throws {
    var draws = 2000
    var arguments = CommandLine.arguments.dropFirst()
    while let flag = arguments.popFirst() {
      guard flag == "--draws", let count = Int(arguments.popFirst() ?? "") else {
        print("PhaseOneRuns [--draws 2000]")
        exit(2)
      }
      draws = count
    }
    print("Mean run lengths in control over \(draws) baselines; promised are \(Int(arl0)).\n")
    print(
      "| chart | values | limit for | limit | median | computed | mean | computed | keep it |\n"
        + "|---|---|---|---|---|---|---|---|---|")
    for count in [30, 100, 1000] {
      try report("ewma 0.2", EWMARunLength(lambda: 0.2, limit: 1), count, draws)
      try report("cusum 0.5", CUSUMRunLength(k: 0.5, h: 1), count, draws)
      try report("shewhart", ShewhartRunLength(), count, draws)
    }
  }

  /// The rows of one chart.
  static func report(
    _ name: String, _ chart: some LimitedRunLength, _ count: Int, _ draws: Int
  ) throws {
    let phase = try PhaseOne(count: count)
    for (wish, share) in [("known parameters", nil), ("half", 0.5), ("nine in ten", 0.9)] {
      var limited = try chart.withLimit(arl0: arl0)
      if let share { limited = try phase.guaranteed(chart, arl0: arl0, share: share) }
      let runs = try drawn(limited, count, draws)
      let median = 0.5 * (runs[(draws - 1) / 2] + runs[draws / 2])
      let kept = Double(runs.count { $0 >= arl0 }) / Double(draws)
      print(
        "| \(name) | \(count) | \(wish) | \(String(format: "%.4f", limited.bound)) | "
          + [
            median, try phase.quantile(0.5, of: limited), runs.reduce(0, +) / Double(draws),
            try phase.average(of: limited),
          ].map { String(format: $0 < 1e6 ? "%.0f" : "%.3g", $0) }.joined(separator: " | ")
          + String(format: " | %.1f %% |", 100 * kept))
    }
  }

  /// The mean run lengths of a chart over drawn baselines, ascending.
  static func drawn(
    _ chart: some LimitedRunLength, _ count: Int, _ draws: Int
  ) throws -> [Double] {
    var random = SeededRandom(seed: 1)
    return try (0..<draws).map { _ in
      let sample = (0..<count).map { _ in random.normal() }
      let mean = sample.reduce(0, +) / Double(count)
      let squares = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return try PhaseOne.average(
        of: chart, meanError: mean, ratio: (squares / Double(count - 1)).squareRoot())
    }.sorted()
  }
}
