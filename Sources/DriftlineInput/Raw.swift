import Driftline

/// Reads a file of numbers without a header, whose type, shape and start the options tell.
///
/// A length of -1 as the first of the shape stands for as many rows as there are.
///
/// With `mayGoOn` there may be more bytes behind the numbers, which are passed over.
///
/// - Throws: ``DriftlineError`` of kind `invalid_params` where type or shape are missing or make no
///   sense, and `data_format` where the file is not as long as they say.
/// - Complexity: O(1) for a regular file, O(its length) for a stream.
func readRaw(
  _ source: any ByteSource, _ options: InputOptions, mayGoOn: Bool = false
) throws(DriftlineError) -> Dataset {
  source.forget()
  let file = source.name
  guard let type = options.elementType else {
    throw invalid("the format raw needs a dtype: f2, f4, f8, i4 or i8", at: "dtype", file)
  }
  let element = StoredElement(littleEndian: type)
  guard var shape = options.shape else {
    throw invalid("the format raw needs a shape: n, or n,d, where n may be -1", at: "shape", file)
  }
  guard 1...2 ~= shape.count, shape[0] >= -1, shape.count == 1 || shape[1] > 0 else {
    throw invalid(
      "the shape is \(text(shape)); it is one length or two, the first 0 or more, or -1 for as many "
        + "rows as there are, the second 1 or more", at: "shape", file)
  }
  guard options.offset >= 0 else {
    throw invalid("the offset is \(options.offset); it is 0 or more", at: "offset", file)
  }
  let (rowSize, isWide) = element.size.multipliedReportingOverflow(
    by: shape.count == 2 ? shape[1] : 1)
  let (dataSize, isLong) = rowSize.multipliedReportingOverflow(by: max(0, shape[0]))
  let (end, isFar) = options.offset.addingReportingOverflow(dataSize)
  guard !isWide, !isLong, !isFar else {
    throw invalid("no file is as long as shape \(text(shape)) says", at: "shape", file)
  }
  let isOpen = shape[0] == -1
  let bytes = try source.positioned(expected: isOpen ? Int.max : end)
  let actual = bytes.size - options.offset
  if actual < 0 {
    throw .inFile(
      .dataFormat, "there are \(bytes.size) bytes, and the offset is \(options.offset)", file: file,
      details: [.init("expected", .int(options.offset)), .init("got", .int(bytes.size))])
  }
  if isOpen {
    shape[0] = actual / rowSize
    guard actual % rowSize == 0 else {
      throw .inFile(
        .dataFormat,
        "there are \(actual) bytes of data, which are \(shape[0]) rows of \(rowSize) bytes and "
          + "\(actual % rowSize) bytes more; the file is truncated or of another shape", file: file,
        details: [.init("expected", .int(rowSize * (shape[0] + 1))), .init("got", .int(actual))])
    }
  } else if mayGoOn ? actual < dataSize : actual != dataSize {
    let least = source.positioned == nil && actual > dataSize ? "at least " : ""
    throw .inFile(
      .dataFormat,
      "there are \(least)\(actual) bytes of data, and shape \(text(shape)) of \(type.rawValue) takes "
        + "\(dataSize)", file: file,
      details: [.init("expected", .int(dataSize)), .init("got", .int(actual))])
  }
  let array = StoredArray(
    bytes: bytes, element: element, shape: shape, fortranOrder: false, offset: options.offset,
    file: file)
  return try array.dataset(options)
}

private func text(_ shape: [Int]) -> String {
  "(" + shape.map(String.init).joined(separator: ", ") + ")"
}

private func invalid(_ problem: String, at parameter: String, _ file: String) -> DriftlineError {
  DriftlineError(
    .invalidParams, "\(file): \(problem)", at: parameter, details: [.init("file", .string(file))])
}
