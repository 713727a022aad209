private import COpenBLAS

/// The factors of a square matrix A = P L U, with which A x = b and A^T x = b are solved.
package struct LUFactor: Sendable {
  /// The side of the matrix.
  package let dimensions: Int
  private let factors: [Double]
  private let pivots: [Int32]

  /// Takes a matrix apart, row-major.
  ///
  /// With partial pivoting, in O(n^3), on one thread.
  ///
  /// - Throws: `singular` where a pivot is exactly 0, `notFinite` for NaN and infinities.
  package init(of matrix: [Double], dimensions n: Int) throws(LinearAlgebraError) {
    try check(matrix, rows: n, columns: n)
    var factors = matrix
    var pivots = [Int32](repeating: 0, count: n)
    if n > 0 {
      useOneThreadInBLAS()
      // Rows are the columns of the transpose: that is what is taken apart.
      let info = unsafe LAPACKE_dgetrf(
        LAPACK_COL_MAJOR, blasInt(n), blasInt(n), &factors, blasInt(n), &pivots)
      guard info == 0 else { throw .singular(pivot: Int(info) - 1) }
    }
    self.dimensions = n
    self.factors = factors
    self.pivots = pivots
  }

  /// Solves A x = `right`, or A^T x = `right` where `transposed`, in O(n^2).
  package func solve(_ right: [Double], transposed: Bool = false) -> [Double] {
    precondition(
      right.count == dimensions, "\(right.count) numbers for a matrix of side \(dimensions)")
    guard dimensions > 0 else { return [] }
    useOneThreadInBLAS()
    var x = right
    let n = blasInt(dimensions)
    let info = unsafe LAPACKE_dgetrs(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: transposed ? "N" : "T")), n, 1, factors, n, pivots, &x,
      n)
    precondition(info == 0, "LAPACK refuses argument \(-info)")
    return x
  }
}
