internal import DriftlineKernels

/// Orthonormal directions in which a scatter matrix is about largest, row by row, at most `rank`.
///
/// Subspace iteration from seeded random directions. Where there are no more dimensions than that,
/// the axes themselves; directions in which nothing varies are left out. They depend on the matrix
/// alone: where it is that of pooled rows, labels of rows stay exchangeable in the subspace.
///
/// Source: N. Halko, P. G. Martinsson, J. A. Tropp, SIAM Review 53 (2011), algorithm 4.4,
/// DOI 10.1137/090771806.
///
/// - Complexity: O(d^2 rank) for each of six iterations.
func principalSubspace(
  of scatter: [Double], dimensions: Int, rank: Int, seed: UInt64
) -> [Double] {
  if dimensions <= rank {
    return (0..<dimensions * dimensions).map { $0 % (dimensions + 1) == 0 ? 1 : 0 }
  }
  var random = SeededRandom(seed: seed, stream: 0x5B5E)
  var basis = (0..<rank * dimensions).map { _ in random.normal() }
  for _ in 0..<6 {
    let rows = basis.count / dimensions
    if rows == 0 { break }
    var image = [Double](repeating: 0, count: basis.count)
    unsafe Double.gemm(
      transposeA: false, transposeB: false, m: rows, n: dimensions, k: dimensions, alpha: 1,
      a: basis, lda: dimensions, b: scatter, ldb: dimensions, beta: 0, c: &image, ldc: dimensions)
    basis = orthonormalized(image, dimensions: dimensions)
  }
  return basis
}

/// Rows made orthonormal one after the other, twice for the digits; dependent ones are left out.
private func orthonormalized(_ rows: [Double], dimensions: Int) -> [Double] {
  let count = rows.count / dimensions
  var basis: [Double] = []
  basis.reserveCapacity(rows.count)
  for row in 0..<count {
    var vector = Array(rows[row * dimensions..<(row + 1) * dimensions])
    let before = length(vector)
    for _ in 0..<2 {
      for known in 0..<basis.count / dimensions {
        let start = known * dimensions
        var product = 0.0
        for column in 0..<dimensions { product += vector[column] * basis[start + column] }
        for column in 0..<dimensions { vector[column] -= product * basis[start + column] }
      }
    }
    let after = length(vector)
    guard after > 1e-10 * before, after.isFinite else { continue }
    for value in vector { basis.append(value / after) }
  }
  return basis
}

private func length(_ vector: [Double]) -> Double {
  vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
}
