import Driftline

/// The rows of an array in a file, in C order or in Fortran order, read where they are needed.
///
/// Memory: at most 256 KiB for a call, and none where the elements need no conversion and rows lie one after
/// the other. A file that changes is `data_changed`; one that is replaced by renaming another goes on
/// to be read as it was.
struct StoredRows: MatrixRows {
  let bytes: any PositionedBytes
  let element: StoredElement
  /// Where the first row starts.
  let offset: Int
  let count: Int
  let dimensions: Int
  /// In Fortran order, how many bytes lie between the starts of two columns; `nil` in C order.
  let columnStride: Int?

  /// How many values of a column are gathered at a time: the lines of the cache that they are
  /// scattered to stay in it until the next columns have filled them.
  private static let stripRows = 4096

  var precision: MatrixPrecision { element.precision }

  func read(
    _ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws(DriftlineError) {
    try unsafe fill(rows, buffer)
  }

  func read(
    _ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Double>
  ) throws(DriftlineError) {
    try unsafe fill(rows, buffer)
  }

  func checkUnchanged() throws(DriftlineError) { try bytes.checkUnchanged() }

  @inline(__always)
  private func fill<Value: BinaryFloatingPoint & BitwiseCopyable>(
    _ rows: Range<Int>, _ buffer: UnsafeMutableBufferPointer<Value>
  ) throws(DriftlineError) {
    checkRows(rows, room: buffer.count)
    if buffer.isEmpty { return }
    if let columnStride {
      return try unsafe gather(rows, buffer, columnStride)
    }
    let start = offset + rows.lowerBound * dimensions * element.size
    try unsafe element.read(bytes, at: start, into: buffer)
  }

  /// Reads a strip of each column and writes it down the rows.
  private func gather<Value: BinaryFloatingPoint & BitwiseCopyable>(
    _ rows: Range<Int>, _ buffer: UnsafeMutableBufferPointer<Value>, _ columnStride: Int
  ) throws(DriftlineError) {
    let length = min(rows.count, StoredRows.stripRows)
    try unsafe withScratch(length * element.size) { scratch throws(DriftlineError) in
      var row = rows.lowerBound
      while row < rows.upperBound {
        let some = min(length, rows.upperBound - row)
        let strip = unsafe UnsafeMutableRawBufferPointer(
          rebasing: scratch[..<(some * element.size)])
        let first = (row - rows.lowerBound) * dimensions
        for column in 0..<dimensions {
          try unsafe bytes.read(
            into: strip, at: offset + column * columnStride + row * element.size)
          unsafe element.convert(
            .init(strip), stride: element.size, count: some,
            to: .init(rebasing: buffer[(first + column)...]), step: dimensions)
        }
        row += some
      }
    }
  }
}

extension MatrixRows {
  /// Stops where rows are asked for that are not there, or with another room than they need.
  @inline(__always)
  func checkRows(_ rows: Range<Int>, room: Int) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= count, "rows \(rows) of \(count)")
    precondition(
      room == rows.count * dimensions, "room for \(room) values, not \(rows.count * dimensions)")
  }
}
