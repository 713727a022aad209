import Driftline

/// The history of a baseline's scores as a page for people: one file of HTML that needs nothing else.
///
/// For each detector, column and stream a line of its effects over time with the threshold, drift marked
/// on it; below, a table of the last scores. The series whose last score is drift come first. Numbers are as in
/// the text; the same scores give the same bytes.
///
/// - Parameter history: the scores.
/// - Returns: the document.
/// - Complexity: O(n) for n scores; at most 24 charts of 400 points each and 200 rows are drawn, and what
///   is left out is counted.
public func htmlReport(_ history: ScoreHistoryReport) -> String {
  HistoryPage(history).text
}

/// The page of a history.
struct HistoryPage {
  /// The most charts.
  static let charts = 24
  /// The most rows of the table.
  static let rows = 200

  private let history: ScoreHistoryReport
  private let words: HistoryText

  init(_ history: ScoreHistoryReport) {
    self.history = history
    words = HistoryText(history)
  }

  var text: String {
    Page(
      title: "Driftline: history of \(shortened(history.baseline, to: 40, unicode: true))",
      body: [header, facts] + charts + table
    ).text
  }

  private var header: Markup {
    let tone = PageTone(history.drifted, .high)
    let words = words.headline.split(separator: ":", maxSplits: 1)
    let title: Markup =
      switch (history.series.isEmpty, history.drifted) {
      case (true, _): "No scores"
      case (_, true): "Drift"
      case (_, false): "No drift"
      case (_, nil): "Undetermined"
      }
    let rest = words.count > 1 ? [Markup(String(words[1].dropFirst()) + ".")] : []
    return Page.header(
      history.series.isEmpty ? nil : tone, kicker: "History of scores", headline: [title],
      lines: rest)
  }

  private var facts: Markup {
    var facts: [(name: String, value: Markup)] = [("Baseline", .name(history.baseline))]
    if let stream = history.stream { facts.append(("Stream", .name(stream))) }
    facts.append(("Scores", Markup(countText(history.count))))
    if let times = history.times {
      facts.append(("First", Markup(CalendarTime(seconds: times.lowerBound).minuteText)))
      facts.append(("Last", Markup(CalendarTime(seconds: times.upperBound).minuteText)))
    }
    let versions = Set(history.series.flatMap { $0.points.map(\.version) })
    if let first = versions.min(), let last = versions.max() {
      facts.append(
        first == last
          ? ("Version", Markup("\(first)")) : ("Versions", Markup("\(first) to \(last)")))
    }
    return Page.facts(facts + [("Engine", Markup("Driftline \(engineVersion)"))])
  }

  private var charts: [Markup] {
    guard let times = history.times else { return [] }
    let shown = history.series.prefix(Self.charts)
    let cards = shown.map { series in
      Page.card(
        heading(series)
          + [
            .pill(HistoryText.verdict(series.last), PageTone(series.last.drifted, .high))
          ], HistoryChart(series, times: times).markup)
    }
    let rest = history.series.count - shown.count
    let left = rest > 0 ? ["and \(countText(rest)) more, which the table lists"] : []
    return [
      Page.section(
        "Effects over time",
        [
          Page.legend([
            ("current", "effect"), ("limit", "threshold"), ("dot high", "drift"),
            ("dot open", "undetermined"),
          ]), Page.cards(cards),
        ] + Page.notes(left))
    ]
  }

  private func heading(_ series: HistorySeries) -> [Markup] {
    var parts: [Markup] = []
    if let column = series.column { parts.append(.name(column)) }
    parts.append(
      series.column == nil
        ? Markup(series.detector) : .element("small", [], [Markup(series.detector)]))
    if history.stream == nil, let stream = series.stream {
      parts.append(.element("small", [], ["stream ", .name(stream, to: 24)]))
    }
    return parts
  }

  private var table: [Markup] {
    if history.series.isEmpty { return [] }
    let hasColumns = history.series.contains { $0.column != nil }
    let hasStreams = history.stream == nil && history.series.contains { $0.stream != nil }
    var columns: [(title: String, isNumber: Bool)] = []
    if hasColumns { columns.append(("Column", false)) }
    if hasStreams { columns.append(("Stream", false)) }
    columns += [
      ("Detector", false), ("Drift", false), ("Effect", true), ("Threshold", true), ("p", true),
      ("Drifted", true), ("Last check", false),
    ]
    let rows = history.series.prefix(Self.rows).map { series -> [Markup] in
      var cells: [Markup] = []
      if hasColumns { cells.append(series.column.map { .name($0, to: 28) } ?? "-") }
      if hasStreams { cells.append(series.stream.map { .name($0, to: 24) } ?? "-") }
      cells.append(Markup(series.detector))
      cells.append(.pill(HistoryText.verdict(series.last), PageTone(series.last.drifted, .high)))
      cells += HistoryText.cells(series).dropFirst().map { Markup($0) }
      cells.append(Markup(CalendarTime(seconds: series.last.time).minuteText))
      return cells
    }
    let rest = history.series.count - rows.count
    return [
      Page.section(
        "Last scores",
        [.table("The last score of each, those with drift first.", columns, Array(rows))]
          + Page.notes(rest > 0 ? ["and \(countText(rest)) more"] : []))
    ]
  }
}
