import Driftline

/// Reads a `.ndjson` file, a flat JSON object a line, as a table, or as a matrix where that is asked
/// for or its one key holds arrays.
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
  var first = NDJSONReader(window: ByteWindow(source), file: source.name, options: options)
  let keys = try first.keysOfRows()
  try source.rewind()
  source.forget()
  var reader = NDJSONReader(
    window: ByteWindow(source), file: source.name, options: options, keys: keys)
  return keys == nil ? .table(try reader.table()) : .matrix(try reader.matrix())
}

struct NDJSONReader {
  let window: ByteWindow
  let file: String
  let options: InputOptions
  let missing: MissingTokens
  /// The keys whose values are wanted; `nil` for all.
  private let selection: [String: Int]?
  /// The rows, where they are those of a matrix, and the values of the line.
  var rows: GappedRows?
  var row: [Double] = []
  var columns: [NDJSONColumn] = []
  var places: [String: Int] = [:]
  /// The current line, from 1, and where it starts in the window.
  var line = 0
  var begin = 0

  /// A reader of a table, or of a matrix whose rows are the values of `keys`.
  init(window: ByteWindow, file: String, options: InputOptions, keys: [String]? = nil) {
    self.window = window
    self.file = file
    self.options = options
    missing = MissingTokens(options.missing)
    selection = (keys ?? options.columns).map { names in
      Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
    if let keys {
      rows = GappedRows()
      row = Array(repeating: .nan, count: keys.count)
    }
  }

  mutating func table() throws(DriftlineError) -> Table {
    try finished(rows: try readRows())
  }

  /// Reads all wanted rows, and returns how many there were.
  mutating func readRows() throws(DriftlineError) -> Int {
    let wanted = options.rows ?? 0..<Int.max
    var row = 0
    try window.skipByteOrderMark()
    var progress = ReadRows()
    while row < wanted.upperBound, let range = try nextLine() {
      var scanner = JSONScanner(window.bytes, range)
      if scanner.isAtEnd() { continue }
      progress.add()
      try read(&scanner, row: row < wanted.lowerBound ? nil : row - wanted.lowerBound)
      row += 1
    }
    progress.tell()
    if let rows = options.rows, row < rows.upperBound {
      throw .missingRows(rows, count: row, file: file)
    }
    return row - min(row, wanted.lowerBound)
  }

  /// The range of the next line, without the line feed at its end; `nil` at the end of the file.
  mutating func nextLine() throws(DriftlineError) -> Range<Int>? {
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
      if let row, rows != nil { try endObject(row) }
    } catch {
      throw self.error(error)
    }
  }

  private mutating func addValue(
    _ scanner: inout JSONScanner, to place: Int, row: Int?
  ) throws(JSONScanner.Fault) {
    let start = scanner.index
    let value = try scanner.value()
    if case .object = value {
      throw fault(
        place, "holds an object; values are numbers, texts, booleans, null and arrays of numbers",
        at: start)
    }
    guard let row, let slot = columns[place].slot else {
      if row != nil, rows != nil, options.columns == nil {
        throw fault(place, "is not in the first object; name the columns of the matrix", at: start)
      }
      if case .array = value { try scanner.skipArray() }
      return
    }
    if rows != nil {
      return try addToRow(value, &scanner, key: place, slot: slot, row: row, start: start)
    }
    let problem: NDJSONColumn.Problem?
    switch value {
    case .null, .object: problem = nil
    case .array:
      throw fault(
        place,
        "holds an array; one that is to be a matrix is named alone as the column, and holds arrays "
          + "from its first value on",
        at: start)
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

  /// An error about a key.
  func fault(_ place: Int, _ problem: String, at index: Int) -> JSONScanner.Fault {
    .init(problem: "the key \"\(shortened(columns[place].name))\" \(problem)", index: index)
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
        name: name, slot: selection == nil ? columns.count : selection?[name],
        type: options.types[name]))
    return columns.count - 1
  }

  private mutating func finished(rows: Int) throws(DriftlineError) -> Table {
    let names = try wantedNames(options.columns)
    var entries: [(name: String, column: Column)] = []
    for name in names {
      if let place = places[name] {
        entries.append((name, try columns[place].finished(rows: rows)))
      }
    }
    return try Table(entries)
  }

  /// The names that are wanted, all of which there are; all of the file where they are `nil`.
  func wantedNames(_ wanted: [String]?) throws(DriftlineError) -> [String] {
    let existing = columns.map(\.name)
    for name in options.types.keys.sorted() where places[name] == nil {
      throw .unknownColumn(name, in: "types", file: file, existing: existing)
    }
    for name in wanted ?? [] where places[name] == nil {
      throw .unknownColumn(name, in: "columns", file: file, existing: existing)
    }
    return wanted ?? existing
  }

  private func tooLong() -> DriftlineError {
    error("the line is longer than \(ByteWindow.limit) bytes", at: begin)
  }

  func error(_ fault: JSONScanner.Fault) -> DriftlineError {
    var error = error(fault.problem, at: fault.index)
    error.details += fault.details
    return error
  }

  private func error(_ problem: String, at index: Int) -> DriftlineError {
    .inText(problem, file: file, line: line, column: index - begin + 1)
  }
}
