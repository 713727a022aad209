import Driftline

/// Scores as a table, each with a bar of its effect relative to its threshold.
struct ScoreTable {
  /// What a row stands for.
  enum Rows {
    case scores, columns
  }

  private let rows: [ReportRow]
  private let kind: Rows

  init(_ rows: [ReportRow], of kind: Rows) {
    self.rows = rows
    self.kind = kind
  }

  var markup: Markup {
    let bar = RatioBar(rows)
    var columns: [(title: String, isNumber: Bool)] = [
      ("Detector", false), ("Effect over threshold", false), ("Effect", true), ("Threshold", true),
      (kind == .columns ? "Adjusted p" : "p", true),
    ]
    if kind == .columns {
      columns = [("Column", false), ("Drift", false)] + columns
    } else {
      columns.insert(("Drift", false), at: 1)
      columns.append(("Statistic", true))
    }
    return .table(
      kind == .columns
        ? "Columns, the gravest first. The line across a bar is the threshold."
        : "Scores, one a detector. The line across a bar is the threshold.",
      columns, rows.map { cells($0, bar) })
  }

  private func cells(_ row: ReportRow, _ bar: RatioBar) -> [Markup] {
    let verdict = Markup.pill(ReportTable.verdict(row), PageTone(row.drifted, row.severity))
    var cells: [Markup] = [
      row.detector.isEmpty ? "-" : Markup(row.detector), bar.markup(row),
      Markup(row.effect.map(numberText) ?? "-"), Markup(row.threshold.map(numberText) ?? "-"),
      Markup(row.logPValue.map { probabilityText(logPValue: $0) } ?? "-"),
    ]
    if kind == .columns {
      cells.insert(contentsOf: [.name(row.column), verdict], at: 0)
    } else {
      cells.insert(verdict, at: 1)
      cells.append(Markup(row.statistic.map(numberText) ?? "-"))
    }
    return cells
  }
}

/// How far effects have come to their thresholds, as bars of one scale.
struct RatioBar {
  private static let width = 136.0
  private static let height = 14.0
  /// The ratio at the end of the bar.
  private let end: Double

  /// A scale for rows: from no effect to the largest ratio, but at most to eight times the threshold.
  init(_ rows: [ReportRow]) {
    end = min(max(rows.compactMap(Self.ratio).filter(\.isFinite).max() ?? 2, 2), 8)
  }

  private static func ratio(_ row: ReportRow) -> Double? {
    guard let effect = row.effect, let threshold = row.threshold else { return nil }
    return ratio(effect, threshold)
  }

  private static func ratio(_ effect: Double, _ threshold: Double) -> Double? {
    let ratio = max(effect, 0) / threshold
    return ratio.isNaN || threshold < 0 ? nil : ratio
  }

  /// The bar of a row; empty where it has no threshold.
  func markup(_ row: ReportRow) -> Markup {
    guard let ratio = Self.ratio(row) else { return "" }
    func place(_ ratio: Double) -> Double { min(ratio, end) / end * Self.width }
    let tone = PageTone(row.drifted, row.severity)
    var pieces = [
      Drawing.rectangle(0, 3, Self.width, 8, class: "track", corner: 2),
      Drawing.rectangle(0, 3, place(ratio), 8, class: tone.rawValue, corner: 2),
    ]
    if ratio > end {
      let x = Self.width - 12
      pieces.append(
        Drawing.path([[(x, 13), (x + 4, 1)], [(x + 5, 13), (x + 9, 1)]], class: "cut"))
    }
    if let open = row.open, let threshold = row.threshold,
      let low = Self.ratio(open.effect.lowerBound, threshold),
      let high = Self.ratio(open.effect.upperBound, threshold)
    {
      let (a, b) = (place(low), place(high))
      pieces.append(
        .element(
          "g", class: tone.rawValue,
          [
            Drawing.path(
              [[(a, 7), (b, 7)], [(a, 1), (a, 13)], [(b, 1), (b, 13)]], class: "whisker")
          ]))
    }
    let line = place(1)
    pieces.append(Drawing.path([[(line, 0), (line, 14)]], class: "threshold"))
    return Drawing.svg(
      Self.width, Self.height, class: "ratio \(tone.rawValue)",
      title: "\(numberText(ratio)) times the threshold", pieces)
  }
}
