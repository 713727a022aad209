import Driftline

/// What data have to be like to be held against something.
struct ExpectedData {
  /// What the baseline is.
  let kind: Verdict.Kind
  /// The names of its columns that hold categories.
  let categories: [String]

  /// Data for a baseline that was kept.
  init(_ baseline: Baseline) {
    kind = baseline.kind
    categories = baseline.columns.filter { $0.kind == .categorical }.map(\.name)
  }

  /// Data for the other side of a comparison.
  init(_ data: Dataset) {
    switch data {
    case .column(.numeric): (kind, categories) = (.numeric, [])
    case .column(.categorical): (kind, categories) = (.categorical, [])
    case .matrix: (kind, categories) = (.embedding, [])
    case .table(let table):
      kind = .table
      categories = table.entries.compactMap { entry in
        if case .categorical = entry.column { entry.name } else { nil }
      }
    }
  }

  /// The data, where a column is expected and there is a table of one, or the reverse.
  func fitting(_ data: Dataset, named name: String?) -> Dataset {
    switch data {
    case .column(let column):
      guard kind == .table, let name, let table = try? Table([(name: name, column: column)]) else {
        return data
      }
      return .table(table)
    case .table(let table):
      guard kind == .numeric || kind == .categorical, table.entries.count == 1 else { return data }
      return .column(table.entries[0].column)
    case .matrix: return data
    }
  }
}
