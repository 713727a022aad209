internal import DriftlineKernels
private import Foundation

/// Random Fourier features of a Gaussian kernel: sqrt(2/r) cos(w . x + b), w normal with standard
/// deviation 1/sigma, b uniform over a turn.
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
  init(count: Int, bandwidth: Double, dimensions: Int, seed: UInt64) {
    var random = SeededRandom(seed: seed, stream: 0xF0)
    var directions: [Scalar] = []
    directions.reserveCapacity(count * dimensions)
    for _ in 0..<count * dimensions { directions.append(Scalar(random.normal() / bandwidth)) }
    self.count = count
    self.bandwidth = bandwidth
    self.directions = directions
    phases = (0..<count).map { _ in 2 * Double.pi * random.uniform() }
  }

  /// The features of centred rows, row by row.
  func values(
    of rows: UnsafePointer<Scalar>, count rowCount: Int, dimensions: Int
  ) -> [Scalar] {
    var values = [Scalar](repeating: 0, count: rowCount * count)
    unsafe Scalar.gemm(
      transposeA: false, transposeB: true, m: rowCount, n: count, k: dimensions, alpha: 1,
      a: rows, lda: dimensions, b: directions, ldb: dimensions, beta: 0, c: &values, ldc: count)
    let scale = (2 / Double(count)).squareRoot()
    for row in 0..<rowCount {
      for feature in 0..<count {
        let index = row * count + feature
        values[index] = Scalar(scale * cos(Double(values[index]) + phases[feature]))
      }
    }
    return values
  }
}

/// The mean of random features over rows, and how they spread.
///
/// Merging is right to an ulp or two.
struct FeatureMeans: Sendable, Equatable {
  private(set) var count = 0
  /// The sum of each feature.
  private(set) var sums: [Double]
  /// The sum of squared lengths of the rows' features.
  private(set) var squares = 0.0

  init(count features: Int) { sums = [Double](repeating: 0, count: features) }

  /// Adds the rows of a tile that are kept; `shift` is taken from them first.
  mutating func add<Scalar: KernelScalar>(
    _ features: FourierFeatures<Scalar>, _ tile: RowTile<Scalar>, shift: [Scalar], kept: [UInt8]
  ) {
    let centred = RowStorage<Scalar>(count: tile.count, dimensions: tile.dimensions)
    unsafe Scalar.centre(
      tile.start, count: tile.count, dimensions: tile.dimensions, shift: shift, kept: kept,
      into: centred.start)
    let values = unsafe features.values(
      of: centred.start, count: tile.count, dimensions: tile.dimensions)
    for row in 0..<tile.count where kept[row] != 0 {
      count += 1
      for feature in 0..<features.count {
        let value = Double(values[row * features.count + feature])
        sums[feature] += value
        squares += value * value
      }
    }
  }

  /// Adds the rows of other means.
  mutating func merge(_ other: FeatureMeans) {
    count += other.count
    squares += other.squares
    for index in sums.indices { sums[index] += other.sums[index] }
  }
}
