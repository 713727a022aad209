import Driftline

/// Reads a `.csv` file as a table, or as a matrix where that is asked for or its one column holds
/// arrays.
///
/// A column is numeric where every value that is not missing is a number. Numbers are kept from the
/// first row on, as numbers only: where a later value turns out to be none, the column turns
/// categorical, and the file is read a second time up to that row, to count the texts as they are
/// written ("007" stays "007"). Nearly always that row is one of the first. A pipe keeps what it
/// gave, in a temporary file beyond 16 MiB, as long as some column can still turn.
///
/// - Complexity: O(length of the file). Memory: 8 bytes for a number, and the distinct texts.
func readCSV(
  _ source: any ByteSource, _ options: InputOptions
) throws(DriftlineError) -> Dataset {
  let reader = CSVReader(source: source, options: options)
  return try reader.holdsRows() ? .matrix(try reader.matrix()) : .table(try reader.table())
}

struct CSVReader {
  let source: any ByteSource
  let options: InputOptions
  let missing: MissingTokens

  init(source: any ByteSource, options: InputOptions) {
    self.source = source
    self.options = options
    missing = MissingTokens(options.missing)
  }

  func table() throws(DriftlineError) -> Table {
    var records = try CSVRecords(source)
    var columns = try selectedColumns(records.header())
    let rows = try readRows(&records, &columns)
    try rereadTurned(&columns)
    var entries: [(name: String, column: Column)] = []
    for column in columns { entries.append((column.name, try column.finished(rows: rows))) }
    return try Table(entries)
  }

  /// Reads all wanted rows, and returns how many there were.
  private func readRows(
    _ records: inout CSVRecords, _ columns: inout [CSVColumn]
  ) throws(DriftlineError) -> Int {
    let wanted = options.rows ?? 0..<Int.max
    var row = 0
    // A pipe need not keep what it gave once nobody will ask for it again.
    var open = columns.count(where: \.canTurn)
    var rereads = false
    if open == 0 { source.forget() }
    var progress = ReadRows()
    while row < wanted.upperBound, try records.next() {
      progress.add()
      if row >= wanted.lowerBound {
        for index in columns.indices {
          let turned = try columns[index].add(records, row: row - wanted.lowerBound, missing)
          if turned {
            open -= 1
            rereads = rereads || columns[index].rowsToReread > 0
            if open == 0, !rereads { source.forget() }
          }
        }
      }
      row += 1
    }
    progress.tell()
    if let rows = options.rows, row < rows.upperBound {
      throw .missingRows(rows, count: row, file: source.name)
    }
    return row - min(row, wanted.lowerBound)
  }

  /// Counts the texts of columns that turned categorical after some rows.
  private func rereadTurned(_ columns: inout [CSVColumn]) throws(DriftlineError) {
    let end = columns.map(\.rowsToReread).max() ?? 0
    if end == 0 { return }
    try source.rewind()
    var records = try CSVRecords(source)
    _ = try records.header()
    for _ in 0..<(options.rows?.lowerBound ?? 0) { _ = try records.next() }
    var progress = ReadRows()
    for row in 0..<end {
      guard try records.next() else { break }
      progress.add()
      for index in columns.indices where row < columns[index].rowsToReread {
        try columns[index].addText(records, missing)
      }
    }
    progress.tell()
  }

  /// The columns that are wanted, in their order.
  func selectedColumns(_ header: [String]) throws(DriftlineError) -> [CSVColumn] {
    for name in options.types.keys.sorted() where !header.contains(name) {
      throw .unknownColumn(name, in: "types", file: source.name, existing: header)
    }
    var places: [String: [Int]] = [:]
    for (index, name) in header.enumerated() { places[name, default: []].append(index) }
    var columns: [CSVColumn] = []
    for name in options.columns ?? header {
      guard let indices = places[name] else {
        throw .unknownColumn(name, in: "columns", file: source.name, existing: header)
      }
      if indices.count > 1 {
        throw headerError(
          "columns \(indices[0] + 1) and \(indices[1] + 1) are both named \"\(shortened(name))\"")
      }
      if name.isEmpty {
        throw headerError(
          "column \(indices[0] + 1) has no name; name it, leave it out (in pandas by index=False), "
            + "or name the columns to read")
      }
      columns.append(CSVColumn(name: name, index: indices[0], type: options.types[name]))
    }
    return columns
  }

  private func headerError(_ problem: String) -> DriftlineError {
    .inText(problem, file: source.name, line: 1, column: 1)
  }
}
