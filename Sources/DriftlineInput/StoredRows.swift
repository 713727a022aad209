import Driftline

/// The rows of an array in a file, in C order or in Fortran order, read where they are needed.
///
/// Memory: at most 256 KiB for a call, and none where the elements need no conversion and rows lie one after
/// the other. A file that changes is `data_changed`; one that is replaced by renaming another goes on
/// to be read as it was.
struct StoredRows: FileRows {
  let bytes: any PositionedBytes
  let element: StoredElement
  /// Where the first row starts.
  let offset: Int
  let count: Int
  let dimensions: Int
  /// In Fortran order, how many bytes lie between the starts of two columns; `nil` in C order.
  let columnStride: Int?

  /// In Fortran order, this many columns are gathered at a time, which fill lines of the cache.
  private static let group = 16
  /// And so many bytes of each.
  private static let stripSize = 1 << 14

  var precision: MatrixPrecision { element.precision }

  @inline(__always)
  func fill<Value: BinaryFloatingPoint & BitwiseCopyable>(
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

  /// Reads strips of some columns and writes them row by row.
  private func gather<Value: BinaryFloatingPoint & BitwiseCopyable>(
    _ rows: Range<Int>, _ buffer: UnsafeMutableBufferPointer<Value>, _ columnStride: Int
  ) throws(DriftlineError) {
    let size = element.size
    let length = min(rows.count, StoredRows.stripSize / size)
    let strip = length * size
    let group = min(dimensions, StoredRows.group)
    try unsafe withScratch(group * strip) { scratch throws(DriftlineError) in
      for row in stride(from: rows.lowerBound, to: rows.upperBound, by: length) {
        let count = min(length, rows.upperBound - row)
        for column in stride(from: 0, to: dimensions, by: group) {
          let width = min(group, dimensions - column)
          for index in 0..<width {
            let start = index * strip
            try unsafe bytes.read(
              into: .init(rebasing: scratch[start..<start + count * size]),
              at: offset + (column + index) * columnStride + row * size)
          }
          for index in 0..<count {
            let target = (row - rows.lowerBound + index) * dimensions + column
            unsafe element.convert(
              .init(rebasing: scratch[(index * size)...]), stride: strip,
              to: .init(rebasing: buffer[target..<target + width]))
          }
        }
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
