internal import DriftlineKernels

/// Queries with the documents that were retrieved for each, as they were given, in double precision.
struct RetrievedRows: Sendable {
  /// A row for each query.
  let queries: RowStorage<Double>
  /// The documents of each query.
  let documents: [RowStorage<Double>]

  /// Rows that were read before.
  init(queries: RowStorage<Double>, documents: [RowStorage<Double>]) {
    precondition(
      queries.count == documents.count, "\(queries.count) queries, \(documents.count) sets")
    self.queries = queries
    self.documents = documents
  }

  /// Reads queries and the documents of each, checked against each other.
  ///
  /// - Parameters:
  ///   - queries: a row for each query.
  ///   - retrieved: the documents of each query.
  ///   - dimensions: the number of values that each row has to have.
  ///   - side: what messages call the two: "baseline" or "current".
  /// - Throws: ``DriftlineError`` of kind `shape_mismatch` or `insufficient_data`, and those of reading.
  init(
    _ queries: Matrix, _ retrieved: [Matrix], dimensions: Int, side: String
  ) throws(DriftlineError) {
    guard queries.count > 0 else {
      throw DriftlineError(
        .insufficientData, "\(side) has no queries; at least 1 is needed", at: side,
        details: [.init("n", .int(0)), .init("min", .int(1))])
    }
    guard retrieved.count == queries.count else {
      throw DriftlineError(
        .shapeMismatch,
        "\(side) has \(queries.count) queries and documents for \(retrieved.count)", at: side,
        details: [.init("expected", .int(queries.count)), .init("got", .int(retrieved.count))])
    }
    self.queries = try Self.read(queries, dimensions, "\(side) queries", side)
    var documents: [RowStorage<Double>] = []
    for (query, matrix) in retrieved.enumerated() {
      let rows = try Self.read(matrix, dimensions, Self.name(of: query, side), side)
      guard rows.count > 0 else {
        throw DriftlineError(
          .insufficientData, "\(side) query \(query) has no documents; at least 1 is needed",
          at: side, details: [.init("n", .int(0)), .init("min", .int(1))])
      }
      documents.append(rows)
    }
    self.documents = documents
  }

  /// The directions of queries and documents; the rows are scaled where they are, and are no more.
  ///
  /// - Throws: ``DriftlineError`` of kind `data_format` for a row without a direction.
  func scaled(
    side: String
  ) throws(DriftlineError) -> (queries: Directions, documents: [Directions]) {
    let directions = try Directions(scaling: queries, name: "\(side) queries")
    var scaled: [Directions] = []
    for (query, rows) in documents.enumerated() {
      scaled.append(try Directions(scaling: rows, name: Self.name(of: query, side)))
    }
    return (directions, scaled)
  }

  private static func name(of query: Int, _ side: String) -> String {
    "the documents of \(side) query \(query)"
  }

  private static func read(
    _ matrix: Matrix, _ dimensions: Int, _ name: String, _ side: String
  ) throws(DriftlineError) -> RowStorage<Double> {
    guard matrix.dimensions == dimensions else {
      throw DriftlineError(
        .shapeMismatch,
        "\(name) have \(matrix.dimensions) columns, the baseline queries have \(dimensions)",
        at: side,
        details: [.init("expected", .int(dimensions)), .init("got", .int(matrix.dimensions))])
    }
    let rows = RowStorage<Double>(count: matrix.count, dimensions: dimensions)
    try unsafe matrix.rows.read(0..<matrix.count, into: rows.buffer)
    return rows
  }
}
