import Driftline

extension DriftlineError {
  /// An error in a text, with the file, the line and the byte of the line, both from 1.
  static func inText(
    _ problem: String, file: String, line: Int, column: Int, kind: Kind = .dataFormat
  ) -> DriftlineError {
    let location = "\(file):\(line):\(column)"
    return DriftlineError(
      kind, "\(location): \(problem)", at: location,
      details: [
        .init("file", .string(file)), .init("line", .int(line)), .init("column", .int(column)),
      ])
  }

  /// An error of a file as a whole.
  static func inFile(
    _ kind: Kind, _ problem: String, file: String, details: [JSON.Member] = []
  ) -> DriftlineError {
    DriftlineError(
      kind, "\(file): \(problem)", at: file,
      details: [.init("file", .string(file))] + details)
  }

  /// A name that no column has.
  static func unknownColumn(
    _ name: String, in parameter: String, file: String, existing: [String]
  ) -> DriftlineError {
    let shown = existing.prefix(20).map { "\"\(shortened($0))\"" }.joined(separator: ", ")
    let list = existing.isEmpty ? "it has none" : "it has \(shown)"
    let more = existing.count > 20 ? " and \(existing.count - 20) more" : ""
    return DriftlineError(
      .invalidParams, "\(file): there is no column \"\(shortened(name))\"; \(list)\(more)",
      at: parameter, details: [.init("file", .string(file)), .init("got", .string(name))])
  }

  /// A column that shall be categorical and a part of a matrix.
  static func categoriesInMatrix(_ name: String, file: String) -> DriftlineError {
    DriftlineError(
      .invalidParams,
      "\(file): the column \"\(shortened(name))\" is to be categorical, and a matrix holds numbers",
      at: "types", details: [.init("file", .string(file)), .init("got", .string(name))])
  }

  /// A range of rows that the data does not have.
  static func missingRows(_ rows: Range<Int>, count: Int, file: String) -> DriftlineError {
    DriftlineError(
      .invalidParams,
      "\(file): rows \(rows.lowerBound) to \(rows.upperBound) are asked for, and there are \(count)",
      at: "rows", details: [.init("file", .string(file)), .init("n", .int(count))])
  }
}

/// A text for a message: at most 40 characters of it.
func shortened(_ text: String) -> String {
  text.count > 40 ? text.prefix(40) + "..." : text
}

/// Bytes as a text for a message: at most 40 characters of them, damage shown as U+FFFD.
func shortened(_ bytes: ByteView) -> String {
  var start: [UInt8] = []
  for index in 0..<min(bytes.count, 160) { start.append(bytes[index]) }
  return shortened(String(decoding: start, as: UTF8.self))
}
