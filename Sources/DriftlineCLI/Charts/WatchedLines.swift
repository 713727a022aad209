import Driftline
import DriftlineCharts
import DriftlineInput
import DriftlineWorker

/// Lines of values, taken into a monitor one after the other.
struct WatchedLines {
  /// The monitor.
  private(set) var run: MonitorRun
  /// How many lines were no observation.
  private(set) var unreadable = 0
  /// How many observations there were.
  private(set) var observed = 0
  /// How many of them were missing.
  private(set) var missing = 0
  /// How many of them raised an alarm.
  private(set) var alarms = 0
  private let parser = JSONLineParser()
  /// What stands for a missing value, as in files.
  private static let missing: Set<String> = ["NA", "N/A", "NaN", "nan", "NULL", "None"]

  /// Lines for a monitor that has seen nothing.
  init(_ settings: MonitorSettings) throws(DriftlineError) { run = try MonitorRun(settings) }

  /// Takes one line: a number, `nan`, or any other JSON value that the chart reads; an object whose
  /// members are metrics, where the chart reads no objects itself.
  ///
  /// - Returns: the points; none for an empty line.
  /// - Throws: `invalid_params` for a line that is no observation; it is counted.
  mutating func take(_ line: LineInput.Line) throws(DriftlineError) -> [ToldPoint] {
    guard case .text(let text) = line else {
      unreadable += 1
      guard case .unreadable(let reason) = line else { return [] }
      throw DriftlineError(.dataFormat, reason)
    }
    // A mark of byte order is no part of the first value.
    var line = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    while line.last?.isWhitespace == true { line.removeLast() }
    if line.isEmpty { return [] }
    do throws(DriftlineError) {
      let points = try observations(String(line)).observe(in: &run, at: "")
      for told in points {
        let point = told.point.point
        observed += 1
        if point.statistic.isNaN, !(told.point.raw ?? point.value).isFinite { missing += 1 }
        if point.isAlarm { alarms += 1 }
      }
      return points
    } catch {
      unreadable += 1
      throw error
    }
  }

  private func observations(_ line: String) throws(DriftlineError) -> Observations {
    let value: JSONValue
    do throws(JSONFault) { value = try parser.parse(Line(line.utf8)) } catch {
      if Self.missing.contains(line) { return Observations(number: .nan) }
      // Numbers as other programs write them: +1 and .5 are none in JSON.
      guard !line.contains(where: { "xXpP".contains($0) }), let number = Double(line) else {
        throw DriftlineError(
          .invalidParams,
          "\"\(shortened(line))\" is neither a number nor JSON: \(error.problem)")
      }
      return Observations(number: number)
    }
    if case .object(let members) = value, !run.settings.chart.readsObjects {
      return .metrics(members)
    }
    return Observations(value)
  }

  private func shortened(_ line: String) -> String {
    line.count > 60 ? line.prefix(60) + "..." : line
  }

  /// What there was, as JSON: `observed`, `missing`, `unreadable`, `alarms`, and `state` and `metrics`
  /// as `monitor.state` has them.
  var summary: JSON {
    .object([
      .init("observed", .int(observed)), .init("missing", .int(missing)),
      .init("unreadable", .int(unreadable)), .init("alarms", .int(alarms)),
      .init("state", run.summary(of: nil)), .init("metrics", run.metricSummaries),
    ])
  }
}
