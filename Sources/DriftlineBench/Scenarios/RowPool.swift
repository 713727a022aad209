internal import Driftline

/// Rows of files, in memory, from which samples are drawn.
struct RowPool: Sendable {
  /// What is kept of each row.
  enum Values: Sendable {
    /// A column of numbers; NaN is missing.
    case numbers([Double])
    /// Rows of so many numbers, in double precision where the file has it.
    case singles([Float], dimensions: Int)
    /// The same in double precision.
    case doubles([Double], dimensions: Int)
    /// A column of categories; `nil` is missing.
    case categories([String?])
  }

  /// The values.
  let values: Values
  /// The file that the first rows came from, for messages.
  let file: String

  /// The number of rows.
  var count: Int {
    switch values {
    case .numbers(let values): values.count
    case .singles(let values, let dimensions): values.count / dimensions
    case .doubles(let values, let dimensions): values.count / dimensions
    case .categories(let values): values.count
    }
  }

  /// What it is, in words that tell what fits together.
  var shape: String {
    switch values {
    case .numbers: "a column of numbers"
    case .singles(_, let dimensions), .doubles(_, let dimensions):
      "a matrix with rows of \(dimensions) numbers"
    case .categories: "a column of categories"
    }
  }

  /// The kind of comparison that it is for.
  var kind: Verdict.Kind {
    switch values {
    case .numbers: .numeric
    case .categories: .categorical
    case .singles, .doubles: .embedding
    }
  }

  /// The rows of files of one kind, one after the other.
  ///
  /// - Throws: what reading throws; `shape_mismatch` where a file is neither a matrix nor a single
  ///   column, or is of another kind than the first; `insufficient_data` where there is no row.
  init(_ files: [FileScenario.File]) throws(DriftlineError) {
    guard let first = files.first else {
      throw DriftlineError(.invalidParams, "no file is named; at least one is needed")
    }
    var pool = try RowPool(first)
    for file in files.dropFirst() { pool = try pool.joined(try RowPool(file)) }
    guard pool.count > 0 else {
      throw DriftlineError(.insufficientData, "\(first.path) has no rows", at: first.path)
    }
    self = pool
  }

  private init(_ values: Values, file: String) {
    self.values = values
    self.file = file
  }

  private init(_ source: FileScenario.File) throws(DriftlineError) {
    let path = source.path
    file = path
    switch source.data {
    case .matrix(let matrix):
      if matrix.precision == .single {
        values = .singles(try matrix.values(as: Float.self), dimensions: matrix.dimensions)
      } else {
        values = .doubles(try matrix.values(as: Double.self), dimensions: matrix.dimensions)
      }
    case .column(.numeric(let column)):
      if column.weights != nil {
        throw DriftlineError(.unsupportedFormat, "\(path) has weights; rows are drawn without")
      }
      var numbers: [Double] = []
      numbers.reserveCapacity(column.count)
      try column.blocks.forEachBlock { block in
        for index in block.indices { numbers.append(block[index]) }
      }
      values = .numbers(numbers)
    case .column(.categorical(let column)):
      // In an order that does not change from run to run.
      let named = column.counts.sorted { $0.key < $1.key }
      values = .categories(
        named.flatMap { [String?](repeating: $0.key, count: $0.value) }
          + [String?](repeating: nil, count: column.missing))
    case .table(let table):
      throw DriftlineError(
        .shapeMismatch,
        "\(path) is a table of \(table.entries.count) columns; name one of them (--column), or take "
          + "them as a matrix (--matrix)", at: path)
    }
  }

  /// Refuses rows that do not fit these.
  ///
  /// - Throws: `shape_mismatch`.
  func check(_ other: RowPool) throws(DriftlineError) {
    guard other.shape == shape else {
      let advice =
        Set([kind, other.kind]) == [.numeric, .categorical]
        ? "; --column and --categorical take both as categories" : ""
      throw DriftlineError(
        .shapeMismatch, "\(other.file) is \(other.shape), and \(file) is \(shape)\(advice)",
        at: other.file)
    }
  }

  /// These rows and those of another pool.
  private func joined(_ other: RowPool) throws(DriftlineError) -> RowPool {
    try check(other)
    return RowPool(concatenated(values, other.values), file: file)
  }

  /// Rows by their numbers.
  func rows(_ wanted: some Collection<Int>) -> Values {
    switch values {
    case .numbers(let values): return .numbers(wanted.map { values[$0] })
    case .singles(let values, let dimensions):
      return .singles(gathered(values, dimensions, wanted), dimensions: dimensions)
    case .doubles(let values, let dimensions):
      return .doubles(gathered(values, dimensions, wanted), dimensions: dimensions)
    case .categories(let values): return .categories(wanted.map { values[$0] })
    }
  }

  /// So many different row numbers, each as likely as the others, in random order.
  func pick(_ wanted: Int, _ random: inout SeededRandom) -> [Int] {
    precondition(wanted <= count, "\(wanted) of \(count) rows")
    var order = Array(0..<count)
    for index in 0..<wanted { order.swapAt(index, index + random.below(count - index)) }
    return Array(order[..<wanted])
  }
}
