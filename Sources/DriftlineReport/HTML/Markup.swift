import Driftline

/// A piece of HTML or SVG.
///
/// Text becomes markup only by being escaped, so what a caller named cannot
/// become an element.
package struct Markup: Sendable, ExpressibleByStringInterpolation {
  /// The markup as it stands in the page.
  package private(set) var source: String

  /// A text, escaped; characters that cannot be seen are written as `\u{1b}`.
  package init(_ text: String) {
    source = Markup.escaped(printable(text))
  }

  /// A text that is in the program, escaped.
  package init(stringLiteral text: String) {
    self.init(text)
  }

  /// Pieces one after the other.
  package init(_ pieces: [Markup]) {
    source = pieces.map(\.source).joined()
  }

  private init(source: String) {
    self.source = source
  }

  /// A text that is CSS and comes from the program.
  package static func styleSheet(_ text: StaticString) -> Markup {
    element("style", [], [Markup(source: "\(text)")])
  }

  /// An element.
  ///
  /// - Parameters:
  ///   - name: what the element is.
  ///   - attributes: names and values; the values are escaped, and those that are `nil` left out.
  ///   - children: what it holds; `nil` for elements without an end.
  /// - Returns: its markup.
  package static func element(
    _ name: StaticString, _ attributes: [(String, String?)] = [], _ children: [Markup]?
  ) -> Markup {
    var source = "<\(name)"
    for (key, value) in attributes {
      if let value { source += " \(key)=\"\(escaped(printable(value)))\"" }
    }
    guard let children else { return Markup(source: source + "/>") }
    source += ">"
    for child in children { source += child.source }
    return Markup(source: source + "</\(name)>")
  }

  /// A whole document.
  static func document(_ root: Markup) -> String {
    "<!DOCTYPE html>\n" + root.source + "\n"
  }

  private static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { [0x26, 0x3C, 0x3E, 0x22, 0x27].contains($0) }) else {
      return text
    }
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}

extension Markup {
  /// An element with a class.
  package static func element(
    _ name: StaticString, class style: String, _ children: [Markup]
  ) -> Markup {
    element(name, [("class", style)], children)
  }

  /// A name of the caller's, shortened as reports do; the whole of it shows on pointing at it.
  package static func name(_ text: String, to width: Int = 40) -> Markup {
    let short = shortened(printable(text), to: width, unicode: true)
    if short == printable(text) { return Markup(short) }
    let whole = shortened(printable(text), to: 400, unicode: true)
    return element("span", [("title", whole)], [Markup(short)])
  }

  /// A verdict as a coloured word.
  static func pill(_ text: String, _ tone: PageTone) -> Markup {
    element("span", class: "pill \(tone.rawValue)", [Markup(text)])
  }

  /// A table that scrolls sideways where the page is too narrow.
  ///
  /// - Parameters:
  ///   - caption: what the table shows.
  ///   - columns: the headings, and whether each is over numbers.
  ///   - rows: cells, the first of which names the row.
  /// - Returns: the table, in a box of its own.
  package static func table(
    _ caption: String, _ columns: [(title: String, isNumber: Bool)], _ rows: [[Markup]]
  ) -> Markup {
    let head = columns.map { column in
      element(
        "th", [("scope", "col"), ("class", column.isNumber ? "number" : nil)],
        [Markup(column.title)])
    }
    let body = rows.map { cells in
      element(
        "tr", [],
        zip(columns, cells).enumerated().map { index, pair in
          index == 0
            ? element("th", [("scope", "row")], [pair.1])
            : element("td", [("class", pair.0.isNumber ? "number" : nil)], [pair.1])
        })
    }
    return element(
      "div", [("class", "scroll"), ("tabindex", "0"), ("role", "group"), ("aria-label", caption)],
      [
        element(
          "table", [],
          [
            element("caption", [], [Markup(caption)]),
            element("thead", [], [element("tr", [], head)]), element("tbody", [], body),
          ])
      ])
  }
}

/// The colour of a verdict on a page.
package enum PageTone: String, Sendable {
  case good, low, medium, high, open

  /// The colour of a verdict.
  init(_ drifted: Bool?, _ severity: Severity) {
    switch drifted {
    case nil: self = .open
    case false: self = .good
    case true:
      switch severity {
      case .high: self = .high
      case .medium: self = .medium
      case .low, .none: self = .low
      }
    }
  }
}
