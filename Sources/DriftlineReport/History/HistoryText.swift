import Driftline

/// The history of a baseline's scores as a text for people.
///
/// A headline, the period, and a table with a row for each detector, column and stream: its last effect,
/// how often it drifted, and the verdict. The series whose last score is drift come first; of more than
/// 20 series, those that never drifted are only counted.
///
/// - Parameters:
///   - history: the scores.
///   - style: how to write them.
/// - Returns: lines, each ended by a line feed.
public func textReport(_ history: ScoreHistoryReport, style: TextStyle = TextStyle()) -> String {
  let text = HistoryText(history)
  let blocks = [text.heading(style), text.table(style), text.notes(style)]
  return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
    .joined(separator: "\n")
}

/// The words and rows of a history, which the page has too.
struct HistoryText {
  private let history: ScoreHistoryReport

  init(_ history: ScoreHistoryReport) {
    self.history = history
  }

  /// What stands out.
  var headline: String {
    let last = history.series.count { $0.last.drifted == true }
    let all = history.series.count
    if all == 0 { return "no scores" }
    return history.drifted == nil
      ? "UNDETERMINED: no last score can tell"
      : "\(last > 0 ? "DRIFT" : "no drift"): \(countText(last)) of \(countText(all)) "
        + "last \(all == 1 ? "score" : "scores") drifted"
  }

  /// The number of scores, and from when to when they are.
  var extent: String {
    guard let times = history.times else { return "nothing was recorded" }
    let (first, last) = (
      CalendarTime(seconds: times.lowerBound).shortText,
      CalendarTime(seconds: times.upperBound).shortText
    )
    let count = history.count
    return "\(countText(count)) \(count == 1 ? "score" : "scores")"
      + (first == last ? " at \(first)" : " from \(first) to \(last)")
  }

  func heading(_ style: TextStyle) -> [String] {
    let tone = history.series.isEmpty ? Tone.plain : Tone(history.drifted, .medium)
    let name = shortened(history.baseline, to: 40, unicode: style.unicode)
    let stream = history.stream.map {
      ", stream \(shortened($0, to: 40, unicode: style.unicode))"
    }
    let parts = headline.split(separator: ":", maxSplits: 1)
    let title = tone.paint(String(parts[0]), style) + (parts.count > 1 ? ":" + parts[1] : "")
    return [title]
      + ["baseline \(name)\(stream ?? "")", extent].flatMap {
        wrapped(printable($0, unicode: style.unicode), to: style.width)
      }
  }

  private func shown(_ style: TextStyle) -> [HistorySeries] {
    if style.showsAll || history.series.count <= ReportTable.unabridged { return history.series }
    return history.series.filter { $0.drifts > 0 || $0.last.drifted == nil }
  }

  func table(_ style: TextStyle) -> [String] {
    let series = shown(style)
    if series.isEmpty { return [] }
    let hasColumns = series.contains { $0.column != nil }
    let hasStreams = history.stream == nil && series.contains { $0.stream != nil }
    var columns: [(title: String, side: TextTable.Side)] = []
    if hasColumns { columns.append(("column", .left)) }
    if hasStreams { columns.append(("stream", .left)) }
    columns += [
      ("detector", .left), ("last effect", .right), ("threshold", .right), ("p", .right),
      ("drifted", .right), ("last", .left),
    ]
    let rows = series.map { series in
      (hasColumns ? [TextTable.Cell(series.column ?? "-")] : [])
        + (hasStreams
          ? [TextTable.Cell(shortened(series.stream ?? "-", to: 20, unicode: style.unicode))] : [])
        + HistoryText.cells(series).map { TextTable.Cell($0) }
        + [TextTable.Cell(HistoryText.verdict(series.last), Tone(series.last.drifted, .medium))]
    }
    return TextTable(columns, rows: rows).lines(style)
  }

  /// Detector, last effect, threshold, p-value, and how many of how many scores were drift.
  static func cells(_ series: HistorySeries) -> [String] {
    [
      series.detector, series.last.effect.map(numberText) ?? "nan",
      series.last.threshold.map(numberText) ?? "-",
      series.last.logPValue.map { probabilityText(logPValue: $0) } ?? "-",
      "\(countText(series.drifts)) of \(countText(series.points.count))",
    ]
  }

  /// The verdict of a score in a word.
  static func verdict(_ point: ScoreHistoryReport.Point) -> String {
    switch point.drifted {
    case true: "drift"
    case false: "no"
    case nil: "undetermined"
    }
  }

  func notes(_ style: TextStyle) -> [String] {
    let rest = history.series.count - shown(style).count
    return rest > 0 ? ["and \(countText(rest)) more that never drifted"] : []
  }
}
