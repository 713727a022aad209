private import CDriftline
private import COpenBLAS

extension Float: KernelScalar {
  package static func rowProducts(
    _ rows: UnsafePointer<Float>, count: Int, dimensions: Int, shift: UnsafePointer<Float>?,
    vectors: UnsafePointer<Float>?, vectorCount: Int, norms: UnsafeMutablePointer<Double>,
    products: UnsafeMutablePointer<Float>?
  ) {
    unsafe driftline_row_products_f32(
      rows, count, dimensions, shift, vectors, vectorCount, norms, products)
  }

  package static func addToClusters(
    _ rows: UnsafePointer<Float>, count: Int, dimensions: Int, shift: UnsafePointer<Float>?,
    clusters: UnsafePointer<Int32>, sums: UnsafeMutablePointer<Double>
  ) {
    unsafe driftline_add_to_clusters_f32(rows, count, dimensions, shift, clusters, sums)
  }

  package static func columnSums(
    _ rows: UnsafePointer<Float>, count: Int, dimensions: Int, shift: UnsafePointer<Float>?,
    kept: UnsafePointer<UInt8>?, sums: UnsafeMutablePointer<Double>,
    squares: UnsafeMutablePointer<Double>?
  ) {
    unsafe driftline_column_sums_f32(rows, count, dimensions, shift, kept, sums, squares)
  }

  package static func rowHashes(
    _ rows: UnsafePointer<Float>, count: Int, dimensions: Int, seed: UInt64,
    hashes: UnsafeMutablePointer<UInt64>
  ) {
    unsafe driftline_row_hashes_f32(rows, count, dimensions, seed, hashes)
  }

  package static func centre(
    _ rows: UnsafePointer<Float>, count: Int, dimensions: Int, shift: UnsafePointer<Float>?,
    kept: UnsafePointer<UInt8>?, into target: UnsafeMutablePointer<Float>
  ) {
    unsafe driftline_centre_f32(rows, count, dimensions, shift, kept, target)
  }

  package static func gaussian(
    _ products: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int,
    rowNorms: UnsafePointer<Float>, columnNorms: UnsafePointer<Float>, gamma: Float
  ) {
    unsafe driftline_gaussian_f32(products, rows, columns, stride, rowNorms, columnNorms, gamma)
  }

  package static func nearest(
    _ products: UnsafePointer<Float>, count: Int, vectorCount: Int,
    halfNorms: UnsafePointer<Float>, indices: UnsafeMutablePointer<Int32>,
    scores: UnsafeMutablePointer<Float>?
  ) {
    unsafe driftline_nearest_f32(products, count, vectorCount, halfNorms, indices, scores)
  }

  package static func gemm(
    transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Float,
    a: UnsafePointer<Float>, lda: Int, b: UnsafePointer<Float>, ldb: Int, beta: Float,
    c: UnsafeMutablePointer<Float>, ldc: Int
  ) {
    useOneThreadInBLAS()
    unsafe cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans,
      transposeB ? CblasTrans : CblasNoTrans, blasInt(m), blasInt(n), blasInt(k), alpha,
      a, blasInt(lda), b, blasInt(ldb), beta, c, blasInt(ldc))
  }

  package static func syrk(
    n: Int, k: Int, alpha: Float, a: UnsafePointer<Float>, lda: Int, beta: Float,
    c: UnsafeMutablePointer<Float>, ldc: Int
  ) {
    useOneThreadInBLAS()
    unsafe cblas_ssyrk(
      CblasRowMajor, CblasUpper, CblasTrans, blasInt(n), blasInt(k), alpha, a, blasInt(lda),
      beta, c, blasInt(ldc))
  }
}
