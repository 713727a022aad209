import ArgumentParser
import Driftline
import DriftlineReport

/// What is written of a verdict, and how the program ends.
struct OutputArguments: ParsableArguments {
  @OptionGroup var page: PageArguments

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

  @Flag(name: .shortAndLong, help: "Write nothing; implies --exit-code.")
  var quiet = false

  func validate() throws {
    if quiet && page.json { throw ValidationError("--quiet and --json exclude each other") }
  }

  /// Writes a verdict to standard output, with what there is to say of the two sides.
  func write(_ verdict: Verdict, json: JSON? = nil, context: [String] = []) throws {
    if quiet { return }
    var style = page.style
    style.showsAll = all
    try StandardOutput.write(
      page.json
        ? (json ?? verdict.json).text + "\n" : textReport(verdict, context: context, style: style))
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
}
