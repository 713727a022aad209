import ArgumentParser
import Driftline
import DriftlineCharts
import DriftlineReport

/// `driftline charts`.
struct ChartList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "charts",
    abstract: "Lists the control charts, or the parameters of one.",
    discussion: """
      driftline charts
      driftline charts ewma
      driftline charts --json
      """)

  @Argument(help: .init("The chart to describe; by default all are listed.", valueName: "name"))
  var name: String?

  @Flag(help: "Write a JSON array of full descriptions, on one line.")
  var json = false

  func run() throws {
    // The library's own words for a name that is not there.
    if let name { _ = try Charts.make(name) }
    let found = Charts.descriptions.filter { name == nil || $0.name == name }
    if json {
      try StandardOutput.write(JSON.array(found.map(\.json)).text + "\n")
    } else if name == nil {
      let width = found.map(\.name.count).max() ?? 0
      let lines = found.flatMap { Detectors.entry($0.name, width, $0.summary) }
      try StandardOutput.write(
        (lines + ["", "driftline charts NAME shows the parameters of one."]).joined(separator: "\n")
          + "\n")
    } else {
      try StandardOutput.write(found.map(ChartList.describe).joined(separator: "\n"))
    }
  }

  private static func describe(_ chart: ChartDescription) -> String {
    var head =
      wrapped("\(chart.name): \(chart.summary)", to: Terminal.width)
      + wrapped("source: \(chart.source)", to: Terminal.width)
    if !chart.signals.isEmpty {
      head += wrapped("alarms for \(chart.signals.joined(separator: ", "))", to: Terminal.width)
    }
    return Detectors.text(head, chart.parameters)
  }
}
