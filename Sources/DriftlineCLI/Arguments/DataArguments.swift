import ArgumentParser
import Driftline
import DriftlineWorker

/// Where the two sides are, and how they are read.
struct DataArguments: ParsableArguments {
  @Option(
    help: .init(
      "The data of the good days: a .npy, .csv, .ndjson, .fvecs or .raw file, also with .gz; - for "
        + "standard input.", valueName: "file"))
  var baseline: String

  @Option(help: .init("The data in question, likewise.", valueName: "file"))
  var current: String

  @OptionGroup var reading: ReadingArguments

  func validate() throws {
    if baseline == "-" && current == "-" {
      throw ValidationError("only one of --baseline and --current can be standard input")
    }
  }

  /// The comparison of the two.
  func comparison() throws(DriftlineError) -> DriftCompare {
    DriftCompare(
      baseline: try reading.reference(baseline, for: "baseline"),
      current: try reading.reference(current, for: "current"))
  }
}
