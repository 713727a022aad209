import Driftline

/// Reads a `.npy` file: a column of numbers, a matrix, or named columns of a matrix.
///
/// A regular file is read again for each pass over its values, and its length has to be what the
/// header says; all else is read into memory. An array of shape (n,) or (n, 1) is a column; one of
/// shape (n, d) is a matrix, whose columns can also be asked for by index. A column of a matrix in C
/// order takes reading the whole matrix.
///
/// - Complexity: O(1) for a regular file, O(its length) for a stream.
func readNPY(
  _ source: any ByteSource, _ options: InputOptions
) throws(DriftlineError) -> Dataset {
  source.forget()
  let file = source.name
  let header = try NPYHeader(reading: source)
  guard 1...2 ~= header.shape.count else {
    throw .inFile(
      .unsupportedFormat,
      "the array has \(header.shape.count) dimensions; 1 or 2 are read", file: file,
      details: [.init("shape", .init(header.shape))])
  }
  let bytes: any PositionedBytes
  let offset: Int
  if let positioned = source.positioned {
    (bytes, offset) = (positioned, header.dataOffset)
  } else {
    (bytes, offset) = (MemoryBytes(bytes: try source.rest(expected: header.dataSize)), 0)
  }
  let (expected, overflow) = offset.addingReportingOverflow(header.dataSize)
  if overflow || bytes.size != expected {
    let actual = bytes.size - offset
    // A stream that goes on is not read to its end.
    let least = source.positioned == nil && actual > header.dataSize ? "at least " : ""
    throw .inFile(
      .dataFormat,
      "there are \(least)\(actual) bytes of data, and the header promises \(header.dataSize)",
      file: file, details: [.init("expected", .int(header.dataSize)), .init("got", .int(actual))])
  }
  let array = StoredArray(
    bytes: bytes, element: header.element, shape: header.shape, fortranOrder: header.fortranOrder,
    offset: offset, file: file)
  return try array.dataset(options)
}
