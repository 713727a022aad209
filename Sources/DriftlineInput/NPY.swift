import Driftline

/// Reads a `.npy` file: one column of numbers, or named columns of a matrix.
///
/// A regular file is read again for each pass over its values, and its length has to be what the
/// header says; all else is read into memory. An array of shape (n,) or (n, 1) is a column; one of
/// shape (n, d) is a matrix whose columns can be asked for by index. A column of a matrix in C order
/// takes reading the whole matrix.
///
/// - Complexity: O(1) for a regular file, O(its length) for a stream.
func readNPY(
  _ source: any ByteSource, _ options: InputOptions
) throws(DriftlineError) -> Dataset {
  source.forget()
  let array = try NPYArray(source)
  guard let names = options.columns else {
    guard array.width == 1 else {
      throw .inFile(
        .unsupportedFormat,
        "this is a matrix of shape \(array.shapeText), not a column; name some of its "
          + "\(array.width) columns by index, such as \"0\"",
        file: source.name, details: [.init("shape", .init(array.header.shape))])
    }
    return .column(try array.column(0, options, name: "0"))
  }
  var columns: [(name: String, column: Column)] = []
  for name in names {
    guard let index = Int(name), 0..<array.width ~= index, String(index) == name else {
      throw DriftlineError(
        .invalidParams,
        "\(source.name): there is no column \"\(shortened(name))\"; the array of shape "
          + "\(array.shapeText) has columns \"0\" to \"\(array.width - 1)\"",
        at: "columns", details: [.init("file", .string(source.name)), .init("got", .string(name))])
    }
    columns.append((name, try array.column(index, options, name: name)))
  }
  return .table(try Table(columns))
}

/// An array in a `.npy` file, with one dimension or two.
private struct NPYArray {
  let header: NPYHeader
  private let bytes: any PositionedBytes
  private let dataOffset: Int
  private let file: String

  var rows: Int { header.shape[0] }
  var width: Int { header.shape.count == 2 ? header.shape[1] : 1 }
  var shapeText: String { "(" + header.shape.map(String.init).joined(separator: ", ") + ")" }

  init(_ source: any ByteSource) throws(DriftlineError) {
    file = source.name
    header = try NPYHeader(reading: source)
    guard 1...2 ~= header.shape.count else {
      throw .inFile(
        .unsupportedFormat,
        "the array has \(header.shape.count) dimensions; 1 or 2 are read", file: file,
        details: [.init("shape", .init(header.shape))])
    }
    if let positioned = source.positioned {
      bytes = positioned
      dataOffset = header.dataOffset
    } else {
      bytes = MemoryBytes(bytes: try NPYArray.rest(of: source, expected: header.dataSize))
      dataOffset = 0
    }
    let (expected, overflow) = dataOffset.addingReportingOverflow(header.dataSize)
    if overflow || bytes.size != expected {
      let actual = bytes.size - dataOffset
      // A stream that goes on is not read to its end.
      let least = source.positioned == nil && actual > header.dataSize ? "at least " : ""
      throw .inFile(
        .dataFormat,
        "there are \(least)\(actual) bytes of data, and the header promises \(header.dataSize)",
        file: file, details: [.init("expected", .int(header.dataSize)), .init("got", .int(actual))])
    }
  }

  /// All that is left of a stream, or one byte more than there should be.
  ///
  /// It grows as the bytes come: a header may promise more than there is.
  private static func rest(
    of source: any ByteSource, expected: Int
  ) throws(DriftlineError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count <= expected {
      let wanted = min(expected - bytes.count, max(1 << 20, bytes.count))
      let some = try source.next(max(1, wanted))
      if some.isEmpty { break }
      bytes.append(contentsOf: some)
    }
    return bytes
  }

  /// One of its columns.
  func column(_ index: Int, _ options: InputOptions, name: String) throws(DriftlineError) -> Column
  {
    if options.types[name] == .categorical {
      throw DriftlineError(
        .invalidParams, "\(file): a column of an .npy file is numeric, not categorical",
        at: "types", details: [.init("file", .string(file))])
    }
    let wanted = options.rows ?? 0..<rows
    guard wanted.upperBound <= rows else { throw .missingRows(wanted, count: rows, file: file) }
    let size = header.element.size
    let stride = header.fortranOrder ? size : width * size
    let start = header.fortranOrder ? index * rows * size : index * size
    let blocks = NPYBlocks(
      bytes: bytes, element: header.element,
      offset: dataOffset + start + wanted.lowerBound * stride,
      stride: stride, count: wanted.count)
    return .numeric(NumericColumn(blocks))
  }
}
