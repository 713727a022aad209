/// How a report for people is written.
public struct TextStyle: Sendable, Equatable {
  /// The number of columns of the terminal or page, 40 or more; tables are made to fit.
  public var width: Int
  /// Whether verdicts are coloured by ANSI escape sequences.
  public var color: Bool
  /// Whether characters outside ASCII may be written; where not, they are escaped as `\u{e9}`.
  public var unicode: Bool
  /// Whether every score of every column has a row of its own.
  public var showsAll: Bool

  /// A style; by default 80 columns, without colour.
  ///
  /// - Parameters:
  ///   - width: the number of columns; fewer than 40 count as 40.
  ///   - color: whether to colour.
  ///   - unicode: whether the output can show characters outside ASCII.
  ///   - showsAll: whether to write a row for every score of every column of a table; where not,
  ///     a column has one row, and in a table of more than 20 columns those without drift are only
  ///     counted.
  public init(
    width: Int = 80, color: Bool = false, unicode: Bool = true, showsAll: Bool = false
  ) {
    self.width = max(width, 40)
    self.color = color
    self.unicode = unicode
    self.showsAll = showsAll
  }
}

/// What a piece of text says, which decides its colour.
package enum Tone: Sendable, Equatable {
  /// Nothing to see.
  case plain
  /// A heading.
  case heading
  /// No drift.
  case good
  /// Drift of low or medium severity.
  case warning
  /// Drift of high severity.
  case alarm
  /// It cannot be told.
  case unclear

  private var code: String {
    switch self {
    case .plain: ""
    case .heading: "1"
    case .good: "32"
    case .warning: "33"
    case .alarm: "1;31"
    case .unclear: "35"
    }
  }

  /// A text in the colour of the tone, where the style has colours.
  package func paint(_ text: String, _ style: TextStyle) -> String {
    style.color && self != .plain ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
