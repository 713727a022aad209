/// Rows whose products are summed in the rows' own type, before they are added up in double.
private let rowsPerProduct = 512

/// The matrix of sums of (x - shift)(x - shift)^T over the rows kept: full, symmetric,
/// `dimensions` squared.
///
/// Products of 512 rows at a time are summed in `Scalar` and added up in double, in the order of the
/// rows: the same bits for any number of threads. `shift` nil is the origin, `kept` nil keeps all. A NaN
/// or an infinity in a row that is kept makes its column and row of the result NaN.
///
/// `isOver` is asked now and then whether to leave off, with a result of no use.
package func scatter<Scalar: KernelScalar>(
  _ rows: UnsafePointer<Scalar>, count: Int, dimensions: Int, shift: UnsafePointer<Scalar>?,
  kept: UnsafePointer<UInt8>?, threads: Int, isOver: () -> Bool = { false }
) -> [Double] {
  let (d, area) = (dimensions, dimensions * dimensions)
  var sums = [Double](repeating: 0, count: area)
  guard count > 0, d > 0 else { return sums }
  let blocks = (count + rowsPerProduct - 1) / rowsPerProduct
  // Blocks whose products are made side by side, before they are added in order.
  let wave = min(blocks, threads * max(1, (1 << 16) / area))
  let workers = min(threads, wave)
  let products = RowStorage<Scalar>(count: wave, dimensions: area)
  let centred = RowStorage<Scalar>(count: workers * rowsPerProduct, dimensions: d)
  unsafe sums.withUnsafeMutableBufferPointer { sums in
    // Rows are only read; what is written has elements for each index: see `concurrently`.
    nonisolated(unsafe) let (rows, shift, kept) = unsafe (rows, shift, kept)
    nonisolated(unsafe) let sums = unsafe sums
    for start in stride(from: 0, to: blocks, by: wave) where !isOver() {
      let made = min(wave, blocks - start)
      concurrently(count: made, threads: workers) { slot, worker in
        let first = (start + slot) * rowsPerProduct
        let height = min(rowsPerProduct, count - first)
        let block = unsafe centred.start + worker * rowsPerProduct * d
        unsafe Scalar.centre(
          rows + first * d, count: height, dimensions: d, shift: shift,
          kept: kept.map { unsafe $0 + first }, into: block)
        unsafe Scalar.syrk(
          n: d, k: height, alpha: 1, a: block, lda: d, beta: 0,
          c: products.start + slot * area, ldc: d)
      }
      let bands = min(d, 4 * workers)
      concurrently(count: bands, threads: made * area > 1 << 14 ? workers : 1) { band in
        for i in stride(from: band, to: d, by: bands) {
          for slot in 0..<made {
            // A row of a triangle, as sums by column of one row.
            unsafe Scalar.columnSums(
              products.start + slot * area + i * (d + 1), count: 1, dimensions: d - i, shift: nil,
              kept: nil, sums: sums.baseAddress.unsafelyUnwrapped + i * (d + 1), squares: nil)
          }
        }
      }
    }
    for i in 0..<d { for j in 0..<i { unsafe sums[i * d + j] = unsafe sums[j * d + i] } }
  }
  return sums
}
