internal import DriftlineReport

/// A table of GitHub's Markdown.
struct MarkdownTable {
  /// Headings; the first is over names, the others over numbers unless said otherwise.
  let columns: [String]
  /// Columns that hold words.
  var words: Set<Int> = [0]
  /// Cells, each already Markdown.
  var rows: [[String]] = []

  /// A table with these headings.
  init(_ columns: [String], words: Set<Int> = [0]) {
    self.columns = columns
    self.words = words
  }

  /// The table and the empty line after it; nothing where it has no rows.
  var text: String {
    if rows.isEmpty { return "" }
    let rule = columns.indices.map { words.contains($0) ? "---" : "---:" }
    return ([columns, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
      + "\n"
  }

  /// A name as code; what would end the cell or the code is replaced.
  static func code(_ name: String) -> String {
    let plain = shortened(printable(name), to: 60, unicode: true)
      .replacing("`", with: "'").replacing("|", with: "\\|")
    return plain.isEmpty ? BenchText.absent : "`\(plain)`"
  }

  /// A text in which nothing means anything to Markdown or HTML.
  static func plain(_ text: String, to width: Int = 300) -> String {
    var out = ""
    for character in shortened(printable(text), to: width, unicode: true) {
      switch character {
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "&": out += "&amp;"
      case "|", "*", "_", "`", "[", "]", "\\", "#", "~": out += "\\\(character)"
      default: out.append(character)
      }
    }
    return out
  }
}
