public import ArgumentParser
import Driftline
public import DriftlineInput

/// Where the two sides are, and how they are read.
struct DataArguments: ParsableArguments {
  @Option(
    help: .init(
      "The data of the good days: a .npy, .csv, .ndjson, .fvecs or .raw file, also with .gz; - for "
        + "standard input.", valueName: "file"))
  var baseline: String

  @Option(help: .init("The data in question, likewise.", valueName: "file"))
  var current: String

  @Option(
    name: .customLong("column"),
    help: .init(
      "A column to compare; repeatable. One alone is compared as a column, or as a matrix where it "
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
    help: "The format of both files; by default their names or first bytes tell it.")
  var format: InputOptions.Format?

  @OptionGroup var raw: RawArguments

  func validate() throws {
    if baseline == "-" && current == "-" {
      throw ValidationError("only one of --baseline and --current can be standard input")
    }
    if let name = categorical.first(where: numeric.contains) {
      throw ValidationError("the column \(name) is named by both --categorical and --numeric")
    }
  }
}

extension InputOptions.Format: ExpressibleByArgument {}

extension DataArguments {
  /// Both sides, as they are to be compared.
  ///
  /// The baseline is read first, and its categorical columns are categorical in the current data
  /// too: codes such as 1 and 2 stay categories where no other value happens to occur.
  func read(
    entering: (String) -> Void
  ) throws(DriftlineError) -> (baseline: Dataset, current: Dataset) {
    var options = InputOptions()
    if hasNoDefaultMissing { options.missing = [] }
    options.missing.formUnion(missing)
    options.format = format
    options.asMatrix = isMatrix
    raw.set(&options)
    for name in categorical { options.types[name] = .categorical }
    for name in numeric { options.types[name] = .numeric }
    entering("reading the baseline")
    let first = try side(baseline, options)
    let asked = options.types
    for name in DataArguments.categoricalNames(first) where asked[name] == nil {
      options.types[name] = .categorical
    }
    entering("reading the current data")
    do {
      return DataArguments.aligned(first, try side(current, options))
    } catch {
      throw DataArguments.lacking(error, asked: asked) ?? error
    }
  }

  /// One side: of a single named column the column, and of several a table.
  private func side(
    _ path: String, _ options: InputOptions
  ) throws(DriftlineError) -> Dataset {
    var options = options
    options.columns = columns.isEmpty ? nil : columns
    guard columns.count == 1, let name = columns.first else {
      return try readDataset(path: path, options: options)
    }
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

  private static func categoricalNames(_ dataset: Dataset) -> [String] {
    guard case .table(let table) = dataset else { return [] }
    return table.entries.compactMap { entry in
      if case .categorical = entry.column { entry.name } else { nil }
    }
  }

  /// A column and a table of one column are two columns.
  private static func aligned(
    _ a: Dataset, _ b: Dataset
  ) -> (baseline: Dataset, current: Dataset) {
    switch (a, b) {
    case (.column, .table(let table)) where table.entries.count == 1:
      (a, .column(table.entries[0].column))
    case (.table(let table), .column) where table.entries.count == 1:
      (.column(table.entries[0].column), b)
    default: (a, b)
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
