private import CDriftline
private import COpenBLAS

extension Double: KernelScalar {
  package static func rowProducts(
    _ rows: UnsafePointer<Double>, count: Int, dimensions: Int, shift: UnsafePointer<Double>?,
    vectors: UnsafePointer<Double>?, vectorCount: Int, norms: UnsafeMutablePointer<Double>,
    products: UnsafeMutablePointer<Double>?
  ) {
    unsafe driftline_row_products_f64(
      rows, count, dimensions, shift, vectors, vectorCount, norms, products)
  }

  package static func addToClusters(
    _ rows: UnsafePointer<Double>, count: Int, dimensions: Int, shift: UnsafePointer<Double>?,
    clusters: UnsafePointer<Int32>, sums: UnsafeMutablePointer<Double>
  ) {
    unsafe driftline_add_to_clusters_f64(rows, count, dimensions, shift, clusters, sums)
  }

  package static func columnSums(
    _ rows: UnsafePointer<Double>, count: Int, dimensions: Int, shift: UnsafePointer<Double>?,
    kept: UnsafePointer<UInt8>?, sums: UnsafeMutablePointer<Double>,
    squares: UnsafeMutablePointer<Double>?
  ) {
    unsafe driftline_column_sums_f64(rows, count, dimensions, shift, kept, sums, squares)
  }

  package static func rowHashes(
    _ rows: UnsafePointer<Double>, count: Int, dimensions: Int, seed: UInt64,
    hashes: UnsafeMutablePointer<UInt64>
  ) {
    unsafe driftline_row_hashes_f64(rows, count, dimensions, seed, hashes)
  }

  package static func centre(
    _ rows: UnsafePointer<Double>, count: Int, dimensions: Int, shift: UnsafePointer<Double>?,
    kept: UnsafePointer<UInt8>?, into target: UnsafeMutablePointer<Double>
  ) {
    unsafe driftline_centre_f64(rows, count, dimensions, shift, kept, target)
  }

  package static func gaussian(
    _ products: UnsafeMutablePointer<Double>, rows: Int, columns: Int, stride: Int,
    rowNorms: UnsafePointer<Double>, columnNorms: UnsafePointer<Double>, gamma: Double
  ) {
    unsafe driftline_gaussian_f64(products, rows, columns, stride, rowNorms, columnNorms, gamma)
  }

  package static func nearest(
    _ products: UnsafePointer<Double>, count: Int, vectorCount: Int,
    halfNorms: UnsafePointer<Double>, indices: UnsafeMutablePointer<Int32>,
    scores: UnsafeMutablePointer<Double>?
  ) {
    unsafe driftline_nearest_f64(products, count, vectorCount, halfNorms, indices, scores)
  }

  package static func gemm(
    transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Double,
    a: UnsafePointer<Double>, lda: Int, b: UnsafePointer<Double>, ldb: Int, beta: Double,
    c: UnsafeMutablePointer<Double>, ldc: Int
  ) {
    useOneThreadInBLAS()
    unsafe cblas_dgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans,
      transposeB ? CblasTrans : CblasNoTrans, blasInt(m), blasInt(n), blasInt(k), alpha,
      a, blasInt(lda), b, blasInt(ldb), beta, c, blasInt(ldc))
  }

  package static func syrk(
    n: Int, k: Int, alpha: Double, a: UnsafePointer<Double>, lda: Int, beta: Double,
    c: UnsafeMutablePointer<Double>, ldc: Int
  ) {
    useOneThreadInBLAS()
    unsafe cblas_dsyrk(
      CblasRowMajor, CblasUpper, CblasTrans, blasInt(n), blasInt(k), alpha, a, blasInt(lda),
      beta, c, blasInt(ldc))
  }
}
