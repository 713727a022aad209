internal import DriftlineKernels

/// Sums of a Gaussian kernel over ordered pairs of different rows, by whose rows they are.
struct KernelSums: Sendable, Equatable {
  let n: Int
  let m: Int
  /// Pairs of baseline rows.
  let baseline: Double
  /// Pairs of current rows.
  let current: Double
  /// A baseline row and a current one; each pair once.
  let across: Double
  /// Baseline rows paired with themselves.
  let baselineSelf: Double
  /// Current rows paired with themselves.
  let currentSelf: Double

  /// The unbiased estimate of the squared maximum mean discrepancy; needs two rows on each side.
  var unbiased: Double {
    let (a, b) = (Double(n), Double(m))
    return baseline / (a * (a - 1)) + current / (b * (b - 1)) - 2 * across / (a * b)
  }

  /// The squared distance of the two samples' mean embeddings, rows paired with themselves included.
  var biased: Double {
    let (a, b) = (Double(n), Double(m))
    return (baseline + baselineSelf) / (a * a) + (current + currentSelf) / (b * b)
      - 2 * across / (a * b)
  }
}

extension KernelSums {
  /// The mean of the kernel over all pairs of different rows.
  var meanKernel: Double {
    (baseline + current + 2 * across) / (Double(n + m) * Double(n + m - 1))
  }
}

/// Kernel sums under the observed labels and under permutations of them, all in one pass over the
/// kernel matrix, of which a tile at a time is there.
///
/// With K0 the kernel without its diagonal and z the labels as 0 and 1, A = z'K0z, B = z'K0 1 and
/// T = 1'K0 1 tell all: the sums are A, T - 2B + A and B - A. For a tile of the upper triangle A and
/// B follow from one product of the tile with the labels of all permutations.
///
/// - Complexity: O(N^2 (d + P)) in matrix products, O(N P) memory for N rows and P permutations.
struct KernelPermutation<Scalar: KernelScalar>: Sendable {
  private let rows: RowStorage<Scalar>
  private let n: Int
  private let norms: [Scalar]
  private let gamma: Scalar
  private let labels: PermutedLabels<Scalar>

  /// How many rows a strip of tiles has, and how many columns a tile; they depend on N alone.
  private var stripRows: Int { rows.count < 4_096 ? 64 : 256 }
  private var tileColumns: Int { MemoryLayout<Scalar>.stride == 4 ? 512 : 256 }

  /// Prepares the labels: all ones, the observed ones, then permutations.
  init(
    _ pool: PooledRows<Scalar>, bandwidth: Double, permutations: Int, seed: UInt64, threads: Int
  ) throws(DriftlineError) {
    // In units close to the bandwidth or to the rows, so that no square overflows or vanishes.
    let longest = pool.storage.squaredLengths.max() ?? 0
    let reach = longest > 0 ? Int(longest.exponent) / 2 - 24 : Int.min
    let exponent = min(max(Int(bandwidth.exponent), reach, -1_000), 1_000)
    let unit = Double(sign: .plus, exponent: abs(exponent) > 24 ? -exponent : 0, significand: 1)
    let rows = unit == 1 ? pool.storage : pool.storage.scaled(by: unit)
    let sigma = max(bandwidth * unit, 0x1p-50)
    self.rows = rows
    n = pool.baselineCount
    gamma = Scalar(1 / (2 * sigma * sigma))
    norms = rows.squaredLengths.map { Scalar($0) }
    labels = try PermutedLabels(
      n: n, total: rows.count, leading: [(1, 1), (1, 0)], permutations: permutations, seed: seed,
      threads: threads)
  }

