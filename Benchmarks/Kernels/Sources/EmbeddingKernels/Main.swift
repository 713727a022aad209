internal import CPeers
internal import DriftlineKernels
internal import Foundation

/// Measures the kernels over rows of embeddings against OpenBLAS, libm and plain loops.
///
/// Times are processor time of the calling thread, kernel and peer in turn; ratios are peer by own.
@main enum Main {
  static let (count, dimensions) = (200_000, 768)

  static func main() {
    let rows = randomRows(count, dimensions)
    let bytes = Double(count * dimensions * 4)
    let read = best {
      let sum = unsafe UnsafeRawPointer(rows.start).withMemoryRebound(
        to: Double.self, capacity: count * dimensions / 2
      ) { unsafe cpeers_sum($0, count * dimensions / 2) }
      precondition(sum != 1)
    }
    let square = squareRate()
    print(
      "\(count) rows of \(dimensions) floats, one core; read \(text(bytes / read / 1e9, 1)) GB/s,")
    print("sgemm of 1024 x 1024 \(text(square / 1e9, 1)) GFLOP/s\n")
    products(rows, bytes: bytes, read: read, peak: square)
    print()
    line("kernel", "peer", "ratio", "rate")
    line("---", "---", "--:", "--:")
    sums(rows, bytes: bytes)
    hashes(rows, bytes: bytes)
    exponentials()
    nearest(rows)
    scatters(rows)
    print()
    let panel = Panel(
      rows: rows, centres: randomRows(10, dimensions), shift: randomRows(1, dimensions))
    for threads in [1, 2] {
      let time = panel.measure(threads: threads)
      print(
        "panel of 10 centres, \(threads) threads: \(text(time.processor * 1e3, 1)) ms of processor "
          + "time a thread, \(text(time.wall * 1e3, 1)) ms by the clock; "
          + "\(text(time.processor * Double(threads) / read)) times one core's reading in all")
    }
  }

  /// Floating-point operations a second of a product that fits the cache.
  private static func squareRate() -> Double {
    let n = 1024
    let (a, c) = (randomRows(n, n), randomRows(n, n))
    let time = best {
      unsafe Float.gemm(
        transposeA: false, transposeB: true, m: n, n: n, k: n, alpha: 1, a: a.start, lda: n,
        b: a.start, ldb: n, beta: 0, c: c.start, ldc: n)
    }
    return 2 * Double(n * n * n) / time
  }

  private static func products(
    _ rows: RowStorage<Float>, bytes: Double, read: Double, peak: Double
  ) {
    let (shift, norms) = (
      randomRows(1, dimensions), RowStorage<Double>(count: count, dimensions: 1)
    )
    line("vectors", "sgemm / own", "GB/s", "share of reading", "share of sgemm's rate")
    line("--:", "--:", "--:", "--:", "--:")
    for k in [1, 4, 8, 10, 16, 32, 64, 128, 256] {
      let vectors = randomRows(k, dimensions)
      let products = RowStorage<Float>(count: count, dimensions: k)
      let (own, peer) = bestOfBoth {
        unsafe Float.rowProducts(
          rows.start, count: count, dimensions: dimensions, shift: shift.start,
          vectors: vectors.start, vectorCount: k, norms: norms.start, products: products.start)
      } _: {
        unsafe Float.gemm(
          transposeA: false, transposeB: true, m: count, n: k, k: dimensions, alpha: 1,
          a: rows.start, lda: dimensions, b: vectors.start, ldb: dimensions, beta: 0,
          c: products.start, ldc: k)
      }
      let operations = 2 * Double(count * dimensions * (k + 1))
      line(
        "\(k)", text(peer / own), text(bytes / own / 1e9, 1), text(read / own),
        text(operations / own / peak))
    }
  }

  private static func sums(_ rows: RowStorage<Float>, bytes: Double) {
    let shift = randomRows(1, dimensions)
    let clusters = (0..<count).map { Int32($0 * 7919 % 10) }
    let sums = RowStorage<Double>(count: 10, dimensions: dimensions)
    unsafe sums.buffer.update(repeating: 0)
    let (own, naive) = bestOfBoth {
      unsafe Float.addToClusters(
        rows.start, count: count, dimensions: dimensions, shift: shift.start,
        clusters: clusters, sums: sums.start)
    } _: {
      for i in 0..<count {
        let to = unsafe sums.start + Int(clusters[i]) * dimensions
        for j in 0..<dimensions {
          unsafe to[j] += Double(rows.start[i * dimensions + j] - shift.start[j])
        }
      }
    }
    line("addToClusters", "loop", text(naive / own), "\(text(bytes / own / 1e9, 1)) GB/s")
  }

  private static func hashes(_ rows: RowStorage<Float>, bytes: Double) {
    let hashes = RowStorage<UInt64>(count: count, dimensions: 1)
    let own = best {
      unsafe Float.rowHashes(
        rows.start, count: count, dimensions: dimensions, seed: 1, hashes: hashes.start)
    }
    line("rowHashes", "none", "", "\(text(bytes / own / 1e9, 1)) GB/s")
  }

  private static func exponentials() {
    let (rows, columns) = (512, 2048)
    let (norms, block) = (randomRows(1, columns), randomRows(rows, columns))
    let (own, libm) = bestOfBoth {
      unsafe Float.gaussian(
        block.start, rows: rows, columns: columns, stride: columns, rowNorms: norms.start,
        columnNorms: norms.start, gamma: 0.5)
    } _: {
      for i in 0..<rows {
        for j in 0..<columns {
          let p = unsafe block.start + i * columns + j
          unsafe p.pointee = expf(
            -0.5 * max(0, norms.start[i] + norms.start[j] - 2 * p.pointee))
        }
      }
    }
    line(
      "gaussian, Float", "libm expf", text(libm / own),
      "\(text(Double(rows * columns) / own / 1e9)) G/s")
  }

  private static func nearest(_ rows: RowStorage<Float>) {
    for k in [10, 480] {
      let count = 2_000_000 / k
      let half = randomRows(1, k)
      let indices = RowStorage<Int32>(count: count, dimensions: 1)
      let (own, naive) = bestOfBoth {
        unsafe Float.nearest(
          rows.start, count: count, vectorCount: k, halfNorms: half.start,
          indices: indices.start, scores: nil)
      } _: {
        for i in 0..<count {
          var (best, index) = (-Float.infinity, Int32(-1))
          for j in 0..<k {
            let score = unsafe rows.start[i * k + j] - half.start[j]
            if score > best { (best, index) = (score, Int32(j)) }
          }
          unsafe indices.start[i] = index
        }
      }
      line("nearest of \(k)", "loop", text(naive / own), "\(text(own / Double(count) * 1e9, 1)) ns")
    }
  }

  private static func scatters(_ rows: RowStorage<Float>) {
    let count = 32_768
    let whole = RowStorage<Float>(count: dimensions, dimensions: dimensions)
    let (own, peer) = bestOfBoth(3) {
      _ = unsafe scatter(
        UnsafePointer(rows.start), count: count, dimensions: dimensions, shift: nil, kept: nil,
        threads: 1)
    } _: {
      unsafe Float.syrk(
        n: dimensions, k: count, alpha: 1, a: rows.start, lda: dimensions, beta: 0,
        c: whole.start, ldc: dimensions)
    }
    line("scatter", "ssyrk of all rows", text(peer / own), "")
  }
}
