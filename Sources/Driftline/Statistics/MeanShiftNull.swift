internal import DriftlineKernels
private import Foundation

/// The null law of the squared distance of two means in any number of dimensions.
///
/// T = |mean x - mean y|^2 - tr S1 / n - tr S2 / m has mean 0 where the means are equal. It is close
/// to a weighted sum of chi-squares, whose variance and third cumulant follow from traces of powers
/// of the covariance matrices; a chi-square is matched to them. Where no eigenvalue dominates it is
/// nearly normal (Bai-Saranadasa, Chen-Qin), and where few do it is as skewed as they make it.
///
/// Traces are estimated from rows held in memory: tr S^2 without bias for any distribution (Himeno
/// and Yamada 2014), tr S^3 as for normal rows.
///
/// Source: S. X. Chen, Y.-L. Qin, Annals of Statistics 38 (2010), DOI 10.1214/09-AOS716;
/// T. Himeno, T. Yamada, J. Multivariate Analysis 130 (2014), DOI 10.1016/j.jmva.2014.04.016;
/// P. Hall, Biometrika 70 (1983), DOI 10.1093/biomet/70.3.641;
/// J.-T. Zhang, J. Guo, B. Zhou, M.-Y. Cheng, JASA 115 (2020), DOI 10.1080/01621459.2019.1604366.
struct MeanShiftNull: Sendable {
  /// The most rows of each side that are looked at.
  static let rows = 1_024

  /// The variance of T over the square of the unit.
  let variance: Double
  /// The third cumulant of T over its standard deviation cubed, at least 0.
  let skewness: Double
  /// The trace of the square of the baseline's covariance matrix over the square of the unit.
  let baselineSquares: Double
  /// The trace of the baseline's covariance matrix; of the other one where that is 0.
  let unit: Double
  /// How many rows in memory it is taken from; `nil` where that is all.
  let sampled: Int?

  /// The law for samples of `n` and `m` rows, at least 2 of each, of which some are held in memory.
  ///
  /// What rows in memory tell of the shape of the covariance matrices is scaled to the traces that
  /// all rows have.
  /// - Complexity: O(r^2 d + r^3) for r rows in memory.
  init<Scalar: KernelScalar>(
    _ rows: PooledRows<Scalar>, n: Int, m: Int, traces exact: (Double, Double), threads: Int
  ) throws(DriftlineError) {
    let traces = try GramTraces(rows, threads: threads)
    let (a, b) = (Double(n), Double(m))
    unit = exact.0 > 0 ? exact.0 : exact.1
    let unit = unit
    func scale(_ exact: Double, _ held: Double) -> Double {
      held > 0 && unit > 0 ? exact / unit / held : 0
    }
    let (r, s) = (scale(exact.0, traces.traces.0), scale(exact.1, traces.traces.1))
    let pooled = ((a - 1) * r * traces.traces.0 + (b - 1) * s * traces.traces.1) / (a + b - 2)
    let (first, second) = (traces.squares.0 * r * r, traces.squares.1 * s * s)
    let own = 2 * first / (a * (a - 1)) + 2 * second / (b * (b - 1))
    let variance = max(0, own + 4 * traces.cross * r * s / (a * b))
    let cube = traces.cube * pow(pooled, 3)
    let cubed = pow(1 / a + 1 / b, 3)
    let skewness = variance > 0 ? 8 * max(0, cube) * cubed / pow(variance, 1.5) : 0
    self.variance = variance
    baselineSquares = first
    sampled = rows.isSampled ? rows.count : nil
    // No weighted sum of chi-squares is more skewed than a single one.
    self.skewness = min(skewness, 8.0.squareRoot())
  }

  /// The natural logarithm of the probability of a T at least as large.
  func logPValue(_ t: Double) -> Double {
    guard variance > 0, unit > 0 else { return t > 0 ? -.infinity : 0 }
    let z = t / unit / variance.squareRoot()
    if skewness < 1e-3 { return Normal.logUpperTail(z) }
    let degrees = 8 / (skewness * skewness)
    let x = degrees + z * (2 * degrees).squareRoot()
    return x <= 0 ? 0 : ChiSquared.logUpperTail(x, degreesOfFreedom: degrees)
  }
}

