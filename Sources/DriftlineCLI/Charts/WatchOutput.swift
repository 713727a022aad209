import Driftline
import DriftlineCharts
import DriftlineReport
import DriftlineWorker
private import Foundation

/// Tells what a chart says of values: a line for each alarm, or a drawing.
struct WatchOutput {
  private let chart: any Chart
  private let page: PageArguments
  private let showsAll: Bool
  private let plots: Bool
  private let style: TextStyle
  private var text = ""
  private var last: [ChartPoint] = []
  private var drawn = 0
  private var firstAlarm: String?
  /// Whether nobody reads any more.
  private(set) var isClosed = false

  init(_ chart: any Chart, page: PageArguments, showsAll: Bool, plots: Bool) {
    self.chart = chart
    self.page = page
    self.showsAll = showsAll
    self.plots = plots
    style = page.style
  }

  /// Takes points to tell.
  mutating func tell(_ points: [ToldPoint]) throws {
    for told in points {
      let watched = told.point
      let point = watched.point
      if plots { last.append(point) }
      if point.isAlarm, firstAlarm == nil {
        firstAlarm = (told.metric.map { "\($0) " } ?? "") + "\(watched.index)"
      }
      guard showsAll || point.isAlarm, !plots || !isLive else { continue }
      text +=
        page.json
        ? told.json(chart).text + "\n" : line(watched, told.metric) + "\n"
    }
    let room = TextPlot.room(style)
    if last.count > 2 * room { last.removeFirst(last.count - room) }
    if text.utf8.count > 1 << 16 { try flush() }
  }

  /// Writes what was told, before there is a wait.
  mutating func flush() throws {
    if isLive { try draw() }
    guard !text.isEmpty else { return }
    isClosed = try !StandardOutput.write(text)
    text = ""
  }

  /// Writes what is left, and a summary.
  mutating func finish(_ lines: WatchedLines) throws {
    try flush()
    if page.json {
      try StandardOutput.write(
        JSON.object([.init("summary", lines.summary)]).text + "\n")
      return
    }
    if plots, !isLive { try draw() }
    var words = ["\(countText(lines.observed)) value\(lines.observed == 1 ? "" : "s")"]
    if lines.missing > 0 { words.append("\(countText(lines.missing)) missing") }
    words.append("\(countText(lines.alarms)) alarm\(lines.alarms == 1 ? "" : "s")")
    try StandardOutput.write(
      words.joined(separator: ", ") + (firstAlarm.map { ", the first at \($0)" } ?? "") + "\n")
  }

  /// A number over or under another, with all digits where fewer do not tell them apart.
  private static func distinct(_ value: Double, _ word: String, _ limit: Double) -> String {
    let texts = [value, limit].map(numberText)
    guard texts[0] == texts[1] else { return "\(texts[0]) \(word) \(texts[1])" }
    return "\(JSON.number(value).text) \(word) \(JSON.number(limit).text)"
  }

  /// Whether a drawing is renewed in its place.
  private var isLive: Bool { plots && Terminal.isCapable(STDOUT_FILENO) }

  private mutating func draw() throws {
    let shown = last.suffix(TextPlot.room(style)).map { point in
      TextPlot.Point(
        point.statistic, lower: point.lower, upper: point.upper, isMarked: point.isAlarm)
    }
    let lines = TextPlot(Array(shown)).lines(style)
    if drawn > 0 { text += "\u{1B}[\(drawn)F\u{1B}[J" }
    drawn = lines.count
    text += lines.map { $0 + "\n" }.joined()
    isClosed = try !StandardOutput.write(text)
    text = ""
  }

  private func line(_ watched: WatchedPoint, _ metric: String?) -> String {
    let point = watched.point
    var words = printable(metric.map { "\($0) " } ?? "", unicode: style.unicode)
    words += "\(watched.index): "
    switch point.direction {
    case .up where point.upper.isFinite && point.statistic > point.upper:
      words += WatchOutput.distinct(point.statistic, "over", point.upper)
    case .down where point.lower.isFinite && point.statistic < point.lower:
      words += WatchOutput.distinct(point.statistic, "under", point.lower)
    default: words += point.value.isNaN ? "missing" : numberText(point.statistic)
    }
    let reasons = chart.reasons(of: point)
    if !reasons.isEmpty { words += " (\(reasons.joined(separator: ", ")))" }
    let value = watched.raw ?? point.value
    if value != point.statistic, !point.value.isNaN { words += ", value \(numberText(value))" }
    return point.isAlarm ? Tone.alarm.paint(words, style) : words
  }
}
