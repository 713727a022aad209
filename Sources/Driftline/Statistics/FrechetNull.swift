internal import DriftlineKernels
private import Foundation
private import Synchronization

/// What the Frechet distance of two samples would be if their labels meant nothing.
///
/// Rows in memory are projected into a subspace that does not know the labels; the observed labels
/// and random ones of the same sizes are then scored there in the same way, so that the rank of the
/// observed distance among the draws is a valid p-value whatever the subspace. A draw sums the
/// products of the smaller side's rows, and takes the rest from the total.
struct FrechetNull: Sendable {
  /// The distance of the two samples in the subspace.
  let observed: Double
  /// The distances of the draws, ascending.
  let draws: [Double]
  /// The trace of the baseline's covariance matrix in the subspace.
  let spread: Double
  private let slack: Double

  /// Draws for rows projected on a basis, which is given row by row; `nil` where one side has fewer
  /// than two rows.
  ///
  /// - Complexity: O(N k d + draws (s k^2 + k^3)) for N rows, s on the smaller side, k directions.
  init?<Scalar: KernelScalar>(
    _ rows: PooledRows<Scalar>, basis: [Double], draws count: Int, randomness: Randomness
  ) throws(LinearAlgebraError) {
    guard rows.baselineCount > 1, rows.currentCount > 1 else { return nil }
    let scores = LabelledScores(rows, basis: basis)
    let isFirst = rows.baselineCount <= rows.currentCount
    let small = isFirst ? rows.baselineCount : rows.currentCount
    let labelled = isFirst ? 0..<small : rows.baselineCount..<rows.count
    let own = try scores.distance(Array(labelled))
    observed = own.squared
    spread = isFirst ? own.traces.small : own.traces.large
    slack = 1e-7 * (own.traces.small + own.traces.large)
    let seed = randomness.mixed(with: observed).seed
    let found = Mutex([Result<Double, LinearAlgebraError>?](repeating: nil, count: count))
    // Where the work shall stop there are fewer draws, and whoever asked for them makes no use of them.
    try? Work.concurrently(count: count, threads: randomness.threads) { draw in
      var random = SeededRandom(seed: seed, stream: UInt64(draw))
      let chosen = random.subset(of: scores.count, size: small)
      let result = Result { () throws(LinearAlgebraError) in try scores.distance(chosen).squared }
      found.withLock { $0[draw] = result }
    }
    var distances: [Double] = []
    for result in found.withLock({ $0 }) {
      if let result { distances.append(try result.get()) }
    }
    draws = distances.sorted()
  }

  /// The natural logarithm of (b + 1) / (R + 1), b of R draws having come as far; `nil` without draws.
  var logPValue: Double? {
    if draws.isEmpty { return nil }
    let reached = draws.count { $0 >= observed - slack }
    return log(Double(reached + 1) / Double(draws.count + 1))
  }

  /// What one in a hundred draws comes to; `nil` where there are too few to tell.
  var threshold: Double? {
    let rank = (0.99 * Double(draws.count + 1)).rounded(.up)
    return Int(rank) > draws.count ? nil : draws[Int(rank) - 1]
  }

  /// What chance alone gives on average.
  var mean: Double { draws.isEmpty ? 0 : draws.reduce(0, +) / Double(draws.count) }
}

/// Rows in few dimensions, and the sums from which any labelling of them is scored.
private struct LabelledScores: Sendable {
  let count: Int
  private let dimensions: Int
  private let values: [Double]
  private let sums: [Double]
  private let products: [Double]

  init<Scalar: KernelScalar>(_ rows: PooledRows<Scalar>, basis: [Double]) {
    let width = rows.dimensions
    let rank = basis.count / width
    count = rows.count
    dimensions = rank
    var values = [Double](repeating: 0, count: rows.count * rank)
    if rank > 0 {
      let narrow = basis.map { Scalar($0) }
      var image = [Scalar](repeating: 0, count: values.count)
      unsafe Scalar.gemm(
        transposeA: false, transposeB: true, m: rows.count, n: rank, k: width, alpha: 1,
        a: rows.storage.start, lda: width, b: narrow, ldb: width, beta: 0, c: &image, ldc: rank)
      for index in values.indices { values[index] = Double(image[index]) }
    }
    self.values = values
    var sums = [Double](repeating: 0, count: rank)
    for index in values.indices { sums[index % rank] += values[index] }
    self.sums = sums
    products = Self.products(values, count: rows.count, dimensions: rank)
  }

  /// The sums of products of columns, all of them.
  private static func products(_ values: [Double], count: Int, dimensions: Int) -> [Double] {
    var products = [Double](repeating: 0, count: dimensions * dimensions)
    guard count > 0, dimensions > 0 else { return products }
    unsafe Double.syrk(
      n: dimensions, k: count, alpha: 1, a: values, lda: dimensions, beta: 0, c: &products,
      ldc: dimensions)
    for row in 0..<dimensions {
      for column in 0..<row {
        products[row * dimensions + column] = products[column * dimensions + row]
      }
    }
    return products
  }

  /// The squared distance between some of the rows and the others, and the traces of both.
  func distance(
    _ chosen: [Int]
  ) throws(LinearAlgebraError) -> (squared: Double, traces: (small: Double, large: Double)) {
    var own: [Double] = []
    own.reserveCapacity(chosen.count * dimensions)
    var ownSums = [Double](repeating: 0, count: dimensions)
    for row in chosen {
      let start = row * dimensions
      own += values[start..<start + dimensions]
      for column in 0..<dimensions { ownSums[column] += values[start + column] }
    }
    let ownProducts = Self.products(own, count: chosen.count, dimensions: dimensions)
    let restSums = sums.indices.map { sums[$0] - ownSums[$0] }
    let restProducts = products.indices.map { products[$0] - ownProducts[$0] }
    let (n, m) = (Double(chosen.count), Double(count - chosen.count))
    let shift = sums.indices.map { restSums[$0] / m - ownSums[$0] / n }
    let a = try factor(ownSums, ownProducts, n)
    let b = try factor(restSums, restProducts, m)
    return (try GaussianFrechet(shift: shift, a, b).squared, (a.trace, b.trace))
  }

  private func factor(
    _ sums: [Double], _ products: [Double], _ n: Double
  ) throws(LinearAlgebraError) -> CovarianceFactor {
    var matrix = products
    for row in 0..<dimensions {
      for column in 0..<dimensions {
        let index = row * dimensions + column
        matrix[index] = (products[index] - sums[row] * (sums[column] / n)) / (n - 1)
      }
    }
    return try CovarianceFactor(of: matrix, dimensions: dimensions)
  }
}

extension SeededRandom {
  /// So many of the numbers in `0..<count`, ascending, every choice as likely as the others.
  mutating func subset(of count: Int, size: Int) -> [Int] {
    var chosen: [Int] = []
    chosen.reserveCapacity(size)
    for index in 0..<count where below(count - index) < size - chosen.count {
      chosen.append(index)
    }
    return chosen
  }
}
