/// Rows of numbers in memory of their own, one after the other, 64-byte aligned, where they stay.
///
/// Filled once by whoever makes it, and only read from then on: so it may be shared by threads.
@safe package final class RowStorage<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  /// The number of rows.
  package let count: Int
  /// The number of elements in a row.
  package let dimensions: Int
  /// The first element of the first row.
  package let start: UnsafeMutablePointer<Element>

  /// Memory for rows, not filled yet.
  package init(count: Int, dimensions: Int) {
    precondition(count >= 0 && dimensions >= 0, "\(count) rows of \(dimensions)")
    self.count = count
    self.dimensions = dimensions
    let bytes = max(count * dimensions, 1) * MemoryLayout<Element>.stride
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    unsafe adviseLargePages(UnsafeMutableRawBufferPointer(start: memory, count: bytes))
    unsafe start = memory.bindMemory(to: Element.self, capacity: max(count * dimensions, 1))
  }

  /// The same numbers in memory of their own.
  package convenience init(copying values: [Element], dimensions: Int) {
    precondition(
      dimensions > 0 && values.count % dimensions == 0,
      "\(values.count) values make no rows of \(dimensions)")
    self.init(count: values.count / dimensions, dimensions: dimensions)
    unsafe values.withUnsafeBufferPointer { source in
      if let first = source.baseAddress { unsafe start.update(from: first, count: values.count) }
    }
  }

  deinit { unsafe start.deallocate() }

  /// All elements.
  package var buffer: UnsafeMutableBufferPointer<Element> {
    unsafe UnsafeMutableBufferPointer(start: start, count: count * dimensions)
  }

  /// The elements of some rows.
  package func rows(_ rows: Range<Int>) -> UnsafeMutableBufferPointer<Element> {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= count, "rows \(rows) of \(count)")
    return unsafe UnsafeMutableBufferPointer(
      start: start + rows.lowerBound * dimensions, count: rows.count * dimensions)
  }
}
