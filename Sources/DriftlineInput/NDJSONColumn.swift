import Driftline

/// A key of a `.ndjson` file while it is read.
struct NDJSONColumn {
  let name: String
  /// The name's bytes, for being recognised quickly.
  let key: [UInt8]
  /// Its place among those whose values are wanted; `nil` where they are not.
  let slot: Int?
  /// The last line it was seen on.
  var lastLine = 0
  private let isForced: Bool
  private var kind: Kind
  private var numbers = GappedNumbers()
  private var texts = CategoryCounter()
  /// How often `"inf"`, `"-inf"` and `"nan"` occurred while neither text nor number had.
  private var words = [0, 0, 0]

  private enum Kind { case unknown, numeric, categorical }
  private static let wordTexts = ["inf", "-inf", "nan"]
  private static let wordValues: [Double] = [.infinity, -.infinity, .nan]

  init(name: String, slot: Int?, type: InputOptions.ColumnType?) {
    self.name = name
    self.slot = slot
    key = Array(name.utf8)
    isForced = type != nil
    kind =
      switch type {
      case .numeric: .numeric
      case .categorical: .categorical
      case nil: .unknown
      }
  }

  /// What is wrong with a value, if anything is.
  typealias Problem = String

  mutating func add(number: Double, row: Int) -> Problem? {
    if kind == .categorical {
      return "the number \(number) follows texts in key \"\(shortened(name))\"; give it a type"
    }
    kind = .numeric
    numbers.append(number, row: row)
    return nil
  }

  mutating func add(
    text bytes: ByteView, _ range: Range<Int>, row: Int, _ missing: MissingTokens
  ) -> Problem? {
    if missing.contains(bytes, range) { return nil }
    if kind == .categorical {
      _ = texts.add(bytes, range)
      return nil
    }
    if let word = NDJSONColumn.wordTexts.firstIndex(where: {
      bytes.equals(Array($0.utf8), in: range)
    }) {
      if kind == .unknown { words[word] += 1 }
      numbers.append(NDJSONColumn.wordValues[word], row: row)
      return nil
    }
    if kind == .numeric {
      if isForced, let number = decimalNumber(bytes, bytes.trimmed(range)) {
        numbers.append(number, row: row)
        return nil
      }
      let text = bytes.shortText(range)
      return isForced
        ? "\"\(text)\" is not a number in key \"\(shortened(name))\""
        : "the text \"\(text)\" follows numbers in key \"\(shortened(name))\"; give it a type"
    }
    turnCategorical()
    _ = texts.add(bytes, range)
    return nil
  }

  /// Takes in the text of a value that is no text where texts are asked for.
  mutating func add(
    literal bytes: ByteView, _ range: Range<Int>, _ missing: MissingTokens
  ) -> Problem? {
    if kind == .numeric {
      return isForced
        ? "\(bytes.shortText(range)) is not a number in key \"\(shortened(name))\""
        : "\(bytes.shortText(range)) follows numbers in key \"\(shortened(name))\"; give it a type"
    }
    if missing.contains(bytes, range) { return nil }
    if kind == .unknown { turnCategorical() }
    _ = texts.add(bytes, range)
    return nil
  }

  /// Whether numbers are wanted as they are written.
  var takesNumbersAsTexts: Bool { isForced && kind == .categorical }

  private mutating func turnCategorical() {
    kind = .categorical
    numbers = GappedNumbers()
    for (text, count) in zip(NDJSONColumn.wordTexts, words) where count > 0 {
      withView(of: Array(text.utf8)) { bytes in
        _ = texts.add(bytes, 0..<bytes.count, count: count)
      }
    }
  }

  /// The column of all rows.
  mutating func finished(rows: Int) throws(DriftlineError) -> Column {
    if kind == .categorical { return .categorical(try texts.column(rows: rows)) }
    numbers.pad(to: rows)
    return try numbers.column()
  }
}
