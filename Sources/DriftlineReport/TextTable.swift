/// Cells in columns that are as wide as they need to be; the first column gives way where the page
/// is too narrow.
package struct TextTable: Sendable, Equatable {
  /// Which side of its column a cell keeps to.
  package enum Side: Sendable {
    /// Words.
    case left
    /// Numbers.
    case right
  }

  /// One cell.
  package struct Cell: Sendable, Equatable {
    /// What it says.
    package var text: String
    /// Its colour.
    package var tone: Tone

    /// A cell.
    package init(_ text: String, _ tone: Tone = .plain) {
      self.text = text
      self.tone = tone
    }
  }

  /// The heading and side of each column.
  package let columns: [(title: String, side: Side)]
  /// The rows, each with a cell for every column.
  package var rows: [[Cell]]

  /// A table with headings.
  package init(_ columns: [(title: String, side: Side)], rows: [[Cell]] = []) {
    precondition(
      rows.allSatisfy { $0.count == columns.count }, "a row has \(columns.count) cells")
    self.columns = columns
    self.rows = rows
  }

  /// The lines of the table, headings first, without spaces at their ends.
  package func lines(_ style: TextStyle) -> [String] {
    let cells = rows.map { row in
      row.map { Cell(printable($0.text, unicode: style.unicode), $0.tone) }
    }
    let widths = widths(of: cells, style)
    let titles = columns.map { Cell($0.title, .heading) }
    return ([titles] + cells).map { line($0, widths, style) }
  }

  private func widths(of cells: [[Cell]], _ style: TextStyle) -> [Int] {
    var widths = columns.map { displayWidth($0.title) }
    for row in cells {
      for (index, cell) in row.enumerated() {
        widths[index] = max(widths[index], displayWidth(cell.text))
      }
    }
    guard let first = widths.first else { return [] }
    let others = widths.dropFirst().reduce(0) { $0 + 2 + $1 }
    widths[0] = min(first, max(style.width - others, 8))
    return widths
  }

  private func line(_ cells: [Cell], _ widths: [Int], _ style: TextStyle) -> String {
    var line = ""
    var gap = 0
    for (index, cell) in cells.enumerated() {
      let text = shortened(cell.text, to: widths[index], unicode: style.unicode)
      let padding = widths[index] - displayWidth(text)
      if columns[index].side == .right { gap += padding }
      if !text.isEmpty {
        line += String(repeating: " ", count: gap) + cell.tone.paint(text, style)
        gap = 0
      }
      gap += 2 + (columns[index].side == .left ? padding : 0)
    }
    return line
  }

  /// Whether two tables say the same.
  package static func == (a: TextTable, b: TextTable) -> Bool {
    a.rows == b.rows && a.columns.elementsEqual(b.columns) { $0 == $1 }
  }
}
