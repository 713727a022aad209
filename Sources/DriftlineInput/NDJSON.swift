import Driftline

/// Reads a `.ndjson` file, a flat JSON object a line, as a table.
///
/// Numbers make a numeric column, texts and booleans (`true`, `false`) a categorical one; both in
/// one column are an error unless `types` says which it is. `null` and a key that a line leaves out
/// are missing, and so is a text in `missing`. The texts `"inf"`, `"-inf"` and `"nan"` are numbers
/// where the others are. A whole number beyond 2^53 is the nearest double. Lines may end in CRLF;
/// lines of nothing but spaces are skipped.
///
/// - Complexity: O(length of the file). Memory: 8 bytes for a number, and the distinct texts.
func readNDJSON(
  _ source: any ByteSource, _ options: InputOptions
) throws(DriftlineError) -> Dataset {
  source.forget()
  var reader = NDJSONReader(window: ByteWindow(source), file: source.name, options: options)
  return .table(try reader.table())
}

private struct NDJSONReader {
  let window: ByteWindow
  let file: String
  let options: InputOptions
  let missing: MissingTokens
  let selection: Set<String>?
  var columns: [NDJSONColumn] = []
  var places: [String: Int] = [:]
  /// The current line, from 1, and where it starts in the window.
  var line = 0
  var begin = 0

  init(window: ByteWindow, file: String, options: InputOptions) {
    self.window = window
    self.file = file
    self.options = options
    missing = MissingTokens(options.missing)
    selection = options.columns.map { Set($0) }
  }

  mutating func table() throws(DriftlineError) -> Table {
    let wanted = options.rows ?? 0..<Int.max
    var row = 0
    try window.skipByteOrderMark()
    while row < wanted.upperBound, let range = try nextLine() {
      var scanner = JSONScanner(window.bytes, range)
      if scanner.isAtEnd() { continue }
      try read(&scanner, row: row < wanted.lowerBound ? nil : row - wanted.lowerBound)
      row += 1
    }
    if let rows = options.rows, row < rows.upperBound {
      throw .missingRows(rows, count: row, file: file)
    }
    return try finished(rows: row - min(row, wanted.lowerBound))
  }

  /// The range of the next line, without the line feed at its end; `nil` at the end of the file.
  private mutating func nextLine() throws(DriftlineError) -> Range<Int>? {
    line += 1
    var searched = window.begin
    while true {
      begin = window.begin
      if let feed = window.bytes.firstIndex(of: UInt8(ascii: "\n"), in: searched..<window.end) {
        if feed - begin > ByteWindow.limit { throw tooLong() }
        window.use(upTo: feed + 1)
        return begin..<feed
      }
      if window.isLast {
        let end = window.end
        if end - begin > ByteWindow.limit { throw tooLong() }
        window.use(upTo: end)
        return begin < end ? begin..<end : nil
      }
      searched = window.end - begin
      guard try window.more() else { throw tooLong() }
    }
  }

  private mutating func read(
    _ scanner: inout JSONScanner, row: Int?
  ) throws(DriftlineError) {
    do throws(JSONScanner.Fault) {
      var hasMore = try scanner.openObject()
      var expected = 0
      while hasMore {
        let start = scanner.index
        let key = try scanner.key()
        let place = place(of: key, scanner, expected: expected)
        expected = place + 1
        if columns[place].lastLine == line {
          throw .init(
            problem: "the key \"\(shortened(columns[place].name))\" occurs twice", index: start)
        }
        columns[place].lastLine = line
        try addValue(&scanner, to: place, row: row)
        hasMore = try scanner.nextMember()
      }
      if !scanner.isAtEnd() {
        throw .init(problem: "something follows the object", index: scanner.index)
      }
    } catch {
      throw self.error(error.problem, at: error.index)
    }
  }

  private mutating func addValue(
    _ scanner: inout JSONScanner, to place: Int, row: Int?
  ) throws(JSONScanner.Fault) {
    let start = scanner.index
    let value = try scanner.value()
    if case .nested(let what) = value {
      throw .init(
        problem: "the key \"\(shortened(columns[place].name))\" holds \(what); values are numbers, "
          + "texts, booleans and null",
        index: start)
    }
    guard let row, columns[place].isSelected else { return }
    let problem: NDJSONColumn.Problem?
    switch value {
    case .null, .nested: problem = nil
    case .bool(_, let range):
      problem = columns[place].add(literal: scanner.bytes, range, missing)
    case .number(let number, let range):
      problem =
        columns[place].takesNumbersAsTexts
        ? columns[place].add(literal: scanner.bytes, range, missing)
        : columns[place].add(number: number, row: row)
    case .text(let text):
      problem = scanner.withText(text) { bytes, range in
        columns[place].add(text: bytes, range, row: row, missing)
      }
    }
    if let problem { throw .init(problem: problem, index: start) }
  }

  /// The column of a key; lines mostly have the same keys in the same order.
  private mutating func place(
    of key: JSONScanner.Text, _ scanner: JSONScanner, expected: Int
  ) -> Int {
    if !key.isEscaped, expected < columns.count,
      scanner.bytes.equals(columns[expected].key, in: key.range)
    {
      return expected
    }
    let name = scanner.withText(key) { bytes, range in bytes.text(range) }
    if let place = places[name] { return place }
    places[name] = columns.count
    columns.append(
      NDJSONColumn(
        name: name, isSelected: selection?.contains(name) ?? true, type: options.types[name]))
    return columns.count - 1
  }

  private mutating func finished(rows: Int) throws(DriftlineError) -> Table {
    let existing = columns.map(\.name)
    for name in options.types.keys.sorted() where places[name] == nil {
      throw .unknownColumn(name, in: "types", file: file, existing: existing)
    }
    var entries: [(name: String, column: Column)] = []
    for name in options.columns ?? existing {
      guard let place = places[name] else {
        throw .unknownColumn(name, in: "columns", file: file, existing: existing)
      }
      entries.append((name, try columns[place].finished(rows: rows)))
    }
    return try Table(entries)
  }

  private func tooLong() -> DriftlineError {
    error("the line is longer than \(ByteWindow.limit) bytes", at: begin)
  }

  private func error(_ problem: String, at index: Int) -> DriftlineError {
    .inText(problem, file: file, line: line, column: index - begin + 1)
  }
}
