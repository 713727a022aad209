internal import DriftlineKernels

/// Rows scaled to length 1, so that their products are cosines.
struct Directions: Sendable {
  private let rows: RowStorage<Double>

  var count: Int { rows.count }
  var dimensions: Int { rows.dimensions }

  /// The directions of all rows.
  ///
  /// - Parameters:
  ///   - matrix: rows that are not zero.
  ///   - name: what messages call the matrix.
  /// - Throws: ``DriftlineError`` of kind `data_format` for a row without a direction.
  init(_ matrix: Matrix, name: String) throws(DriftlineError) {
    rows = RowStorage(count: matrix.count, dimensions: matrix.dimensions)
    try unsafe matrix.rows.read(0..<matrix.count, into: rows.buffer)
    for index in 0..<matrix.count {
      let row = unsafe rows.rows(index..<index + 1)
      let largest = unsafe row.reduce(0.0) { $1.isFinite ? max($0, abs($1)) : .nan }
      guard largest > 0, largest.isFinite else {
        throw DriftlineError(
          .dataFormat,
          "row \(index) of \(name) "
            + (largest == 0 ? "is zero and has no direction" : "has values that are no numbers")
            + "; leave it out",
          at: name, details: [.init("row", .int(index))])
      }
      // Over the largest value first, so that no square is lost or infinite.
      for column in row.indices { unsafe row[column] /= largest }
      let length = unsafe row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      for column in row.indices { unsafe row[column] /= length }
    }
  }

  /// Queries and the documents of each, checked against each other.
  static func pairs(
    _ queries: Matrix, _ retrieved: [Matrix], dimensions: Int, side: String
  ) throws(DriftlineError) -> (queries: Directions, documents: [Directions]) {
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
    try checkLength(queries, dimensions, "\(side) queries", side)
    let directions = try Directions(queries, name: "\(side) queries")
    var documents: [Directions] = []
    for (query, matrix) in retrieved.enumerated() {
      try Work.check()
      let name = "the documents of \(side) query \(query)"
      try checkLength(matrix, dimensions, name, side)
      guard matrix.count > 0 else {
        throw DriftlineError(
          .insufficientData, "\(side) query \(query) has no documents; at least 1 is needed",
          at: side, details: [.init("n", .int(0)), .init("min", .int(1))])
      }
      documents.append(try Directions(matrix, name: name))
    }
    return (directions, documents)
  }

  private static func checkLength(
    _ matrix: Matrix, _ dimensions: Int, _ name: String, _ side: String
  ) throws(DriftlineError) {
    guard matrix.dimensions == dimensions else {
      throw DriftlineError(
        .shapeMismatch,
        "\(name) have \(matrix.dimensions) columns, the baseline queries have \(dimensions)",
        at: side,
        details: [.init("expected", .int(dimensions)), .init("got", .int(matrix.dimensions))])
    }
  }

  /// For each row the row of others with the largest cosine, the first of equal ones.
  ///
  /// - Throws: the observer's reason where the work shall stop.
  func nearest(in others: Directions) throws(DriftlineError) -> [(index: Int, cosine: Double)] {
    let block = max(1, min(256, (1 << 20) / others.count))
    var products = [Double](repeating: 0, count: block * others.count)
    let zeros = [Double](repeating: 0, count: others.count)
    var found: [(index: Int, cosine: Double)] = []
    for first in stride(from: 0, to: count, by: block) {
      try Work.check()
      let rows = min(block, count - first)
      unsafe Double.gemm(
        transposeA: false, transposeB: true, m: rows, n: others.count, k: dimensions, alpha: 1,
        a: self.rows.start + first * dimensions, lda: dimensions, b: others.rows.start,
        ldb: dimensions, beta: 0, c: &products, ldc: others.count)
      var indices = [Int32](repeating: 0, count: rows)
      var cosines = [Double](repeating: 0, count: rows)
      unsafe Double.nearest(
        products, count: rows, vectorCount: others.count, halfNorms: zeros, indices: &indices,
        scores: &cosines)
      found += zip(indices, cosines).map { (Int($0), min(1, max(-1, $1))) }
    }
    return found
  }
}
