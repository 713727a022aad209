import Driftline

/// Reads a `.fvecs` file as a matrix: rows of a 32-bit length d and d singles, little-endian.
///
/// The first row says how long all are; that the others say the same is checked when they are read.
///
/// - Throws: ``DriftlineError`` of kind `data_format` where the file is empty, its first row has no
///   values, or it does not end with a row.
/// - Complexity: O(1) for a regular file, O(its length) for a stream.
func readFVecs(
  _ source: any ByteSource, _ options: InputOptions
) throws(DriftlineError) -> Dataset {
  source.forget()
  let file = source.name
  if options.columns != nil {
    throw DriftlineError(
      .invalidParams, "\(file): an .fvecs file is one matrix, without columns to name",
      at: "columns", details: [.init("file", .string(file))])
  }
  let bytes = try source.positioned(expected: Int.max)
  guard bytes.size >= 4 else {
    throw .inFile(
      .dataFormat,
      "there are \(bytes.size) bytes; an .fvecs file starts with the 4 bytes of a row's length",
      file: file, details: [.init("expected", .int(4)), .init("got", .int(bytes.size))])
  }
  let dimensions = try FVecsRows.length(bytes, at: 0)
  guard dimensions > 0 else {
    throw .inFile(
      .dataFormat, "row 0 says that it has \(dimensions) values; at least 1 is needed", file: file,
      details: [.init("got", .int(dimensions))])
  }
  let rowSize = 4 * (dimensions + 1)
  let (rows, surplus) = bytes.size.quotientAndRemainder(dividingBy: rowSize)
  guard surplus == 0 else {
    throw .inFile(
      .dataFormat,
      "there are \(bytes.size) bytes, which are \(rows) rows of \(dimensions) values and \(surplus) "
        + "bytes more; the file is truncated, or row 0 is damaged", file: file,
      details: [.init("expected", .int(rowSize * (rows + 1))), .init("got", .int(bytes.size))])
  }
  let wanted = options.rows ?? 0..<rows
  guard wanted.upperBound <= rows else { throw .missingRows(wanted, count: rows, file: file) }
  return .matrix(
    try Matrix(
      FVecsRows(
        bytes: bytes, firstRow: wanted.lowerBound, count: wanted.count, dimensions: dimensions,
        file: file)))
}

/// The rows of a `.fvecs` file, read where they are needed.
///
/// Memory: 256 KiB for a call. Errors as those of ``StoredRows``.
struct FVecsRows: FileRows {
  let bytes: any PositionedBytes
  /// The first of the file's rows that is one of these.
  let firstRow: Int
  let count: Int
  let dimensions: Int
  let file: String

  private static let element = StoredElement(littleEndian: .f4)
  private static let scratchSize = 1 << 18

  var precision: MatrixPrecision { .single }

  /// The length that the row at an offset says it has.
  static func length(_ bytes: any PositionedBytes, at offset: Int) throws(DriftlineError) -> Int {
    var length: Int32 = 0
    try unsafe withUnsafeMutableBytes(of: &length) { buffer throws(DriftlineError) in
      try unsafe bytes.read(into: buffer, at: offset)
    }
    return Int(Int32(littleEndian: length))
  }

  @inline(__always)
  func fill<Value: BinaryFloatingPoint & BitwiseCopyable>(
    _ rows: Range<Int>, _ buffer: UnsafeMutableBufferPointer<Value>
  ) throws(DriftlineError) {
    checkRows(rows, room: buffer.count)
    let rowSize = 4 * (dimensions + 1)
    let step = min(rows.count, FVecsRows.scratchSize / rowSize)
    guard step > 0 else { return try unsafe fillLong(rows, buffer, rowSize) }
    try unsafe withScratch(step * rowSize) { scratch throws(DriftlineError) in
      var row = rows.lowerBound
      while row < rows.upperBound {
        let some = min(step, rows.upperBound - row)
        let raw = unsafe UnsafeMutableRawBufferPointer(rebasing: scratch[..<(some * rowSize)])
        try unsafe bytes.read(into: raw, at: (firstRow + row) * rowSize)
        for index in 0..<some {
          let length = unsafe raw.loadUnaligned(fromByteOffset: index * rowSize, as: Int32.self)
          try check(Int(Int32(littleEndian: length)), row: row + index)
          let target = (row - rows.lowerBound + index) * dimensions
          unsafe FVecsRows.element.convert(
            .init(rebasing: raw[(index * rowSize + 4)..<((index + 1) * rowSize)]), stride: 4,
            to: .init(rebasing: buffer[target..<target + dimensions]))
        }
        row += some
      }
    }
  }

  /// Reads rows that are longer than the scratch memory, each by itself.
  private func fillLong<Value: BinaryFloatingPoint & BitwiseCopyable>(
    _ rows: Range<Int>, _ buffer: UnsafeMutableBufferPointer<Value>, _ rowSize: Int
  ) throws(DriftlineError) {
    for row in rows {
      let start = (firstRow + row) * rowSize
      try check(FVecsRows.length(bytes, at: start), row: row)
      let target = (row - rows.lowerBound) * dimensions
      try unsafe FVecsRows.element.read(
        bytes, at: start + 4,
        into: .init(rebasing: buffer[target..<target + dimensions]))
    }
  }

  private func check(_ length: Int, row: Int) throws(DriftlineError) {
    if length == dimensions { return }
    let row = firstRow + row
    throw .inFile(
      .dataFormat,
      "row \(row) says that it has \(length) values, and row 0 has \(dimensions)", file: file,
      details: [
        .init("row", .int(row)), .init("expected", .int(dimensions)), .init("got", .int(length)),
      ])
  }
}
