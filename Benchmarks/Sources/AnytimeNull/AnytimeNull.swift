internal import Driftline
internal import DriftlineCharts
internal import Foundation

/// Counts how many streams ever raise an alarm in charts that promise a share of them.
///
///   swift run --package-path Benchmarks -c release AnytimeNull
///     [--streams 10000] [--values 10000] [--alpha 0.05] [--only PATTERN]
///
/// For each chart and law, streams in which nothing has changed are watched at every value. The
/// share that ever raises an alarm is printed beside alpha + 3 standard errors, and whether it is
/// over: then the program fails. Charts of a baseline draw a new one for each stream. Streams run on
/// all cores; what is drawn follows from their numbers. Then the delays of `e_two_sample`: after how
/// many values it sees changes.
@main enum AnytimeNull {
  static func main() async throws {
    var (streams, values, alpha, only) = (10_000, 10_000, 0.05, "")
    var arguments = CommandLine.arguments.dropFirst()
    while let flag = arguments.popFirst() {
      let text = arguments.popFirst() ?? ""
      switch (flag, Int(text), Double(text)) {
      case ("--streams", let count?, _) where count > 0: streams = count
      case ("--values", let count?, _) where count > 0: values = count
      case ("--alpha", _, let share?) where share > 0 && share <= 0.5: alpha = share
      case ("--only", _, _) where !text.isEmpty: only = text
      default:
        print("AnytimeNull [--streams 10000] [--values 10000] [--alpha 0.05] [--only PATTERN]")
        exit(2)
      }
    }
    let limit = alpha + 3 * (alpha * (1 - alpha) / Double(streams)).squareRoot()
    print("\(streams) streams of \(values) values; alpha \(alpha), + 3 standard errors \(limit)\n")
    print("| chart | law | ever an alarm | M values/s on one core | |\n|---|---|---|---|---|")
    var isKept = true
    for watch in Watch.all(alpha: alpha) where only.isEmpty || watch.label.contains(only) {
      let start = ContinuousClock.now
      let count = await watch.alarms(streams: streams, values: values)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let share = Double(count) / Double(streams)
      isKept = isKept && share <= limit
      let cores = Double(min(ProcessInfo.processInfo.activeProcessorCount, streams))
      print(
        "| \(watch.label) | \(watch.law) | \(share) | "
          + String(format: "%.1f", 1e-6 * Double(streams * values) / seconds / cores)
          + " | \(share <= limit ? "kept" : "OVER") |")
    }
    if only.isEmpty { try Delay.report() }
    exit(isKept ? 0 : 1)
  }
}
