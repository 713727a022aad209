package import DriftlineKernels

/// A factor F of a covariance matrix S = F F^T: what the Frechet distance of two normal laws needs.
///
/// A sample of no more rows than columns is a factor of its own covariance, and has all digits; a
/// matrix is taken apart by Cholesky, and where it is singular by its eigenvalues.
struct CovarianceFactor: Sendable {
  /// The number of columns of the data.
  let dimensions: Int
  /// The number of columns of F.
  let rank: Int
  /// The trace of S.
  let trace: Double
  /// F^T row by row where these are rows of data, else F.
  private let values: [Double]
  private let isRows: Bool

  /// The factor that rows about their mean are, with the divisor of their number less 1.
  init<Scalar: KernelScalar>(rows: UnsafeMutableBufferPointer<Scalar>, dimensions: Int) {
    self.dimensions = dimensions
    rank = rows.count / dimensions
    var mean = [Double](repeating: 0, count: dimensions)
    for row in 0..<rank {
      for column in 0..<dimensions {
        unsafe mean[column] += Double(rows[row * dimensions + column]) / Double(rank)
      }
    }
    let scale = 1 / Double(max(rank - 1, 1)).squareRoot()
    var values = [Double](repeating: 0, count: rank * dimensions)
    for row in 0..<rank {
      for column in 0..<dimensions {
        let index = row * dimensions + column
        unsafe values[index] = (Double(rows[index]) - mean[column]) * scale
      }
    }
    self.values = values
    isRows = true
    trace = values.reduce(0) { $0 + $1 * $1 }
  }

  /// A factor of a symmetric matrix, row by row; eigenvalues that rounding made negative count as 0.
  ///
  /// - Throws: where the matrix holds NaN or an infinity.
  /// - Complexity: O(d^3).
  init(of matrix: [Double], dimensions: Int) throws(LinearAlgebraError) {
    self.dimensions = dimensions
    rank = dimensions
    isRows = false
    var values: [Double]
    do {
      values = try CholeskyFactor(of: matrix, dimensions: dimensions).lower
    } catch .notPositiveDefinite {
      values = try symmetricFactor(matrix, dimensions: dimensions)
    }
    self.values = values
    trace = (0..<dimensions).reduce(0) { $0 + max(0, matrix[$1 * dimensions + $1]) }
  }

  /// The trace of (S1 S2)^(1/2): the sum of the singular values of F1^T F2.
  ///
  /// No product of covariance matrices is formed, so nothing is squared whose root is taken, and
  /// nothing can turn out imaginary.
  ///
  /// - Complexity: O(r1 r2 d + r1 r2 min(r1, r2)) for ranks r1 and r2.
  func squareRootTrace(with other: CovarianceFactor) throws(LinearAlgebraError) -> Double {
    precondition(dimensions == other.dimensions, "\(dimensions) and \(other.dimensions) columns")
    guard rank > 0, other.rank > 0 else { return 0 }
    var product = [Double](repeating: 0, count: rank * other.rank)
    unsafe Double.gemm(
      transposeA: !isRows, transposeB: other.isRows, m: rank, n: other.rank, k: dimensions,
      alpha: 1, a: values, lda: isRows ? dimensions : rank, b: other.values,
      ldb: other.isRows ? dimensions : other.rank, beta: 0, c: &product, ldc: other.rank)
    return try singularValues(product, rows: rank, columns: other.rank).reduce(0, +)
  }
}

/// The squared Frechet distance of two normal laws, in its parts.
package struct GaussianFrechet: Sendable, Equatable {
  /// |mu1 - mu2|^2.
  package let meanTerm: Double
  /// tr(S1 + S2 - 2 (S1 S2)^(1/2)), at least 0.
  package let traceTerm: Double
  /// tr (S1 S2)^(1/2).
  package let traceOfRoot: Double

  /// The squared distance.
  package var squared: Double { meanTerm + traceTerm }

  /// The distance of laws whose means differ by `shift`.
  init(
    shift: [Double], _ a: CovarianceFactor, _ b: CovarianceFactor
  ) throws(LinearAlgebraError) {
    meanTerm = shift.reduce(0) { $0 + $1 * $1 }
    traceOfRoot = try a.squareRootTrace(with: b)
    traceTerm = max(0, a.trace + b.trace - 2 * traceOfRoot)
  }

  /// The distance of laws with given covariance matrices, row by row.
  package init(shift: [Double], _ a: [Double], _ b: [Double]) throws(LinearAlgebraError) {
    try self.init(
      shift: shift, CovarianceFactor(of: a, dimensions: shift.count),
      CovarianceFactor(of: b, dimensions: shift.count))
  }
}
