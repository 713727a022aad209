public import ArgumentParser
import Driftline
public import DriftlineInput
import DriftlineWorker

/// How data are read, wherever they are.
struct ReadingArguments: ParsableArguments {
  @Option(
    name: .customLong("column"),
    help: .init(
      "A column to look at; repeatable. One alone is taken as a column, or as a matrix where it "
        + "holds arrays; several as a table.", valueName: "name"))
  var columns: [String] = []

  @Option(
    help: .init(
      "A column that holds categories, whatever it looks like; repeatable.",
      valueName: "name"))
  var categorical: [String] = []

  @Option(
    help: .init(
      "A column that holds numbers; a value that is none is an error; repeatable.",
      valueName: "name"))
  var numeric: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: .init(
      "A text that means a missing value, beside the empty one, NA, N/A, NaN, nan, null, NULL and "
        + "None; repeatable.", valueName: "text"))
  var missing: [String] = []

  @Flag(
    name: .customLong("no-default-missing"),
    help: "Only the texts given by --missing mean a missing value.")
  var hasNoDefaultMissing = false

  @Flag(
    name: .customLong("matrix"),
    help: "Take the columns, which have to be numeric, as one matrix: a row is then one value.")
  var isMatrix = false

  @Option(
    help: "The format of the data; by default names or first bytes tell it.")
  var format: InputOptions.Format?

  @OptionGroup var raw: RawArguments

  func validate() throws {
    if let name = categorical.first(where: numeric.contains) {
      throw ValidationError("the column \(name) is named by both --categorical and --numeric")
    }
  }
}

extension InputOptions.Format: ExpressibleByArgument {}

extension ReadingArguments {
  /// A file, as it is to be read.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params` where it is a profile, which is measured
  ///   already, and an option says how data are to be read.
  func reference(
    _ path: String, for parameter: String
  ) throws(DriftlineError) -> DataReference {
    var file = FileReference(path)
    if file.isProfile {
      guard columns.isEmpty else {
        throw DriftlineError(
          .invalidParams, "\(path): a profile has the columns of its baseline; leave out --column",
          at: "column")
      }
      if let option = given {
        throw DriftlineError(
          .invalidParams, "\(path): a profile is measured already; leave out \(option)", at: option)
      }
    }
    file.columns = columns
    file.sharesColumns = true
    file.categorical = categorical
    file.numeric = numeric
    file.missing = missing
    file.hasNoDefaultMissing = hasNoDefaultMissing
    file.isMatrix = isMatrix
    file.format = format
    raw.set(&file)
    return DataReference(file, at: parameter)
  }
}

extension ReadingArguments {
  /// The first option that was given; `nil` where none was.
  var firstGiven: String? { columns.isEmpty ? given : "--column" }

  /// The first option about the reading of data that was given, columns apart; `nil` where none was.
  private var given: String? {
    let all: [(String, Bool)] = [
      ("--categorical", !categorical.isEmpty), ("--numeric", !numeric.isEmpty),
      ("--missing", !missing.isEmpty), ("--no-default-missing", hasNoDefaultMissing),
      ("--matrix", isMatrix), ("--format", format != nil), ("--dtype", raw.dtype != nil),
      ("--shape", raw.shape != nil), ("--offset", raw.offset != 0),
    ]
    return all.first(where: \.1)?.0
  }
}
