private import COpenBLAS
private import Foundation

/// The Cholesky factor L of a symmetric positive definite matrix A = L L^T.
package struct CholeskyFactor: Sendable, Equatable {
  /// The side of the matrix.
  package let dimensions: Int
  /// L row by row, zeros above its diagonal.
  package let lower: [Double]

  /// Takes a matrix apart, row-major; only its lower triangle is read, but all of it must be finite.
  package init(of matrix: [Double], dimensions n: Int) throws(LinearAlgebraError) {
    try check(matrix, rows: n, columns: n)
    var lower = matrix
    if n > 0 {
      useOneThreadInBLAS()
      // The lower triangle of rows is the upper one of columns.
      let info = unsafe LAPACKE_dpotrf(
        LAPACK_COL_MAJOR, CChar(UInt8(ascii: "U")), blasInt(n), &lower, blasInt(n))
      guard info == 0 else { throw .notPositiveDefinite(pivot: Int(info) - 1) }
      for i in 0..<n { for j in i + 1..<max(n, i + 1) { lower[i * n + j] = 0 } }
    }
    self.dimensions = n
    self.lower = lower
  }

  /// Replaces each of `count` rows x by L^-1 x: |L^-1 x|^2 is the squared Mahalanobis distance.
  ///
  /// A NaN makes its row NaN, and no other. On one thread.
  package func solveLower(rows: UnsafeMutablePointer<Double>, count: Int) {
    unsafe solve(rows, count: count, transposed: true)
  }

  /// Replaces each of `count` rows x by A^-1 x.
  package func solve(rows: UnsafeMutablePointer<Double>, count: Int) {
    unsafe solve(rows, count: count, transposed: true)
    unsafe solve(rows, count: count, transposed: false)
  }

  /// X becomes X L^-T, or X L^-1.
  private func solve(_ rows: UnsafeMutablePointer<Double>, count: Int, transposed: Bool) {
    guard count > 0, dimensions > 0 else { return }
    useOneThreadInBLAS()
    let n = blasInt(dimensions)
    unsafe cblas_dtrsm(
      CblasRowMajor, CblasRight, CblasLower, transposed ? CblasTrans : CblasNoTrans, CblasNonUnit,
      blasInt(count), n, 1, lower, n, rows, n)
  }
}
