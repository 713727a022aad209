package import Driftline

/// The numbers of one array of a line, in double precision; NaN is missing.
///
/// They lie next to each other in a block of memory that all arrays of the line share, in the order
/// of the line.
package struct JSONNumbers: NumericBlocks {
  let block: AlignedBlock?
  /// The place of the first in the block.
  let first: Int
  package let count: Int

  init(block: AlignedBlock?, first: Int, count: Int) {
    precondition(count == 0 || block != nil, "\(count) numbers without a block")
    self.block = block
    self.first = first
    self.count = count
  }

  /// All of them, where they lie.
  var buffer: UnsafeBufferPointer<Double> {
    guard let block else { return unsafe UnsafeBufferPointer(start: nil, count: 0) }
    let numbers = unsafe block.start.assumingMemoryBound(to: Double.self)
    return unsafe UnsafeBufferPointer(start: numbers + first, count: count)
  }

  /// The number at an index.
  package subscript(index: Int) -> Double {
    precondition(index >= 0 && index < count, "number \(index) of \(count)")
    return unsafe buffer[index]
  }

  /// A copy of all.
  package var array: [Double] { unsafe Array(buffer) }

  /// Whether there is no number among them; true where there are no elements.
  package var isAllMissing: Bool { unsafe buffer.allSatisfy(\.isNaN) }

  /// Calls `body` with all of them; the span is valid only during the call.
  package func withSpan<Result, Failure: Error>(
    _ body: (Span<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe body(buffer.span)
  }

  package func forEachBlock(
    _ body: (Span<Double>) throws(DriftlineError) -> Void
  ) throws(DriftlineError) {
    if count > 0 { try withSpan(body) }
  }
}
