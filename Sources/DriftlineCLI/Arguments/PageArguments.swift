import ArgumentParser
import Driftline
import DriftlineReport

/// How a result is written: for people, or as JSON.
struct PageArguments: ParsableArguments {
  /// When to colour.
  enum Color: String, CaseIterable, ExpressibleByArgument {
    /// On a terminal, unless `NO_COLOR` is set or `TERM` is `dumb`.
    case auto
    /// Everywhere.
    case always
    /// Nowhere.
    case never
  }

  @Flag(help: "Write the result as JSON, on one line.")
  var json = false

  @Option(help: "When to colour; auto is on a terminal, unless NO_COLOR is set or TERM is dumb.")
  var color = Color.auto

  /// How a text is laid out.
  var style: TextStyle {
    let isColored =
      switch color {
      case .auto: Terminal.wantsColor
      case .always: true
      case .never: false
      }
    return TextStyle(width: Terminal.width, color: isColored, unicode: Terminal.isUnicode)
  }

  /// Writes a result to standard output: its JSON, or these lines.
  func write(_ result: JSON, _ lines: (TextStyle) -> [String]) throws {
    if json {
      try StandardOutput.write(result.text + "\n")
      return
    }
    let lines = lines(style)
    if lines.isEmpty { return }
    try StandardOutput.write(lines.joined(separator: "\n") + "\n")
  }

  /// Writes sentences to standard output, broken into lines, or the JSON.
  func write(_ result: JSON, sentences: [String]) throws {
    try write(result) { style in
      sentences.flatMap { wrapped(printable($0, unicode: style.unicode), to: style.width) }
    }
  }
}
