/// A type of numbers that rows of embeddings are made of: `Float` or `Double`.
///
/// Its functions are the kernels over rows: row-major and contiguous, `count` times `dimensions`. A
/// `shift` of nil is the origin, `kept` of nil keeps all rows. The C headers have the contracts in
/// full: row_products.h, row_sums.h, row_hashes.h, gaussian.h, nearest.h.
package protocol KernelScalar: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  /// norms[i] = |x_i - shift|^2, products[i * vectorCount + j] = (x_i - shift) . vectors[j].
  ///
  /// A row's results depend on that row alone, not on the others in the call. A row with a NaN or an
  /// infinity has a norm that is not finite. Faster than a general product up to
  /// `handWrittenVectorLimit` vectors.
  static func rowProducts(
    _ rows: UnsafePointer<Self>, count: Int, dimensions: Int, shift: UnsafePointer<Self>?,
    vectors: UnsafePointer<Self>?, vectorCount: Int, norms: UnsafeMutablePointer<Double>,
    products: UnsafeMutablePointer<Self>?)

  /// sums[c * dimensions + j] += Double(x_ij - shift_j) with c the row's cluster, in row order.
  ///
  /// A row with a negative cluster is left out.
  static func addToClusters(
    _ rows: UnsafePointer<Self>, count: Int, dimensions: Int, shift: UnsafePointer<Self>?,
    clusters: UnsafePointer<Int32>, sums: UnsafeMutablePointer<Double>)

  /// Adds x - shift to each column's sum and its square to the column's squares, in double and in row
  /// order.
  static func columnSums(
    _ rows: UnsafePointer<Self>, count: Int, dimensions: Int, shift: UnsafePointer<Self>?,
    kept: UnsafePointer<UInt8>?, sums: UnsafeMutablePointer<Double>,
    squares: UnsafeMutablePointer<Double>?)

  /// A 64-bit hash of each row's content as floats; a row of doubles that are floats has theirs.
  static func rowHashes(
    _ rows: UnsafePointer<Self>, count: Int, dimensions: Int, seed: UInt64,
    hashes: UnsafeMutablePointer<UInt64>)

  /// Writes x - shift to `target`, zeros for rows not kept.
  ///
  /// `target` may be `rows`.
  static func centre(
    _ rows: UnsafePointer<Self>, count: Int, dimensions: Int, shift: UnsafePointer<Self>?,
    kept: UnsafePointer<UInt8>?, into target: UnsafeMutablePointer<Self>)

  /// products[i * stride + j] = exp(-gamma max(0, rowNorms[i] + columnNorms[j] - 2 products_ij)).
  static func gaussian(
    _ products: UnsafeMutablePointer<Self>, rows: Int, columns: Int, stride: Int,
    rowNorms: UnsafePointer<Self>, columnNorms: UnsafePointer<Self>, gamma: Self)

  /// The index of each row's greatest products_ij - halfNorms_j, the lowest of equal ones.
  ///
  /// With halves of the vectors' squared norms this is the nearest vector. -1, with a score of -inf,
  /// where no score is over -inf, as in a row of NaN.
  static func nearest(
    _ products: UnsafePointer<Self>, count: Int, vectorCount: Int,
    halfNorms: UnsafePointer<Self>, indices: UnsafeMutablePointer<Int32>,
    scores: UnsafeMutablePointer<Self>?)

  /// C = alpha op(A) op(B) + beta C, with C m x n, op(A) m x k, all row-major; on one thread.
  ///
  /// With a beta of 0 what C holds is not read.
  static func gemm(
    transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Self,
    a: UnsafePointer<Self>, lda: Int, b: UnsafePointer<Self>, ldb: Int, beta: Self,
    c: UnsafeMutablePointer<Self>, ldc: Int)

  /// The upper triangle of C = alpha A^T A + beta C, with C n x n and A k x n, row-major; on one thread.
  ///
  /// The rest of C is left as it is.
  static func syrk(
    n: Int, k: Int, alpha: Self, a: UnsafePointer<Self>, lda: Int, beta: Self,
    c: UnsafeMutablePointer<Self>, ldc: Int)

}

/// Up to so many vectors `rowProducts` is faster than centred rows and `gemm`.
///
/// docs/decisions/0007-own-kernel-for-few-centres.md has the measurement.
package let handWrittenVectorLimit = 64
