import ArgumentParser
import Driftline

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

  /// Both sides, as they are to be compared; the baseline is read first.
  func read(
    entering: (String) -> Void
  ) throws(DriftlineError) -> (baseline: Dataset, current: Dataset) {
    entering("reading the baseline")
    let first = try reading.dataset(baseline)
    entering("reading the current data")
    let second = try reading.dataset(current, categories: categories(of: first))
    return switch (first.onlyColumn, second.onlyColumn) {
    // A column and a table of one column are two columns.
    case (let a?, let b?) where first.isTable != second.isTable: (.column(a), .column(b))
    default: (first, second)
    }
  }

  private func categories(of dataset: Dataset) -> [String] {
    switch dataset {
    case .column(.categorical): reading.columns
    case .table(let table):
      table.entries.compactMap { entry in
        if case .categorical = entry.column { entry.name } else { nil }
      }
    default: []
    }
  }
}

extension Dataset {
  /// Whether these are named columns.
  var isTable: Bool {
    if case .table = self { true } else { false }
  }

  /// The column that stands alone, or is the only one of a table.
  var onlyColumn: Column? {
    switch self {
    case .column(let column): column
    case .table(let table): table.entries.count == 1 ? table.entries[0].column : nil
    case .matrix: nil
    }
  }
}