/// Traces of powers of covariance matrices, from the products of rows.
///
/// Rows are brought to lengths about 1 by a power of two first, so that no power overflows or vanishes.
private struct GramTraces {
  /// tr S of each side.
  let traces: (Double, Double)
  /// tr S^2 of each side.
  let squares: (Double, Double)
  /// tr S1 S2.
  let cross: Double
  /// tr S^3 of the pooled covariance matrix over the cube of its trace.
  let cube: Double

  init<Scalar: KernelScalar>(_ rows: PooledRows<Scalar>, threads: Int) throws(DriftlineError) {
    let (n, m) = (rows.baselineCount, rows.currentCount)
    let total = n + m
    // Each side about its own mean; the products of all rows with all.
    let centred = rows.centredBySide()
    centred.normalize()
    let gram = RowStorage<Scalar>(count: total, dimensions: total)
    try multiplyBlocks(centred, into: gram, threads: threads)
    var sums = (0.0, 0.0, 0.0)
    var diagonal = (0.0, 0.0)
    var quartic = (0.0, 0.0)
    for i in 0..<total {
      let row = unsafe gram.rows(i..<i + 1)
      var (inA, inB) = (0.0, 0.0)
      for j in 0..<n { inA += unsafe Double(row[j]) * Double(row[j]) }
      for j in n..<total { inB += unsafe Double(row[j]) * Double(row[j]) }
      let own = unsafe Double(row[i])
      if i < n {
        sums.0 += inA
        sums.2 += inB
        diagonal.0 += own
        quartic.0 += own * own
      } else {
        sums.1 += inB
        diagonal.1 += own
        quartic.1 += own * own
      }
    }
    squares = (
      Self.square(n, sums.0, diagonal.0, quartic.0), Self.square(m, sums.1, diagonal.1, quartic.1)
    )
    traces = (diagonal.0 / Double(n - 1), diagonal.1 / Double(m - 1))
    cross = sums.2 / (Double(n - 1) * Double(m - 1))
    cube = try Self.cube(gram, n: n, m: m, threads: threads)
  }

  /// The most rows of each side that tr S^3 is estimated from.
  private static var rowsToCube: Int { 512 }

  /// tr S^3 over (tr S)^3 of the pooled covariance matrix, as for normal rows, from products of rows.
  private static func cube<Scalar: KernelScalar>(
    _ gram: RowStorage<Scalar>, n: Int, m: Int, threads: Int
  ) throws(DriftlineError) -> Double {
    // At even distances, as rows may come in an order that means something.
    func spaced(_ count: Int) -> [Int] {
      let wanted = min(count, rowsToCube)
      return (0..<wanted).map { $0 * count / wanted }
    }
    let rows = spaced(n) + spaced(m).map { n + $0 }
    let part = RowStorage<Scalar>(count: rows.count, dimensions: rows.count)
    for (i, row) in rows.enumerated() {
      for (j, column) in rows.enumerated() {
        unsafe part.start[i * rows.count + j] = unsafe gram.start[row * gram.count + column]
      }
    }
    let powered = RowStorage<Scalar>(count: rows.count, dimensions: rows.count)
    try multiplyBlocks(part, into: powered, threads: threads)
    var (trace, squared, cubed) = (0.0, 0.0, 0.0)
    for i in 0..<rows.count {
      let (line, power) = unsafe (part.rows(i..<i + 1), powered.rows(i..<i + 1))
      trace += unsafe Double(line[i])
      squared += unsafe Double(power[i])
      for j in 0..<rows.count { cubed += unsafe Double(line[j]) * Double(power[j]) }
    }
    let nu = Double(max(rows.count - 2, 1))
    let (a1, a2, a3) = (trace / nu, squared / (nu * nu), cubed / (nu * nu * nu))
    let scale = pow(nu, 4) / max((nu - 1) * (nu - 2) * (nu + 2) * (nu + 4), 1)
    guard a1 > 0 else { return 0 }
    return scale * (a3 - 3 / nu * a2 * a1 + 2 / (nu * nu) * a1 * a1 * a1) / (a1 * a1 * a1)
  }

