import ArgumentParser
import Driftline
import DriftlineCharts
import DriftlineInput
import DriftlineReport
import DriftlineWorker
private import Foundation

/// `driftline watch`.
struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Watches a stream of values with a control chart, and tells alarms as they happen.",
    discussion: """
      driftline watch --chart ewma --mean 10 --sigma 1 values.txt
      tail -f latency.log | driftline watch --chart cusum --baseline good.csv --arl0 10000
      driftline watch --chart ewma_baseline --json < metrics.ndjson
      driftline watch --chart shewhart --mean 0 --sigma 1 --plot values.txt

      One value, or one JSON object of metrics, a line. An interrupt (Ctrl-C) ends it with a summary.
      """)

  @Argument(
    help: .init("Where the values are; - or nothing for standard input.", valueName: "file"))
  var file = "-"

  @Option(help: "The chart. See driftline charts.")
  var chart = EWMA.name

  @OptionGroup(title: "Chart") var parameters: ChartArguments

  @Option(
    help: .init(
      "Good values to take the chart's mean and deviation from; a file like those of driftline "
        + "compare.", valueName: "file"))
  var baseline: String?

  @Flag(
    help: """
      Take the correlation of neighbours, as the baseline has it, out of the values first.
      """)
  var residuals = false

  @Flag(help: "Begin anew after each alarm.")
  var resetAfterAlarm = false

  @Flag(help: "Tell every value, and not alarms only.")
  var all = false

  @Flag(help: "Draw the last values with their limits; again and again where this is a terminal.")
  var plot = false

  @Flag(help: "Exit with 1 where there was an alarm.")
  var exitCode = false

  @OptionGroup(title: "Reading the baseline") var reading: ReadingArguments
  @OptionGroup(title: "Output") var page: PageArguments

  func validate() throws {
    if residuals, baseline == nil {
      throw ValidationError(
        "--residuals goes with --baseline, which says how neighbours hang together")
    }
    if plot, page.json { throw ValidationError("--plot and --json exclude each other") }
  }

  func run() throws {
    let reference = try baseline.map { (path) throws in
      try reading.reference(path, for: "baseline")
    }
    let fitted = try FitChart(
      chart: try parameters.chart(chart), baseline: reference, takesResiduals: residuals
    ).run(in: OperationContext(place: StorePlace(nil), access: .everything, threads: 1))
    for warning in fitted.warnings { StandardError.write("driftline: \(warning)\n") }
    var settings = fitted.settings
    settings.resetsAfterAlarm = resetAfterAlarm
    var lines = try WatchedLines(settings)
    var output = WatchOutput(settings.chart, page: page, showsAll: all, plots: plot)
    let input = try LineInput(file)
    while let line = try input.next(), !output.isClosed {
      var points: [ToldPoint] = []
      do throws(DriftlineError) { points = try lines.take(line) } catch {
        StandardError.write("driftline: line \(input.number): \(error.message)\n")
      }
      try output.tell(points)
      if !input.hasMore { try output.flush() }
    }
    if output.isClosed { return }
    try output.finish(lines)
    if lines.unreadable > 0 {
      throw DriftlineError(
        .dataFormat,
        "\(lines.unreadable) of \(input.number) line\(input.number == 1 ? " was" : "s were") no "
          + "observation, and passed over")
    }
    if exitCode, lines.alarms > 0 { throw Status.drift }
  }
}
