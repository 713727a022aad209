internal import DriftlineKernels
private import Foundation

/// Random Fourier features of a Gaussian kernel.
///
/// A feature is sqrt(2/r) cos(w . x + b), w normal with standard deviation 1/sigma and b uniform over
/// a turn.
///
/// The product of two rows' features has the kernel as its mean, with an error of about 1/sqrt(r).
///
/// Source: A. Rahimi, B. Recht, "Random features for large-scale kernel machines", NeurIPS 2007.
struct FourierFeatures<Scalar: KernelScalar>: Sendable {
  /// The number of features r.
  let count: Int
  /// The kernel's sigma.
  let bandwidth: Double
  /// r directions, one after the other.
  let directions: [Scalar]
  /// r angles.
  let phases: [Double]

  /// Features drawn with a seed.
  fileprivate init(_ draw: FourierDraw<Scalar>) throws(DriftlineError) {
    var random = SeededRandom(seed: draw.seed, stream: 0xF0)
    let wanted = draw.count * draw.dimensions
    var directions: [Scalar] = []
    directions.reserveCapacity(wanted)
    for index in 0..<wanted {
      if index % rowGranule == 0 { try Work.check() }
      directions.append(Scalar(random.normal() / draw.bandwidth))
    }
    count = draw.count
    bandwidth = draw.bandwidth
    self.directions = directions
    phases = (0..<count).map { _ in 2 * Double.pi * random.uniform() }
  }

  /// The same features in another precision, of rows that less a shift are what these take.
  init(_ other: FourierFeatures<some KernelScalar>, of shift: [Double]) {
    count = other.count
    bandwidth = other.bandwidth
    directions = other.directions.map { Scalar($0) }
    let width = shift.count
    phases = other.phases.indices.map { feature in
      other.phases[feature]
        + shift.indices.reduce(0.0) { sum, column in
          sum + Double(other.directions[feature * width + column]) * shift[column]
        }
    }
  }

  /// The features of centred rows, row by row.
  func values(of rows: RowStorage<Scalar>) -> RowStorage<Scalar> {
    let values = RowStorage<Scalar>(count: rows.count, dimensions: count)
    unsafe Scalar.gemm(
      transposeA: false, transposeB: true, m: rows.count, n: count, k: rows.dimensions, alpha: 1,
      a: rows.start, lda: rows.dimensions, b: directions, ldb: rows.dimensions, beta: 0,
      c: values.start, ldc: count)
    let scale = (2 / Double(count)).squareRoot()
    for row in 0..<rows.count {
      let products = unsafe values.rows(row..<row + 1)
      for feature in products.indices {
        unsafe products[feature] = Scalar(
          scale * cos(Double(products[feature]) + phases[feature]))
      }
    }
    return values
  }
}

/// What random features are drawn from: equal ones give the same features.
struct FourierDraw<Scalar: KernelScalar>: Sendable, Equatable {
  /// The number of features.
  let count: Int
  /// The kernel's sigma.
  let bandwidth: Double
  /// The number of values in a row.
  let dimensions: Int
  /// The seed of directions and angles.
  let seed: UInt64
  private let made = OnceMade<FourierFeatures<Scalar>>()

  init(count: Int, bandwidth: Double, dimensions: Int, seed: UInt64) {
    self.count = count
    self.bandwidth = bandwidth
    self.dimensions = dimensions
    self.seed = seed
  }

  /// The features, drawn when they are first asked for.
  ///
  /// - Throws: the observer's reason where the work shall stop.
  func features() throws(DriftlineError) -> FourierFeatures<Scalar> {
    try made.value { () throws(DriftlineError) in try FourierFeatures(self) }
  }

  static func == (a: FourierDraw, b: FourierDraw) -> Bool {
    a.count == b.count && a.bandwidth == b.bandwidth && a.dimensions == b.dimensions
      && a.seed == b.seed
  }
}

/// The mean of random features over rows, and how long the rows' features are.
///
/// Merging is right to an ulp or two.
package struct FeatureMeans: Sendable, Equatable {
  package internal(set) var count = 0
  /// The sum of each feature.
  package internal(set) var sums: [Double]
  /// The sum of squares of each feature.
  var squares: [Double]

  init(count features: Int) {
    sums = [Double](repeating: 0, count: features)
    squares = sums
  }

  /// Adds the rows of a tile that are kept; `shift` is taken from them first.
  mutating func add<Scalar: KernelScalar>(
    _ features: FourierFeatures<Scalar>, _ tile: RowTile<Scalar>, shift: [Scalar], kept: [UInt8]
  ) {
    let centred = RowStorage<Scalar>(count: tile.count, dimensions: tile.dimensions)
    unsafe Scalar.centre(
      tile.start, count: tile.count, dimensions: tile.dimensions, shift: shift, kept: kept,
      into: centred.start)
    let values = features.values(of: centred)
    count += kept.count { $0 != 0 }
    unsafe Scalar.columnSums(
      values.start, count: tile.count, dimensions: features.count, shift: nil, kept: kept,
      sums: &sums, squares: &squares)
  }

  /// The sum of the features' variances (divisor n - 1); NaN where there are fewer than two rows.
  var totalVariance: Double {
    let n = Double(count)
    if count < 2 { return .nan }
    return zip(squares, sums).reduce(0) { $0 + max(0, $1.0 - $1.1 * $1.1 / n) } / (n - 1)
  }

  /// Adds the rows of other means.
  mutating func merge(_ other: FeatureMeans) {
    count += other.count
    for index in sums.indices {
      sums[index] += other.sums[index]
      squares[index] += other.squares[index]
    }
  }
}

/// The means of the same random features over two sides.
struct FeaturePair: Sendable {
  let baseline: FeatureMeans
  let current: FeatureMeans
  /// The features, of rows less the shift.
  let map: FourierFeatures<Double>
  let shift: [Double]

  /// Sums over pairs of rows of the products of their features, which stand for the kernel.
  var sums: KernelSums {
    func product(_ a: FeatureMeans, _ b: FeatureMeans) -> Double {
      zip(a.sums, b.sums).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let (own, other) = (baseline.squares.reduce(0, +), current.squares.reduce(0, +))
    return KernelSums(
      n: baseline.count, m: current.count, baseline: product(baseline, baseline) - own,
      current: product(current, current) - other, across: product(baseline, current),
      baselineSelf: own, currentSelf: other)
  }

  /// The features of rows in memory, as rows of their own.
  func features<Scalar: KernelScalar>(of rows: PooledRows<Scalar>) -> PooledRows<Scalar> {
    let shift = zip(rows.centre, shift).map { $0 - $1 }
    let values = FourierFeatures<Scalar>(map, of: shift).values(of: rows.storage)
    return PooledRows(
      centred: values, baselineCount: rows.baselineCount,
      centre: [Double](repeating: 0, count: map.count), places: rows.places,
      isSampled: rows.isSampled)
  }
}
