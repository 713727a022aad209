private import COpenBLAS

/// Why a matrix could not be taken apart.
package enum LinearAlgebraError: Error, Equatable {
  /// An element is NaN or infinite.
  case notFinite
  /// The leading square of side `pivot` + 1 is not positive definite.
  case notPositiveDefinite(pivot: Int)
  /// The pivot of a row is 0: the matrix has no inverse.
  case singular(pivot: Int)
  /// LAPACK gave up.
  case didNotConverge
}

/// The eigenvalues of a symmetric matrix, ascending, and an eigenvector for each.
package struct Eigensystem: Sendable {
  package let values: [Double]
  /// Row k is the vector of value k, of length 1.
  package let vectors: [Double]
}

/// The eigenvalues and eigenvectors of a symmetric matrix of side `dimensions`.
///
/// Only its lower triangle is read. Divide and conquer, O(n^3).
package func symmetricEigensystem(
  _ matrix: [Double], dimensions n: Int
) throws(LinearAlgebraError) -> Eigensystem {
  try check(matrix, rows: n, columns: n)
  var vectors = matrix
  var values = [Double](repeating: 0, count: n)
  guard n > 0 else { return Eigensystem(values: [], vectors: []) }
  useOneThreadInBLAS()
  // The lower triangle of rows is the upper one of columns; vectors come out as columns: our rows.
  let info = unsafe LAPACKE_dsyevd(
    LAPACK_COL_MAJOR, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "U")), blasInt(n), &vectors,
    blasInt(n), &values)
  guard info == 0 else { throw .didNotConverge }
  return Eigensystem(values: values, vectors: vectors)
}

/// The singular values of a matrix of `rows` times `columns`, descending.
///
/// Row-major, though the values do not depend on it. O(n^3), without vectors.
package func singularValues(
  _ matrix: [Double], rows: Int, columns: Int
) throws(LinearAlgebraError) -> [Double] {
  try check(matrix, rows: rows, columns: columns)
  guard rows > 0, columns > 0 else { return [] }
  useOneThreadInBLAS()
  var scratch = matrix
  var values = [Double](repeating: 0, count: min(rows, columns))
  // The transpose has the same values, and needs no copy.
  let info = unsafe LAPACKE_dgesdd(
    LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), blasInt(columns), blasInt(rows), &scratch,
    blasInt(columns), &values, nil, 1, nil, 1)
  guard info == 0 else { throw .didNotConverge }
  return values
}

/// A matrix F with F F^T the symmetric matrix, its negative eigenvalues taken as 0; row-major.
package func symmetricFactor(
  _ matrix: [Double], dimensions n: Int
) throws(LinearAlgebraError) -> [Double] {
  let system = try symmetricEigensystem(matrix, dimensions: n)
  let roots = system.values.map { $0 > 0 ? $0.squareRoot() : 0 }
  var factor = [Double](repeating: 0, count: n * n)
  for k in 0..<n { for i in 0..<n { factor[i * n + k] = system.vectors[k * n + i] * roots[k] } }
  return factor
}

/// Refuses what LAPACK could hang on; a wrong size is our own mistake.
func check(_ matrix: [Double], rows: Int, columns: Int) throws(LinearAlgebraError) {
  precondition(
    rows >= 0 && columns >= 0 && matrix.count == rows * columns,
    "\(matrix.count) elements for a matrix of \(rows) times \(columns)")
  guard matrix.allSatisfy(\.isFinite) else { throw .notFinite }
}