  /// The sums under the observed labels, then under each permutation.
  func sums(threads: Int) throws(DriftlineError) -> [KernelSums] {
    let work = Work.current
    let strips = (rows.count + stripRows - 1) / stripRows
    let columns = labels.columns
    // For each strip, A of each labelling and then B.
    let parts = RowStorage<Double>(count: strips, dimensions: 2 * columns)
    try Work.concurrently(count: strips, threads: threads) { strip in
      let part = unsafe parts.rows(strip..<strip + 1)
      unsafe part.update(repeating: 0)
      unsafe addStrip(strip, to: part, work)
    }
    var totals = [Double](repeating: 0, count: 2 * columns)
    for strip in 0..<strips {
      let part = unsafe parts.rows(strip..<strip + 1)
      for column in totals.indices { unsafe totals[column] += part[column] }
    }
    let all = totals[0]
    let m = rows.count - n
    return (1..<columns).map { column in
      let (own, whole) = (totals[column], totals[columns + column])
      return KernelSums(
        n: n, m: m, baseline: own, current: all - 2 * whole + own, across: whole - own,
        baselineSelf: Double(n), currentSelf: Double(m))
    }
  }

  private func addStrip(
    _ strip: Int, to part: UnsafeMutableBufferPointer<Double>, _ work: ObservedWork?
  ) {
    let first = strip * stripRows
    let height = min(stripRows, rows.count - first)
    let tile = RowStorage<Scalar>(count: height, dimensions: max(tileColumns, height))
    let products = RowStorage<Scalar>(count: height, dimensions: labels.columns)
    unsafe addTile(first..<first + height, first..<first + height, tile, products, part)
    var column = first + height
    while column < rows.count, work?.isInterrupted != true {
      let end = min(column + tileColumns, rows.count)
      unsafe addTile(first..<first + height, column..<end, tile, products, part)
      column = end
    }
  }

  /// Adds a tile right of the diagonal, and the tile it mirrors; or the one on the diagonal.
  private func addTile(
    _ own: Range<Int>, _ others: Range<Int>, _ tile: RowStorage<Scalar>,
    _ products: RowStorage<Scalar>, _ part: UnsafeMutableBufferPointer<Double>
  ) {
    let (width, columns) = (rows.dimensions, labels.columns)
    let isDiagonal = own == others
    unsafe Scalar.gemm(
      transposeA: false, transposeB: true, m: own.count, n: others.count, k: width, alpha: 1,
      a: rows.start + own.lowerBound * width, lda: width,
      b: rows.start + others.lowerBound * width, ldb: width, beta: 0, c: tile.start,
      ldc: others.count)
    unsafe norms.withUnsafeBufferPointer { norms in
      guard let norms = norms.baseAddress else { return }
      unsafe Scalar.gaussian(
        tile.start, rows: own.count, columns: others.count, stride: others.count,
        rowNorms: norms + own.lowerBound, columnNorms: norms + others.lowerBound, gamma: gamma)
    }
    if isDiagonal {
      for row in 0..<own.count { unsafe tile.start[row * others.count + row] = 0 }
    }
    unsafe Scalar.gemm(
      transposeA: false, transposeB: false, m: own.count, n: columns, k: others.count, alpha: 1,
      a: tile.start, lda: others.count, b: labels.storage.start + others.lowerBound * columns,
      ldb: columns, beta: 0, c: products.start, ldc: columns)
    guard let inside = part.baseAddress else { return }
    let whole = unsafe inside + columns
    for row in 0..<own.count {
      let product = unsafe products.start + row * columns
      let label = unsafe labels.storage.start + (own.lowerBound + row) * columns
      // The first labelling is all ones.
      let sum = unsafe Double(product[0])
      if isDiagonal {
        for column in 0..<columns {
          let z = unsafe Double(label[column])
          unsafe inside[column] += z * Double(product[column])
          unsafe whole[column] += z * sum
        }
      } else {
        for column in 0..<columns {
          let z = unsafe Double(label[column])
          let value = unsafe Double(product[column])
          unsafe inside[column] += 2 * z * value
          unsafe whole[column] += z * sum + value
        }
      }
    }
  }
}
