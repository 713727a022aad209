package import Driftline

/// Bytes that a text stood for, in one block of memory.
package struct DecodedBytes: PositionedBytes {
  private let block: AlignedBlock
  /// The number of bytes.
  package let size: Int

  init(_ block: AlignedBlock, size: Int) {
    precondition(size <= block.capacity, "\(size) bytes in \(block.capacity)")
    self.block = block
    self.size = size
  }

  /// Calls `body` with all bytes; they are valid only during the call.
  package func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe body(UnsafeRawBufferPointer(start: block.start, count: size))
  }

  /// A copy of all bytes.
  package var array: [UInt8] { unsafe withBytes { unsafe Array($0) } }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(DriftlineError) {
    let end = offset + buffer.count
    precondition(offset >= 0 && end <= size, "bytes to \(end) of \(size)")
    unsafe buffer.copyMemory(from: .init(start: block.start + offset, count: buffer.count))
  }

  func checkUnchanged() {}
}

/// Reads bytes as numbers without a header: a column of the shape `[n]`, a matrix of `[n, d]`.
///
/// The bytes are not copied; they are read block by block whenever the values are asked for.
///
/// - Parameters:
///   - bytes: the numbers, little-endian, row after row.
///   - name: what messages call them.
///   - elementType: what they are.
///   - shape: one length or two; an n of -1 stands for as many rows as there are.
///   - options: the columns and rows that are wanted; its element type and shape are not heeded.
/// - Returns: the column or the matrix.
/// - Throws: ``DriftlineError`` of kind `invalid_params` where the shape makes no sense, and
///   `data_format` where there are not as many bytes as it says.
/// - Complexity: O(1).
package func readDataset(
  _ bytes: DecodedBytes, name: String, elementType: InputOptions.ElementType, shape: [Int],
  options: InputOptions = .init()
) throws(DriftlineError) -> Dataset {
  var options = options
  options.format = .raw
  options.elementType = elementType
  options.shape = shape
  return try readDataset(PositionedSource(bytes, name: name), options)
}
