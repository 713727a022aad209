import Driftline

/// The rows of a report that are shown, in their order, as a table.
package struct ReportTable: Sendable {
  /// A table of more columns than this shows those without drift only on request.
  static let unabridged = 20

  /// The rows that are shown.
  package let rows: [ReportRow]
  /// How many columns without drift are not shown.
  package let hiddenColumns: Int
  private let isTable: Bool

  /// The rows that a style shows.
  package init(_ content: ReportContent, style: TextStyle) {
    isTable = content.kind == .table
    if !isTable {
      rows = content.rows
      hiddenColumns = 0
    } else if style.showsAll {
      let order = ReportTable.sorted(content.gravest).map(\.column)
      var scores: [String: [ReportRow]] = [:]
      for column in content.columns {
        if let name = column.first?.column { scores[name] = column }
      }
      rows = order.flatMap { scores[$0] ?? [] }
      hiddenColumns = 0
    } else {
      let all = ReportTable.sorted(content.gravest)
      rows = all.count > ReportTable.unabridged ? all.filter { $0.drifted != false } : all
      hiddenColumns = all.count - rows.count
    }
  }

  /// The gravest first; where two are alike, in the order in which they came.
  static func sorted(_ rows: [ReportRow]) -> [ReportRow] {
    rows.enumerated().sorted { a, b in
      if a.element.isGraver(than: b.element) { return true }
      return !b.element.isGraver(than: a.element) && a.offset < b.offset
    }.map(\.element)
  }

  /// The lines of the table; none where no row is shown.
  package func lines(_ style: TextStyle) -> [String] {
    if rows.isEmpty { return [] }
    var columns: [(title: String, side: TextTable.Side)] = [
      ("detector", .left), ("effect", .right), ("threshold", .right),
      (isTable ? "adj. p" : "p", .right), ("drift", .left),
    ]
    columns.insert(isTable ? ("column", .left) : ("statistic", .right), at: isTable ? 0 : 1)
    return TextTable(columns, rows: rows.map(cells)).lines(style)
  }

  private func cells(_ row: ReportRow) -> [TextTable.Cell] {
    var cells = [
      row.detector.isEmpty ? "-" : row.detector,
      row.effect.map(numberText) ?? "-",
      row.threshold.map(numberText) ?? "-",
      row.logPValue.map { probabilityText(logPValue: $0) } ?? "-",
    ].map { TextTable.Cell($0) }
    cells.insert(
      TextTable.Cell(isTable ? row.column : row.statistic.map(numberText) ?? "-"),
      at: isTable ? 0 : 1)
    return cells + [TextTable.Cell(ReportTable.verdict(row), Tone(row.drifted, row.severity))]
  }

  /// The verdict of a row in a word.
  static func verdict(_ row: ReportRow) -> String {
    switch row.drifted {
    case true: row.severity.rawValue
    case false where row.severity == .none: "no"
    case false: "no (\(row.severity.rawValue))"
    case nil: "undetermined"
    }
  }
}

extension Tone {
  /// The tone of a verdict.
  init(_ drifted: Bool?, _ severity: Severity) {
    switch drifted {
    case true: self = severity == .high ? .alarm : .warning
    case false: self = .good
    case nil: self = .unclear
    }
  }
}
