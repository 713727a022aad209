internal import DriftlineKernels

extension KernelScalar {
  /// The largest squared length of a row whose products can be squared and added up.
  static var largestSquare: Double { Self.self == Float.self ? 1e30 : 1e150 }
}

/// What is done with the rows of a tile, in one kernel each.
extension RowTile {
  /// The squared lengths of rows less a shift, and their products with vectors.
  ///
  /// `norms` takes `count` values, `products` `count * vectors.count`, row by row.
  @unsafe
  func multiply(
    shift: [Scalar], vectors: RowVectors<Scalar>, norms: inout [Double], products: inout [Scalar]
  ) {
    if vectors.count <= handWrittenVectorLimit {
      unsafe Scalar.rowProducts(
        start, count: count, dimensions: dimensions, shift: shift, vectors: vectors.values,
        vectorCount: vectors.count, norms: &norms, products: &products)
      return
    }
    unsafe Scalar.rowProducts(
      start, count: count, dimensions: dimensions, shift: shift, vectors: nil, vectorCount: 0,
      norms: &norms, products: nil)
    let centred = RowStorage<Scalar>(count: count, dimensions: dimensions)
    unsafe Scalar.centre(
      start, count: count, dimensions: dimensions, shift: shift, kept: nil, into: centred.start)
    unsafe Scalar.gemm(
      transposeA: false, transposeB: true, m: count, n: vectors.count, k: dimensions, alpha: 1,
      a: centred.start, lda: dimensions, b: vectors.values, ldb: dimensions, beta: 0,
      c: &products, ldc: vectors.count)
  }

  /// Adds the sums and the sums of squares of each column about an origin.
  @unsafe
  func addColumns(
    about origin: [Scalar], kept: [UInt8], sums: inout [Double], squares: inout [Double]
  ) {
    unsafe Scalar.columnSums(
      start, count: count, dimensions: dimensions, shift: origin,
      kept: kept.contains(0) ? kept : nil, sums: &sums, squares: &squares)
  }

  /// A hash of what each row holds.
  @unsafe
  func hashes(seed: UInt64) -> [UInt64] {
    var hashes = [UInt64](repeating: 0, count: count)
    unsafe Scalar.rowHashes(
      start, count: count, dimensions: dimensions, seed: seed, hashes: &hashes)
    return hashes
  }

  /// The nearest of the vectors to each row; the first where two are as near, -1 for none.
  ///
  /// `halfNorms` are half the squared lengths of the vectors; infinite for those that are not meant.
  @unsafe
  func nearest(products: [Scalar], halfNorms: [Scalar]) -> [Int32] {
    var nearest = [Int32](repeating: 0, count: count)
    unsafe Scalar.nearest(
      products, count: count, vectorCount: halfNorms.count, halfNorms: halfNorms,
      indices: &nearest, scores: nil)
    return nearest
  }

  /// Adds each row less the shift to the sum of its cluster; rows of cluster -1 to none.
  @unsafe
  func addRows(to clusters: [Int32], shift: [Scalar], sums: inout [Double]) {
    unsafe Scalar.addToClusters(
      start, count: count, dimensions: dimensions, shift: shift, clusters: clusters, sums: &sums)
  }
}
