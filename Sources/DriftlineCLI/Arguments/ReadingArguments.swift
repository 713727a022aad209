public import ArgumentParser
import Driftline
public import DriftlineInput

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
  /// The first option about the reading of data that was given, columns apart; `nil` where none was.
  var given: String? {
    let all: [(String, Bool)] = [
      ("--categorical", !categorical.isEmpty), ("--numeric", !numeric.isEmpty),
      ("--missing", !missing.isEmpty), ("--no-default-missing", hasNoDefaultMissing),
      ("--matrix", isMatrix), ("--format", format != nil), ("--dtype", raw.dtype != nil),
      ("--shape", raw.shape != nil), ("--offset", raw.offset != 0),
    ]
    return all.first(where: \.1)?.0
  }
}

extension ReadingArguments {
  /// Reads a file: of a single named column the column, and of several a table.
  ///
  /// `categories` are the categorical columns of the baseline that the data will be held against. They
  /// are categorical here too: codes such as 1 and 2 stay categories where no other value happens to
  /// occur.
  func dataset(
    _ path: String, categories: [String] = []
  ) throws(DriftlineError) -> Dataset {
    var options = InputOptions()
    if hasNoDefaultMissing { options.missing = [] }
    options.missing.formUnion(missing)
    options.format = format
    options.asMatrix = isMatrix
    raw.set(&options)
    for name in categorical { options.types[name] = .categorical }
    for name in numeric { options.types[name] = .numeric }
    let asked = options.types
    if !isArray(path) {
      for name in categories where asked[name] == nil { options.types[name] = .categorical }
    }
    options.columns = columns.isEmpty ? nil : columns
    do {
      return try picked(path, options)
    } catch {
      throw ReadingArguments.lacking(error, asked: asked) ?? error
    }
  }

  private func picked(
    _ path: String, _ options: InputOptions
  ) throws(DriftlineError) -> Dataset {
    guard columns.count == 1, let name = columns.first else {
      return try readDataset(path: path, options: options)
    }
    var options = options
    // An array names its columns by index: one that has a single column is that column, and one
    // that has several is what a column of arrays is elsewhere.
    if isArray(path), Int(name) == nil { options.columns = nil }
    let dataset = try readDataset(path: path, options: options)
    if case .table(let table) = dataset, let column = table[name] { return .column(column) }
    return dataset
  }

  private func isArray(_ path: String) -> Bool {
    let arrays: [InputOptions.Format] = [.npy, .fvecs, .raw]
    if let format { return arrays.contains(format) }
    let name = path.lowercased()
    return arrays.contains {
      name.hasSuffix("." + $0.rawValue) || name.hasSuffix("." + $0.rawValue + ".gz")
    }
  }

  /// The current data lacks a categorical column of the baseline: that is about the data, and not
  /// about types that nobody has given.
  private static func lacking(
    _ error: DriftlineError, asked: [String: InputOptions.ColumnType]
  ) -> DriftlineError? {
    guard error.kind == .invalidParams, error.location == "types",
      case .string(let name) = error.details.last(where: { $0.key == "got" })?.value,
      asked[name] == nil
    else { return nil }
    return DriftlineError(
      .shapeMismatch, "\(error.message); the baseline has it", at: "current",
      details: error.details)
  }
}
