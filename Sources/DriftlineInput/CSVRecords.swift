import Driftline

/// The records of a `.csv` file, one after the other.
///
/// Empty lines at the end are ignored. Elsewhere an empty line is a missing value where there is one
/// column, and a record that is too short where there are more.
struct CSVRecords {
  private let window: ByteWindow
  /// The fields of the current record.
  private(set) var fields: [CSVField] = []
  /// How many fields a record has; `nil` before the header.
  private var width: Int?
  /// Where the current record starts, in the window and in the file.
  private var begin = 0
  private var line = 1
  private var nextLine = 1
  /// Empty lines that were passed, and are nothing if they are the last ones.
  private var emptyLines = 0
  /// Empty lines that turned out to be values.
  private var emptyRecords = 0

  init(_ source: any ByteSource) throws(DriftlineError) {
    window = ByteWindow(source)
    try window.skipByteOrderMark()
  }

  /// The bytes that `fields` refers to; valid until `next()`.
  var bytes: ByteView { window.bytes }

  /// Reads the first line, the names of the columns.
  mutating func header() throws(DriftlineError) -> [String] {
    guard try scan(), !isEmptyLine else {
      throw error(
        "the file starts with no names of columns; its first line has to name them", at: begin)
    }
    if fields.count == 1, !fields[0].isQuoted { try refuseOtherSeparators(fields[0].range) }
    width = fields.count
    var names: [String] = []
    names.reserveCapacity(fields.count)
    for field in fields {
      if let invalid = bytes.firstInvalidText(in: field.range) {
        throw invalidText(at: invalid)
      }
      names.append(String(decoding: field.text(in: bytes), as: UTF8.self))
    }
    return names
  }

  /// A header of one name that holds semicolons or tabs is one of several names.
  private func refuseOtherSeparators(_ range: Range<Int>) throws(DriftlineError) {
    for (byte, name) in [(UInt8(ascii: ";"), "semicolons"), (UInt8(ascii: "\t"), "tabs")] {
      if let index = bytes.firstIndex(of: byte, in: range) {
        throw error("\(name) seem to separate the columns; commas are expected", at: index)
      }
    }
  }

  /// Goes to the next record; `false` where there is none.
  mutating func next() throws(DriftlineError) -> Bool {
    if emptyRecords > 0 { return giveEmptyRecord() }
    while try scan() {
      if isEmptyLine {
        emptyLines += 1
      } else if emptyLines > 0 {
        guard width == 1 else { throw emptyLineWithin() }
        (emptyRecords, emptyLines) = (emptyLines, 0)
        window.use(upTo: begin)
        nextLine = line
        return giveEmptyRecord()
      } else {
        guard fields.count == width else { throw wrongWidth() }
        return true
      }
    }
    return false
  }

  private mutating func giveEmptyRecord() -> Bool {
    emptyRecords -= 1
    fields.removeAll(keepingCapacity: true)
    fields.append(.init(range: begin..<begin, isQuoted: false, hasDoubledQuotes: false))
    return true
  }

  private var isEmptyLine: Bool {
    fields.count == 1 && fields[0].range.isEmpty && !fields[0].isQuoted
  }

  /// Finds the next record, reading more where it is needed; `false` at the end of the file.
  private mutating func scan() throws(DriftlineError) -> Bool {
    while true {
      begin = window.begin
      line = nextLine
      if begin == window.end, window.isLast { return false }
      let scan = scanCSVRecord(bytes, from: begin, isLast: window.isLast, into: &fields)
      switch scan {
      case .record(let end, let quoted):
        if end - begin > ByteWindow.limit { throw tooLong() }
        nextLine += quoted ? max(1, lineBreaks(before: end).count) : 1
        window.use(upTo: end)
        return true
      case .incomplete:
        guard try window.more() else { throw tooLong() }
      case .openQuote(let index):
        throw error("the quote is never closed", at: index)
      case .afterQuote(let index):
        throw error(
          "\(quoted(index..<index + 1)) follows a closing quote; a comma or the line's end may",
          at: index)
      }
    }
  }

  // MARK: - Errors

  /// An error at a byte of the current record.
  func error(_ problem: String, at index: Int) -> DriftlineError {
    let breaks = lineBreaks(before: index)
    return .inText(
      problem, file: window.name, line: line + breaks.count, column: index - breaks.lineStart + 1)
  }

  /// An error for a text in a column of numbers.
  func notANumber(in column: String, at field: CSVField) -> DriftlineError {
    error(
      "\(quoted(field.range)) is not a number in column \"\(shortened(column))\"",
      at: field.range.lowerBound)
  }

  /// An error for text that is not valid.
  func invalidText(at index: Int) -> DriftlineError {
    error(
      bytes[index] == 0 ? "there is a NUL byte in a text" : "the text is not valid UTF-8",
      at: index)
  }

  /// A range's text in quotes, for messages.
  func quoted(_ range: Range<Int>) -> String {
    "\"\(bytes.shortText(range))\""
  }

  /// How many lines end between the start of the record and `index`, and where the last one starts.
  private func lineBreaks(before index: Int) -> (count: Int, lineStart: Int) {
    var count = 0
    var lineStart = begin
    var at = begin
    while at < index {
      let byte = bytes[at]
      at += 1
      if byte == UInt8(ascii: "\r"), at < index, bytes[at] == UInt8(ascii: "\n") { at += 1 }
      if byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n") {
        count += 1
        lineStart = at
      }
    }
    return (count, lineStart)
  }

  private func tooLong() -> DriftlineError {
    error("a record is longer than \(ByteWindow.limit) bytes", at: begin)
  }

  private func wrongWidth() -> DriftlineError {
    let width = width ?? 0
    let index =
      fields.count > width ? fields[width].range.lowerBound : fields.last?.range.upperBound
    var problem = error(
      "the record has \(fields.count) fields, the header has \(width)", at: index ?? begin)
    problem.details += [.init("expected", .int(width)), .init("got", .int(fields.count))]
    return problem
  }

  private func emptyLineWithin() -> DriftlineError {
    .inText(
      "the line is empty and others follow; \(width ?? 0) fields are expected",
      file: window.name, line: max(1, line - emptyLines), column: 1)
  }
}
