import ArgumentParser
import Driftline
import DriftlineReport

/// What is written, and how the program ends.
struct OutputArguments: ParsableArguments {
  /// When to colour.
  enum Color: String, CaseIterable, ExpressibleByArgument {
    /// On a terminal, unless `NO_COLOR` is set or `TERM` is `dumb`.
    case auto
    /// Everywhere.
    case always
    /// Nowhere.
    case never
  }

  @Flag(help: "Write the verdict as JSON, on one line.")
  var json = false

  @Flag(
    help: """
      Exit with 1 where there is drift, 0 where there is none, and 2 where it cannot be told.
      """)
  var exitCode = false

  @Flag(
    help: """
      A row for every score; by default a column has one, and columns without drift are only \
      counted where there are more than 20 columns.
      """)
  var all = false

  @Option(help: "When to colour; auto is on a terminal, unless NO_COLOR is set or TERM is dumb.")
  var color = Color.auto

  @Flag(name: .shortAndLong, help: "Write nothing; implies --exit-code.")
  var quiet = false

  func validate() throws {
    if quiet && json { throw ValidationError("--quiet and --json exclude each other") }
  }

  /// Writes a verdict to standard output.
  func write(_ verdict: Verdict) throws {
    if quiet { return }
    try StandardOutput.write(json ? verdict.json.text + "\n" : textReport(verdict, style: style))
  }

  /// Ends with a status of its own where that was asked for.
  func status(of verdict: Verdict) throws {
    guard exitCode || quiet else { return }
    switch verdict.drifted {
    case true: throw Status.drift
    case false: return
    case nil:
      throw DriftlineError(
        .insufficientData, "the verdict is undetermined: no score could tell whether there is drift"
      )
    }
  }

  private var style: TextStyle {
    let isColored =
      switch color {
      case .auto: Terminal.wantsColor
      case .always: true
      case .never: false
      }
    return TextStyle(
      width: Terminal.width, color: isColored, unicode: Terminal.isUnicode, showsAll: all)
  }
}
