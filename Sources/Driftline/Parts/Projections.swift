internal import DriftlineKernels

/// Rows of a pool along random directions: for each direction the order of the rows, and how far apart
/// neighbours lie.
///
/// Directions are uniform on the sphere, and drawn with a seed: each depends on its number alone.
struct Projections<Scalar: KernelScalar>: Sendable {
  private let rows: RowStorage<Scalar>
  private let seed: UInt64
  /// The number of directions.
  let count: Int

  /// How many directions are multiplied at once.
  private static var block: Int { 16 }

  /// One direction.
  struct Ordered {
    /// The row of each rank, by ascending value.
    var order: [UInt32]
    /// How much higher the value of the next rank is.
    var gaps: [Double]
  }

  init(_ rows: RowStorage<Scalar>, count: Int, seed: UInt64) {
    precondition(rows.count <= UInt32.max, "\(rows.count) rows")
    self.rows = rows
    self.count = count
    self.seed = seed
  }

  /// Calls `body` with every direction; on several threads, in no order.
  ///
  /// - Throws: the observer's reason where the work shall stop.
  func forEach(
    threads: Int, _ body: @Sendable (_ index: Int, Ordered) -> Void
  ) throws(DriftlineError) {
    let work = Work.current
    let blocks = (count + Self.block - 1) / Self.block
    try Work.concurrently(count: blocks, threads: threads) { block in
      let first = block * Self.block
      let width = min(Self.block, count - first)
      let products = project(first..<first + width)
      for direction in 0..<width where work?.isInterrupted != true {
        body(first + direction, ordered(products, column: direction))
      }
    }
  }

  /// The rows times some directions, row by row.
  private func project(_ directions: Range<Int>) -> RowStorage<Scalar> {
    let width = rows.dimensions
    let vectors = directions.flatMap { Self.direction($0, dimensions: width, seed: seed) }
    let products = RowStorage<Scalar>(count: rows.count, dimensions: directions.count)
    unsafe Scalar.gemm(
      transposeA: false, transposeB: true, m: rows.count, n: directions.count, k: width, alpha: 1,
      a: rows.start, lda: width, b: vectors, ldb: width, beta: 0, c: products.start,
      ldc: directions.count)
    return products
  }

  private func ordered(_ products: RowStorage<Scalar>, column: Int) -> Ordered {
    let width = products.dimensions
    var values: [Double] = []
    var places: [Double] = []
    values.reserveCapacity(rows.count)
    places.reserveCapacity(rows.count)
    for row in 0..<rows.count {
      unsafe values.append(Double(products.start[row * width + column]))
      places.append(Double(row))
    }
    sortPairs(values: &values, weights: &places)
    return Ordered(
      order: places.map { UInt32($0) },
      gaps: (0..<max(values.count - 1, 0)).map { values[$0 + 1] - values[$0] })
  }

  /// A vector of length 1.
  static func direction(_ index: Int, dimensions: Int, seed: UInt64) -> [Scalar] {
    var random = SeededRandom(seed: seed, stream: 0x51_0000 + UInt64(index))
    let normal = (0..<dimensions).map { _ in random.normal() }
    let length = normal.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return normal.map { Scalar($0 / length) }
  }
}
