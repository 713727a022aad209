internal import DriftlineKernels

/// Rows scaled to length 1, so that their products are cosines.
struct Directions: Sendable {
  private let rows: RowStorage<Double>

  var count: Int { rows.count }
  var dimensions: Int { rows.dimensions }

  /// The directions of rows, which are scaled where they are and belong to the directions from then on.
  ///
  /// - Parameters:
  ///   - rows: rows that are not zero.
  ///   - name: what messages call the rows.
  /// - Throws: ``DriftlineError`` of kind `data_format` for a row without a direction.
  init(scaling rows: RowStorage<Double>, name: String) throws(DriftlineError) {
    self.rows = rows
    for index in 0..<rows.count {
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
