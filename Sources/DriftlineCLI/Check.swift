import ArgumentParser
import DriftlineWorker

/// `driftline check`.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compares data with a baseline that was kept.",
    discussion: """
      driftline check sales today.csv
      driftline check sales today.csv --record --threshold dynamic --exit-code
      driftline check docs week.profile --detector centroid --json

      The verdict is that of driftline compare, with the data that the baseline was fitted on. \
      Detectors, alpha, rule, drift share and sensitivity are the baseline's where they are not \
      given, and the seed always is.
      """)

  @Argument(help: "The baseline's name.") var name: String
  @Argument(
    help: .init(
      "The data in question, or a .profile file; - for standard input.", valueName: "data"))
  var path: String

  @OptionGroup(title: "Data") var reading: ReadingArguments

  @Option(
    parsing: .unconditional,
    help: .init(
      "The time that the data are about, for --record; by default now. RFC 3339, or seconds since "
        + "1970.", valueName: "time"), transform: Time.argument)
  var time: Time?

  @OptionGroup var check: CheckArguments

  func validate() throws {
    if time != nil && !check.record { throw ValidationError("--time goes with --record") }
  }

  func run() throws {
    var operation = DriftCheck(baseline: name, current: try reading.reference(path, for: "current"))
    operation.settings = try check.settings()
    operation.time = time
    let verdict = try operation.result(
      in: check.place.place, threads: check.judgement.work.count)
    try check.output.write(verdict, context: check.context(verdict))
    try check.output.status(of: verdict)
  }
}
