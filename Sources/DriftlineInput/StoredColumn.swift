import Driftline

/// A column of an array in a file, read from the file block by block each time it is asked for.
///
/// Memory: one block of 128 Ki doubles, and as many bytes again where the elements have to be
/// converted. A file that changes between or during passes is `data_changed`; one that is replaced
/// by renaming another goes on to be read as it was.
struct StoredColumn: NumericBlocks {
  let bytes: any PositionedBytes
  let element: StoredElement
  /// Where its first element is.
  let offset: Int
  /// How many bytes lie between an element and the next one.
  let stride: Int
  let count: Int

  /// How many values a block has.
  static let blockSize = 2 * rowGranule
  /// How many bytes are read at a time where they have to be converted.
  private static let chunk = 1 << 20

  func forEachBlock(_ body: (Span<Double>) throws(DriftlineError) -> Void) throws(DriftlineError) {
    try bytes.checkUnchanged()
    let size = min(count, StoredColumn.blockSize)
    var values = [Double](repeating: 0, count: size)
    var raw = [UInt8](
      repeating: 0, count: element.isNative(Double.self) && stride == 8 ? 0 : chunkBytes)
    var row = 0
    while row < count {
      let rows = min(size, count - row)
      try fill(&values, &raw, row: row, rows: rows)
      try body(values.span.extracting(0..<rows))
      row += rows
    }
    try bytes.checkUnchanged()
  }

  /// Where the elements are no doubles or not next to each other, whole strides are read.
  private var chunkBytes: Int {
    min(max(StoredColumn.chunk / stride, 1), count) * stride
  }

  private func fill(
    _ values: inout [Double], _ raw: inout [UInt8], row: Int, rows: Int
  ) throws(DriftlineError) {
    try unsafe values.withUnsafeMutableBufferPointer { values throws(DriftlineError) in
      if raw.isEmpty {
        let target = unsafe UnsafeMutableRawBufferPointer(values)[..<(rows * 8)]
        return try unsafe bytes.read(into: .init(rebasing: target), at: offset + row * 8)
      }
      try unsafe raw.withUnsafeMutableBufferPointer { raw throws(DriftlineError) in
        try unsafe convert(row..<row + rows, from: .init(raw), to: values)
      }
    }
  }

  private func convert(
    _ rows: Range<Int>, from raw: UnsafeMutableRawBufferPointer,
    to values: UnsafeMutableBufferPointer<Double>
  ) throws(DriftlineError) {
    let step = raw.count / stride
    var row = rows.lowerBound
    while row < rows.upperBound {
      let some = min(step, rows.upperBound - row)
      // The last element has no stride behind it that would be its own.
      let needed = (some - 1) * stride + element.size
      try unsafe bytes.read(into: .init(rebasing: raw[..<needed]), at: offset + row * stride)
      let first = row - rows.lowerBound
      unsafe element.convert(
        .init(raw), stride: stride, to: .init(rebasing: values[first..<first + some]))
      row += some
    }
  }
}
