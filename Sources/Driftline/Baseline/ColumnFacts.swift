/// What is known of one column of a baseline.
public struct ColumnFacts: Sendable, Equatable {
  /// The name; `nil` where the column stands alone.
  public let name: String?
  /// Numbers or categories.
  public let kind: Verdict.Kind
  /// The number of values that are not missing.
  public let count: Int
  /// The number of missing values.
  public let missing: Int
  /// The size k of the sketch that more ordered values than are kept go into; `nil` for categories,
  /// and where no order is kept.
  public let sketchSize: Int?
  /// By how much of all values a rank can be off, at 99 %; 0 where every value is kept.
  public let rankError: Double
}

extension Baseline {
  /// The facts of each column, in order: of the only one where it stands alone, none of embeddings.
  public var columnFacts: [ColumnFacts] {
    switch content {
    case .column(let column): [column.facts(nil)]
    case .table(let columns): columns.map { $0.content.facts($0.name) }
    case .single, .double: []
    }
  }
}

extension ColumnBaseline {
  fileprivate func facts(_ name: String?) -> ColumnFacts {
    switch self {
    case .categorical:
      ColumnFacts(
        name: name, kind: .categorical, count: profile.count, missing: profile.missing,
        sketchSize: nil, rankError: 0)
    case .numeric(let numbers):
      ColumnFacts(
        name: name, kind: .numeric, count: profile.count, missing: profile.missing,
        sketchSize: numbers.profile.ordered == nil ? nil : numbers.sketch?.k,
        rankError: numbers.profile.ordered?.rankError ?? 0)
    }
  }
}
