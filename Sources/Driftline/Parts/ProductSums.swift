internal import DriftlineKernels

/// The sums of products of the columns of rows about an origin, while they are gathered.
///
/// Rows are multiplied in their own precision, 512 at a time, and the results added up in double.
///
/// Of one thread at a time: of the one that works on a chunk, and then of the one that folds it.
final class ProductSums<Scalar: KernelScalar>: @unchecked Sendable {
  /// How many rows are multiplied at a time.
  static var rowsAtATime: Int { 512 }

  private let dimensions: Int
  private let waiting: RowStorage<Scalar>
  private let block: RowStorage<Scalar>
  private var filled = 0
  private var upper: [Double]

  init(dimensions: Int) {
    self.dimensions = dimensions
    waiting = RowStorage(count: Self.rowsAtATime, dimensions: dimensions)
    block = RowStorage(count: dimensions, dimensions: dimensions)
    upper = [Double](repeating: 0, count: dimensions * dimensions)
  }

  /// Adds the rows of a tile that are kept.
  func add(_ tile: RowTile<Scalar>, about origin: [Scalar], kept: [UInt8]) {
    var row = 0
    while row < tile.count {
      let some = min(Self.rowsAtATime - filled, tile.count - row)
      unsafe kept.withUnsafeBufferPointer { kept in
        guard let kept = kept.baseAddress else { return }
        unsafe Scalar.centre(
          tile.start + row * dimensions, count: some, dimensions: dimensions, shift: origin,
          kept: kept + row, into: waiting.start + filled * dimensions)
      }
      filled += some
      row += some
      if filled == Self.rowsAtATime { flush() }
    }
  }

  private func flush() {
    guard filled > 0 else { return }
    unsafe Scalar.syrk(
      n: dimensions, k: filled, alpha: 1, a: waiting.start, lda: dimensions, beta: 0,
      c: block.start, ldc: dimensions)
    for row in 0..<dimensions {
      for index in row * dimensions + row..<(row + 1) * dimensions {
        unsafe upper[index] += Double(block.start[index])
      }
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
