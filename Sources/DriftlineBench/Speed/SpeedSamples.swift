internal import Driftline
internal import DriftlineKernels

/// The samples that times are measured on: both sides of a comparison, made from a seed.
///
/// All are made block by block, each with random numbers of its own, so that they are the same for
/// any number of threads.
enum SpeedSamples {
  /// The categories of a categorical sample.
  static let categories = 50
  /// The centres that rows of an embedding lie about.
  static let clusters = 30

  /// Standard normal values, and values of a mean of 0.02 and a standard deviation of 1.01.
  static func numeric(
    count: Int, seed: UInt64, threads: Int
  ) -> (baseline: [Double], current: [Double]) {
    func values(_ stream: UInt64, mean: Double, spread: Double) -> [Double] {
      unsafe filled(count, threads: threads) { block, values in
        var random = SeededRandom(seed: seed, stream: stream << 32 + UInt64(block))
        for index in values.indices { unsafe values[index] = random.normal() * spread + mean }
      }
    }
    return (values(1, mean: 0, spread: 1), values(2, mean: 0.02, spread: 1.01))
  }

  /// Codes of fifty categories, of which the k-th is as frequent as 1 / k; and codes of which each
  /// fiftieth is drawn from all categories alike.
  static func categorical(
    count: Int, seed: UInt64, threads: Int
  ) -> (baseline: [Int32], current: [Int32]) {
    let total = (1...categories).reduce(0) { $0 + 1 / Double($1) }
    var below = 0.0
    let shares = (1...categories).map { rank in
      below += 1 / Double(rank) / total
      return below
    }
    func codes(_ stream: UInt64, changed: Double) -> [Int32] {
      unsafe filled(count, threads: threads) { block, codes in
        var random = SeededRandom(seed: seed, stream: stream << 32 + UInt64(block))
        for index in codes.indices {
          let place = random.uniform()
          let drawn = shares.firstIndex { place < $0 } ?? categories - 1
          let code = random.uniform() < changed ? random.below(categories) : drawn
          unsafe codes[index] = Int32(code)
        }
      }
    }
    return (codes(3, changed: 0), codes(4, changed: 0.02))
  }

  /// Rows about thirty centres, all off the origin; the current ones about centres of other weights,
  /// and 0.005 further in each dimension.
  ///
  /// A value is its centre's and a sum of four uniform numbers of variance 1 in all, which is close
  /// to normal and quick to draw.
  static func embedding(
    count: Int, dimensions: Int, seed: UInt64, threads: Int
  ) -> (baseline: RowStorage<Float>, current: RowStorage<Float>) {
    var random = SeededRandom(seed: seed, stream: 5 << 32 + UInt64(dimensions))
    let offset = (0..<dimensions).map { _ in Float(random.normal()) * 0.3 }
    let spread = Float(1.6 / Double(dimensions).squareRoot())
    let centres = (0..<clusters * dimensions).map {
      offset[$0 % dimensions] + Float(random.normal()) * spread
    }
    func rows(_ stream: UInt64, shift: Float, isTilted: Bool) -> RowStorage<Float> {
      let storage = RowStorage<Float>(count: count, dimensions: dimensions)
      let height = 256
      concurrently(count: (count + height - 1) / height, threads: threads) { block in
        var random = SeededRandom(seed: seed, stream: stream << 32 + UInt64(block))
        for row in block * height..<min((block + 1) * height, count) {
          var place = random.uniform()
          if isTilted, place < 0.1 { place *= place }
          let first = Int(place * Double(clusters)) * dimensions
          let values = unsafe storage.rows(row..<row + 1)
          for column in 0..<dimensions {
            unsafe values[column] = centres[first + column] + shift + fourUniforms(random.next())
          }
        }
      }
      return storage
    }
    return (rows(6, shift: 0, isTilted: false), rows(7, shift: 0.005, isTilted: true))
  }

  /// Uniform values in [0, 1), for charts, some of which take no others.
  static func stream(count: Int, seed: UInt64) -> [Double] {
    var random = SeededRandom(seed: seed, stream: 8 << 32)
    return (0..<count).map { _ in random.uniform() }
  }

  /// The sum of four uniform numbers of sixteen bits, of mean 0 and variance 1.
  private static func fourUniforms(_ bits: UInt64) -> Float {
    let pairs = (bits & 0xFFFF_0000_FFFF) + ((bits >> 16) & 0xFFFF_0000_FFFF)
    let sum = Float((pairs & 0xFFFF_FFFF) + (pairs >> 32))
    return (sum - 131_070) * (1.732_050_8 / 65_536)
  }

  /// An array that is filled block by block, by several threads.
  private static func filled<Element: BitwiseCopyable & Sendable>(
    _ count: Int, threads: Int,
    _ fill: @Sendable (Int, UnsafeMutableBufferPointer<Element>) -> Void
  ) -> [Element] {
    unsafe [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      // Each index has elements of its own: see `concurrently`.
      nonisolated(unsafe) let buffer = unsafe buffer
      let blocks = (count + rowsPerBlock - 1) / rowsPerBlock
      concurrently(count: blocks, threads: threads) { block in
        let range = block * rowsPerBlock..<min((block + 1) * rowsPerBlock, count)
        unsafe fill(block, UnsafeMutableBufferPointer(rebasing: buffer[range]))
      }
      initialized = count
    }
  }
}
