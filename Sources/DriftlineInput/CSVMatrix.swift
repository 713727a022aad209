import Driftline

extension CSVReader {
  /// Whether the file is a matrix.
  ///
  /// It is where it shall be, or where the one column that is wanted starts with an array. Goes back
  /// to the first byte.
  func holdsRows() throws(DriftlineError) -> Bool {
    if options.asMatrix { return true }
    var records = try CSVRecords(source)
    let columns = try selectedColumns(records.header())
    var holdsArrays = false
    if columns.count == 1, options.types[columns[0].name] != .categorical {
      while try records.next() {
        let field = records.fields[columns[0].index]
        if missing.contains(field, in: records.bytes) { continue }
        holdsArrays = records.holdsArray(field)
        break
      }
    }
    try source.rewind()
    return holdsArrays
  }

  /// Reads all wanted rows as those of a matrix: a number from each column, or an array from one.
  func matrix() throws(DriftlineError) -> Matrix {
    var records = try CSVRecords(source)
    let columns = try selectedColumns(records.header())
    source.forget()
    if let column = columns.first(where: { options.types[$0.name] == .categorical }) {
      throw .categoriesInMatrix(column.name, file: source.name)
    }
    let wanted = options.rows ?? 0..<Int.max
    var rows = GappedRows()
    var row = 0
    var progress = ReadRows()
    while row < wanted.upperBound, try records.next() {
      progress.add()
      if row >= wanted.lowerBound {
        if columns.count == 1 {
          try addSingle(columns[0], records, to: &rows)
        } else {
          for column in columns { rows.append(try number(column, records)) }
          _ = rows.endRow()
        }
      }
      row += 1
    }
    progress.tell()
    if let rows = options.rows, row < rows.upperBound {
      throw .missingRows(rows, count: row, file: source.name)
    }
    return try rows.matrix(orOf: options.asMatrix ? columns.count : nil, file: source.name)
  }

  /// Adds the row that a single column holds: an array, a number, or nothing.
  private func addSingle(
    _ column: CSVColumn, _ records: CSVRecords, to rows: inout GappedRows
  ) throws(DriftlineError) {
    let field = records.fields[column.index]
    if records.startsArray(field) {
      var scanner = JSONScanner(records.bytes, field.range)
      do throws(JSONScanner.Fault) {
        try scanner.array(into: &rows)
        if !scanner.isAtEnd() {
          throw .init(problem: "something follows the array", index: scanner.index)
        }
      } catch {
        throw records.error(error.problem, at: error.index)
      }
    } else if missing.contains(field, in: records.bytes) {
      rows.addMissing(to: rows.count + 1)
      return
    } else if options.asMatrix {
      rows.append(try number(column, records))
    } else {
      throw records.error(
        "\(records.quoted(field.range)) is no array of numbers in column "
          + "\"\(shortened(column.name))\"",
        at: field.range.lowerBound)
    }
    if let lengths = rows.endRow() {
      var problem = records.error(lengths.problem, at: field.range.lowerBound)
      problem.details += lengths.details
      throw problem
    }
  }

  private func number(
    _ column: CSVColumn, _ records: CSVRecords
  ) throws(DriftlineError) -> Double {
    let field = records.fields[column.index]
    switch missing.value(of: field, in: records.bytes) {
    case .number(let number): return number
    case .missing: return .nan
    case .text: throw records.notANumber(in: column.name, at: field)
    }
  }
}

extension CSVRecords {
  /// Whether a field of the current record is an array of numbers.
  func holdsArray(_ field: CSVField) -> Bool {
    guard startsArray(field) else { return false }
    var row = GappedRows()
    var scanner = JSONScanner(bytes, field.range)
    do { try scanner.array(into: &row) } catch { return false }
    return true
  }

  /// Whether a field of the current record starts as an array does.
  func startsArray(_ field: CSVField) -> Bool {
    let range = bytes.trimmed(field.range)
    return !range.isEmpty && bytes[range.lowerBound] == UInt8(ascii: "[")
  }
}
