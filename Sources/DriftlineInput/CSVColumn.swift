import Driftline

/// A column of a `.csv` file while it is read.
struct CSVColumn {
  let name: String
  /// Its place among the fields.
  let index: Int
  private let isForced: Bool
  private var isNumeric: Bool
  /// The numbers so far, where they are numbers.
  private var numbers: [Double] = []
  /// Whether some of them was not missing.
  private var hasValues = false
  private var texts = CategoryCounter()
  /// From which row on the texts were counted; those of the rows before have to be read again.
  private(set) var rowsToReread = 0

  init(name: String, index: Int, type: InputOptions.ColumnType?) {
    self.name = name
    self.index = index
    isForced = type != nil
    isNumeric = type != .categorical
  }

  /// Whether a value that is no number would make it categorical.
  var canTurn: Bool { isNumeric && !isForced }

  /// Takes in its field of the current record; `true` where that made it categorical.
  @inline(__always)
  mutating func add(
    _ records: CSVRecords, row: Int, _ missing: MissingTokens
  ) throws(DriftlineError) -> Bool {
    if !isNumeric {
      try addText(records, missing)
      return false
    }
    switch missing.value(of: records.fields[index], in: records.bytes) {
    case .number(let number):
      numbers.append(number)
      hasValues = true
      return false
    case .missing:
      numbers.append(.nan)
      return false
    case .text:
      return try turn(records, row: row, missing)
    }
  }

  /// Takes in a text: turns categorical, unless it shall not.
  private mutating func turn(
    _ records: CSVRecords, row: Int, _ missing: MissingTokens
  ) throws(DriftlineError) -> Bool {
    if isForced { throw records.notANumber(in: name, at: records.fields[index]) }
    if !hasValues, records.holdsArray(records.fields[index]) {
      throw records.error(
        "column \"\(shortened(name))\" holds arrays of numbers beside other columns; name it alone to "
          + "read a matrix, or say that it is categorical",
        at: records.fields[index].range.lowerBound)
    }
    isNumeric = false
    numbers = []
    rowsToReread = hasValues ? row : 0
    try addText(records, missing)
    return true
  }

  /// Counts its field of the current record as a text.
  mutating func addText(
    _ records: CSVRecords, _ missing: MissingTokens
  ) throws(DriftlineError) {
    let field = records.fields[index]
    let bytes = records.bytes
    if missing.contains(field, in: bytes) { return }
    let isNew: Bool
    if field.hasDoubledQuotes {
      isNew = withView(of: field.text(in: bytes)) { texts.add($0, 0..<$0.count) }
    } else {
      isNew = texts.add(bytes, field.range)
    }
    if isNew, let invalid = bytes.firstInvalidText(in: field.range) {
      throw records.invalidText(at: invalid)
    }
  }

  /// The column of all its rows.
  func finished(rows: Int) throws(DriftlineError) -> Column {
    isNumeric ? .numeric(numbers) : .categorical(try texts.column(rows: rows))
  }
}
