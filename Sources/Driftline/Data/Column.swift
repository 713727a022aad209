/// Numbers that can be read again and again, block by block: a file, or an array in memory.
///
/// Every block but the last has a multiple of ``rowGranule`` values, so that sums are folded over
/// the same blocks wherever the values come from. NaN stands for a missing value.
public protocol NumericBlocks: Sendable {
  /// The number of values, missing ones included.
  var count: Int { get }

  /// Calls `body` with one block after the other, in order, from the first value to the last.
  ///
  /// - Parameter body: receives a block; the span is valid only during the call.
  /// - Throws: what went wrong while reading, or what `body` throws.
  func forEachBlock(_ body: (Span<Double>) throws(DriftlineError) -> Void) throws(DriftlineError)
}

/// The number of values that block sizes are multiples of: 65 536.
public let rowGranule = 65_536

/// Numbers in memory.
struct ArrayBlocks: NumericBlocks {
  let values: [Double]

  var count: Int { values.count }

  func forEachBlock(_ body: (Span<Double>) throws(DriftlineError) -> Void) throws(DriftlineError) {
    if !values.isEmpty { try body(values.span) }
  }
}

/// A column of numbers, with weights or without.
public struct NumericColumn: Sendable {
  /// The values; NaN is missing.
  public let blocks: any NumericBlocks
  /// A weight for each value, not negative and finite; `nil` where every value weighs 1.
  public let weights: [Double]?

  /// A column of numbers in memory.
  public init(_ values: [Double]) {
    blocks = ArrayBlocks(values: values)
    weights = nil
  }

  /// A column of numbers that are read block by block.
  public init(_ blocks: any NumericBlocks) {
    self.blocks = blocks
    weights = nil
  }

  /// A column of weighted numbers.
  ///
  /// - Parameters:
  ///   - values: the values; NaN is missing.
  ///   - weights: one finite weight of 0 or more for each value; they are used relative to their
  ///     sum.
  /// - Throws: ``DriftlineError`` of kind `shape_mismatch` where the lengths differ, and of kind
  ///   `invalid_params` where a weight is negative or not finite.
  public init(_ values: [Double], weights: [Double]) throws(DriftlineError) {
    guard values.count == weights.count else {
      throw DriftlineError(
        .shapeMismatch, "\(weights.count) weights for \(values.count) values; one each is needed",
        details: [.init("expected", .int(values.count)), .init("got", .int(weights.count))])
    }
    if let index = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw DriftlineError(
        .invalidParams,
        "weight \(index) is \(weights[index]); a weight is a finite number of 0 or more")
    }
    blocks = ArrayBlocks(values: values)
    self.weights = weights
  }

  /// The number of values, missing ones included.
  public var count: Int { blocks.count }
}

/// A column of categories, which is no more than how often each occurs.
///
/// Categories that Unicode takes for equal (composed and decomposed accents) are one.
public struct CategoricalColumn: Sendable, Equatable {
  /// How often each category occurs, 0 or more.
  public private(set) var counts: [String: Int]
  /// How many values are missing.
  public private(set) var missing: Int

  /// A column of categories; `nil` is missing.
  public init(_ values: [String?] = []) {
    counts = [:]
    missing = 0
    for value in values { add(value) }
  }

  /// A column that has been counted already, as by GROUP BY.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params` where a count is negative or over 2^53.
  public init(counts: [String: Int], missing: Int = 0) throws(DriftlineError) {
    for (name, count) in counts.sorted(by: { $0.key < $1.key }) + [("missing values", missing)]
    where count < 0 || count > 1 << 53 {
      throw DriftlineError(
        .invalidParams, "the count of \"\(name)\" is \(count); counts go from 0 to 2^53")
    }
    let (_, overflow) = counts.values.reduce((missing, false)) { sum, count in
      let (next, overflow) = sum.0.addingReportingOverflow(count)
      return (next, sum.1 || overflow)
    }
    guard !overflow else {
      throw DriftlineError(.invalidParams, "the counts add up to over 2^63; they must not")
    }
    self.counts = counts
    self.missing = missing
  }

  /// Counts one more value.
  public mutating func add(_ value: String?) {
    if let value { counts[value, default: 0] += 1 } else { missing += 1 }
  }

  /// Counts a value several times more.
  mutating func add(_ value: String, times: Int) { counts[value, default: 0] += times }

  /// Counts more missing values.
  mutating func addMissing(_ times: Int) { missing += times }

  /// The number of values, missing ones included.
  public var count: Int { counts.values.reduce(missing, +) }
}

/// One column of data: numbers or categories.
public enum Column: Sendable {
  /// Numbers.
  case numeric(NumericColumn)
  /// Categories.
  case categorical(CategoricalColumn)

  /// The number of values, missing ones included.
  public var count: Int {
    switch self {
    case .numeric(let column): column.count
    case .categorical(let column): column.count
    }
  }

  /// A column of numbers in memory; NaN is missing.
  public static func numeric(_ values: [Double]) -> Column {
    .numeric(NumericColumn(values))
  }

  /// A column of categories; `nil` is missing.
  public static func categories(_ values: [String?]) -> Column {
    .categorical(CategoricalColumn(values))
  }
}

/// Named columns, in order.
public struct Table: Sendable {
  /// A column with its name.
  public struct Entry: Sendable {
    /// The name, which no other column of the table has.
    public let name: String
    /// The column.
    public let column: Column
  }

  /// The columns, in the order of the data.
  public let entries: [Entry]
  private var places: [String: Int] = [:]

  /// A table of columns.
  ///
  /// - Throws: ``DriftlineError`` of kind `data_format` where a name occurs twice.
  public init(_ columns: [(name: String, column: Column)]) throws(DriftlineError) {
    for (index, column) in columns.enumerated() {
      guard places.updateValue(index, forKey: column.name) == nil else {
        throw DriftlineError(
          .dataFormat, "two columns are named \"\(column.name)\"; names must differ")
      }
    }
    entries = columns.map { Entry(name: $0.name, column: $0.column) }
  }

  /// The column of a name.
  public subscript(name: String) -> Column? {
    places[name].map { entries[$0].column }
  }
}

/// What two sides of a comparison can be.
public enum Dataset: Sendable {
  /// One column.
  case column(Column)
  /// Named columns.
  case table(Table)
  /// Rows of one length: embeddings.
  case matrix(Matrix)
}