  /// tr S^2 without bias, from the sum of squared products, their trace and the sum of its squares.
  private static func square(
    _ count: Int, _ sum: Double, _ trace: Double, _ quartic: Double
  ) -> Double {
    let n = Double(count)
    guard count > 3 else {
      return max(0, sum / max((n - 1) * (n - 1), 1))
    }
    let s2 = sum / ((n - 1) * (n - 1))
    let s1 = trace / (n - 1)
    let q = quartic / (n - 1)
    return max(
      0, (n - 1) / (n * (n - 2) * (n - 3)) * ((n - 1) * (n - 2) * s2 + s1 * s1 - n * q))
  }
}

/// The products of all rows with all, in blocks that do not depend on the number of threads.
private func multiplyBlocks<Scalar: KernelScalar>(
  _ rows: RowStorage<Scalar>, into products: RowStorage<Scalar>, threads: Int
) throws(DriftlineError) {
  let block = 256
  let blocks = (rows.count + block - 1) / block
  let pairs = (0..<blocks).flatMap { i in (i..<blocks).map { (i, $0) } }
  let total = rows.count
  let width = rows.dimensions
  try Work.concurrently(count: pairs.count, threads: threads) { index in
    let (i, j) = (pairs[index].0 * block, pairs[index].1 * block)
    let (height, length) = (min(block, total - i), min(block, total - j))
    let target = unsafe products.start + i * total + j
    unsafe Scalar.gemm(
      transposeA: false, transposeB: true, m: height, n: length, k: width, alpha: 1,
      a: rows.start + i * width, lda: width, b: rows.start + j * width, ldb: width, beta: 0,
      c: target, ldc: total)
    if i == j { return }
    // In squares of a cache line, as columns far apart push one another out of the cache.
    for first in stride(from: 0, to: height, by: 16) {
      for column in 0..<length {
        for row in first..<min(first + 16, height) {
          unsafe products.start[(j + column) * total + i + row] =
            unsafe target[row * total + column]
        }
      }
    }
  }
}

extension PooledRows {
  /// The rows of each side about the mean of that side.
  func centredBySide() -> RowStorage<Scalar> {
    let centred = RowStorage<Scalar>(count: count, dimensions: dimensions)
    for side in [0..<baselineCount, baselineCount..<count] where !side.isEmpty {
      var mean = [Double](repeating: 0, count: dimensions)
      for row in side {
        let values = unsafe storage.rows(row..<row + 1)
        for column in 0..<dimensions { unsafe mean[column] += Double(values[column]) }
      }
      for column in mean.indices { mean[column] /= Double(side.count) }
      for row in side {
        let values = unsafe storage.rows(row..<row + 1)
        let target = unsafe centred.rows(row..<row + 1)
        for column in 0..<dimensions {
          unsafe target[column] = Scalar(Double(values[column]) - mean[column])
        }
      }
    }
    return centred
  }
}

extension RowStorage where Element: KernelScalar {
  /// Multiplies all values by the power of two that brings the largest to between 1 and 2.
  func normalize() {
    var longest = 0.0
    for row in 0..<count {
      let largest = unsafe rows(row..<row + 1).reduce(Element(0)) { max($0, $1.magnitude) }
      longest = max(longest, Double(largest))
    }
    guard longest > 0, longest.isFinite else { return }
    let exponent = longest.exponent
    for index in 0..<count * dimensions {
      unsafe start[index] = unsafe Element(
        scalbn(Double(start[index]), -Int(exponent)))
    }
  }
}
