internal import DriftlineKernels

/// The sums of products of the columns of rows about an origin, while they are gathered.
///
/// Rows are centred and multiplied in double precision, 512 at a time: products of single-precision
/// values are exact then, and sums are right to an ulp or two, however the rows are parted.
///
/// Of one thread at a time: of the one that works on a chunk, and then of the one that folds it.
final class ProductSums<Scalar: KernelScalar>: @unchecked Sendable {
  /// How many rows are multiplied at a time.
  static var rowsAtATime: Int { 512 }

  private let dimensions: Int
  private let waiting: RowStorage<Double>
  private var filled = 0
  private var upper: [Double]

  init(dimensions: Int) {
    self.dimensions = dimensions
    waiting = RowStorage(count: Self.rowsAtATime, dimensions: dimensions)
    upper = [Double](repeating: 0, count: dimensions * dimensions)
  }

  /// Adds the rows of a tile that are kept.
  func add(_ tile: RowTile<Scalar>, about origin: [Scalar], kept: [UInt8]) {
    for row in 0..<tile.count where kept[row] != 0 {
      let source = unsafe tile.row(row)
      let target = unsafe waiting.rows(filled..<filled + 1)
      unsafe origin.withUnsafeBufferPointer { origin in
        for column in 0..<dimensions {
          unsafe target[column] = Double(source[column]) - Double(origin[column])
        }
      }
      filled += 1
      if filled == Self.rowsAtATime { flush() }
    }
  }

  private func flush() {
    guard filled > 0 else { return }
    unsafe upper.withUnsafeMutableBufferPointer { upper in
      guard let sums = upper.baseAddress else { return }
      unsafe Double.syrk(
        n: dimensions, k: filled, alpha: 1, a: waiting.start, lda: dimensions, beta: 1, c: sums,
        ldc: dimensions)
    }
    filled = 0
  }

  /// The sums, row by row, symmetric.
  func finish() -> [Double] {
    flush()
    for row in 0..<dimensions {
      for column in 0..<row { upper[row * dimensions + column] = upper[column * dimensions + row] }
    }
    return upper
  }
}
