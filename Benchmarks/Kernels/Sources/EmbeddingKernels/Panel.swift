internal import DriftlineKernels
internal import Foundation

/// Rows that are worked on while they are in the cache.
private let rowsPerTile = 32
/// Tiles that a thread takes at a time.
private let tilesPerBlock = 64

/// Norms, products with ten centres, the nearest of them and sums by cluster, a tile at a time.
struct Panel {
  let rows: RowStorage<Float>
  let centres: RowStorage<Float>
  let shift: RowStorage<Float>

  /// Seconds by the clock, and processor seconds of all threads over their number.
  func measure(threads: Int, runs: Int = 9) -> (wall: Double, processor: Double) {
    var (wall, processor) = (Double.infinity, Double.infinity)
    for _ in 0..<runs {
      let start = ContinuousClock.now
      let spent = run(threads: threads)
      wall = min(wall, (ContinuousClock.now - start) / .seconds(1))
      processor = min(processor, spent / Double(threads))
    }
    return (wall, processor)
  }

  private func run(threads: Int) -> Double {
    let (k, d) = (centres.count, rows.dimensions)
    let height = rowsPerTile * tilesPerBlock
    let blocks = (rows.count + height - 1) / height
    let norms = RowStorage<Double>(count: rows.count, dimensions: 1)
    let clusters = RowStorage<Int32>(count: rows.count, dimensions: 1)
    let sums = RowStorage<Double>(count: threads, dimensions: k * d)
    unsafe sums.buffer.update(repeating: 0)
    let spent = RowStorage<Double>(count: threads, dimensions: 1)
    unsafe spent.buffer.update(repeating: 0)
    let products = RowStorage<Float>(count: threads * rowsPerTile, dimensions: k)
    let halfNorms = RowStorage<Float>(count: 1, dimensions: k)
    unsafe halfNorms.buffer.update(repeating: 0)
    concurrently(count: blocks, threads: threads) { block, worker in
      let start = threadSeconds()
      let end = min((block + 1) * height, rows.count)
      for first in stride(from: block * height, to: end, by: rowsPerTile) {
        let count = min(rowsPerTile, end - first)
        let tile = unsafe UnsafePointer(rows.start + first * d)
        let tileProducts = unsafe products.start + worker * rowsPerTile * k
        unsafe Float.rowProducts(
          tile, count: count, dimensions: d, shift: shift.start, vectors: centres.start,
          vectorCount: k, norms: norms.start + first, products: tileProducts)
        unsafe Float.nearest(
          tileProducts, count: count, vectorCount: k, halfNorms: halfNorms.start,
          indices: clusters.start + first, scores: nil)
        unsafe Float.addToClusters(
          tile, count: count, dimensions: d, shift: shift.start,
          clusters: clusters.start + first, sums: sums.start + worker * k * d)
      }
      unsafe spent.start[worker] += threadSeconds() - start
    }
    return unsafe spent.buffer.reduce(0, +)
  }
}
