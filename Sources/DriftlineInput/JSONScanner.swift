import Driftline

/// A flat JSON object's keys and values, one after the other, read strictly as RFC 8259 says.
///
/// `NaN`, `Infinity` and `-Infinity`, which Python writes, are accepted as values. Nothing is nested
/// but arrays of single values, so there is no depth to bound.
struct JSONScanner {
  let bytes: ByteView
  private(set) var index: Int
  private let end: Int
  /// The last text that had escapes, without them.
  private(set) var unescaped: [UInt8] = []

  init(_ bytes: ByteView, _ range: Range<Int>) {
    self.bytes = bytes
    index = range.lowerBound
    end = range.upperBound
  }

  /// What is wrong, and at which byte.
  struct Fault: Error {
    let problem: String
    let index: Int
    var details: [JSON.Member] = []
  }

  /// A text: a range of the bytes, or `unescaped`.
  struct Text {
    let range: Range<Int>
    let isEscaped: Bool
  }

  /// A value.
  enum Value {
    case number(Double, Range<Int>)
    case text(Text)
    case bool(Bool, Range<Int>)
    case null
    /// An array, whose start is not stepped over: `array(into:)` and `skipArray()` do that.
    case array
    /// An object, which is not looked into.
    case object
  }

  /// Calls `body` with the bytes of a text, without escapes.
  func withText<R>(_ text: Text, _ body: (ByteView, Range<Int>) -> R) -> R {
    if !text.isEscaped { return body(bytes, text.range) }
    return withView(of: unescaped) { body($0, 0..<$0.count) }
  }

  // MARK: - The object

  /// Whether nothing but white space is left.
  mutating func isAtEnd() -> Bool {
    skipSpace()
    return index == end
  }

  /// Steps into the object; `false` where it is empty, and then past its end.
  mutating func openObject() throws(Fault) -> Bool {
    skipSpace()
    guard take("{") else { throw fault("an object is expected, starting with {") }
    skipSpace()
    return !take("}")
  }

  /// Reads a key and the colon behind it.
  mutating func key() throws(Fault) -> Text {
    skipSpace()
    guard index < end, bytes[index] == UInt8(ascii: "\"") else { throw fault("a key is expected") }
    let key = try text()
    skipSpace()
    guard take(":") else { throw fault("a colon is expected") }
    skipSpace()
    return key
  }

  /// Steps to the next key; `false` past the object's end.
  mutating func nextMember() throws(Fault) -> Bool {
    skipSpace()
    if take(",") { return true }
    if take("}") { return false }
    throw fault("a comma or the object's end is expected")
  }

  /// Reads a value.
  mutating func value() throws(Fault) -> Value {
    guard index < end else { throw fault("a value is expected") }
    let start = index
    switch bytes[index] {
    case UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "t") where take("true"): return .bool(true, start..<index)
    case UInt8(ascii: "f") where take("false"): return .bool(false, start..<index)
    case UInt8(ascii: "n") where take("null"): return .null
    case UInt8(ascii: "N") where take("NaN"): return .number(.nan, start..<index)
    case UInt8(ascii: "I") where take("Infinity"): return .number(.infinity, start..<index)
    case UInt8(ascii: "-") where take("-Infinity"): return .number(-.infinity, start..<index)
    default: return try number()
    }
  }

  // MARK: - An array

  /// Reads an array of numbers as values of a row; `null` is NaN.
  mutating func array(into row: inout GappedRows) throws(Fault) {
    var hasMore = try openArray()
    while hasMore {
      let start = index
      switch try value() {
      case .number(let number, _): row.append(number)
      case .null: row.append(.nan)
      case .text(let text):
        guard let number = withText(text, numberOfWord) else {
          throw Fault(problem: "an array of a matrix holds numbers, not texts", index: start)
        }
        row.append(number)
      case .bool, .array, .object:
        throw Fault(problem: "an array of a matrix holds only numbers and null", index: start)
      }
      hasMore = try nextElement()
    }
  }

  /// Steps over an array that nobody wants; its elements are single values.
  mutating func skipArray() throws(Fault) {
    var hasMore = try openArray()
    while hasMore {
      let start = index
      switch try value() {
      case .number, .null, .text, .bool: hasMore = try nextElement()
      case .array, .object:
        throw Fault(problem: "an array holds another array or an object", index: start)
      }
    }
  }

  private mutating func openArray() throws(Fault) -> Bool {
    skipSpace()
    guard take("[") else { throw fault("an array is expected, starting with [") }
    skipSpace()
    return !take("]")
  }

  /// Steps to the next element; `false` past the array's end.
  private mutating func nextElement() throws(Fault) -> Bool {
    skipSpace()
    if take("]") { return false }
    guard take(",") else { throw fault("a comma or the array's end is expected") }
    skipSpace()
    return true
  }

  // MARK: - Its pieces

  private mutating func number() throws(Fault) -> Value {
    let start = index
    _ = take("-")
    let whole = digits()
    guard !whole.isEmpty else { throw Fault(problem: "a value is expected", index: start) }
    if whole.count > 1, bytes[whole.lowerBound] == UInt8(ascii: "0") {
      throw Fault(problem: "a number may not start with 0", index: start)
    }
    if take("."), digits().isEmpty { throw fault("a digit is expected") }
    if take("e") || take("E") {
      _ = take("+") || take("-")
      if digits().isEmpty { throw fault("a digit is expected") }
    }
    guard let number = decimalNumber(bytes, start..<index) else {
      throw Fault(problem: "this is not a number", index: start)
    }
    return .number(number, start..<index)
  }

  private mutating func digits() -> Range<Int> {
    let start = index
    while index < end, bytes[index] &- UInt8(ascii: "0") < 10 { index += 1 }
    return start..<index
  }

  private mutating func text() throws(Fault) -> Text {
    index += 1
    let start = index
    while index < end {
      switch bytes[index] {
      case UInt8(ascii: "\""):
        let range = start..<index
        if let invalid = bytes.firstInvalidText(in: range) {
          throw Fault(problem: "the text is not valid UTF-8", index: invalid)
        }
        index += 1
        return Text(range: range, isEscaped: false)
      case UInt8(ascii: "\\"):
        return try escapedText(from: start)
      case 0..<0x20:
        throw fault("a control character in a text has to be written as an escape")
      default:
        index += 1
      }
    }
    throw Fault(problem: "the text is never closed", index: start - 1)
  }

  /// Reads on in a text that has escapes, `index` being at the first of them.
  private mutating func escapedText(from start: Int) throws(Fault) -> Text {
    unescaped.removeAll(keepingCapacity: true)
    var plain = start
    while index < end {
      let byte = bytes[index]
      guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
        if byte < 0x20 {
          throw fault("a control character in a text has to be written as an escape")
        }
        index += 1
        continue
      }
      if let invalid = bytes.firstInvalidText(in: plain..<index) {
        throw Fault(problem: "the text is not valid UTF-8", index: invalid)
      }
      unsafe unescaped.append(contentsOf: bytes.pointer(plain..<index))
      index += 1
      if byte == UInt8(ascii: "\"") {
        return Text(range: start..<index - 1, isEscaped: true)
      }
      try escape()
      plain = index
    }
    throw Fault(problem: "the text is never closed", index: start - 1)
  }

  private mutating func escape() throws(Fault) {
    let start = index - 1
    guard index < end else { throw Fault(problem: "the text is never closed", index: start) }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(byte)
    case UInt8(ascii: "b"): unescaped.append(0x08)
    case UInt8(ascii: "f"): unescaped.append(0x0C)
    case UInt8(ascii: "n"): unescaped.append(0x0A)
    case UInt8(ascii: "r"): unescaped.append(0x0D)
    case UInt8(ascii: "t"): unescaped.append(0x09)
    case UInt8(ascii: "u"): unescaped.append(contentsOf: Array(String(try scalar(start)).utf8))
    default: throw Fault(problem: "there is no such escape", index: start)
    }
  }

  /// Reads the digits of a `\u` escape, and those of its second half.
  private mutating func scalar(_ start: Int) throws(Fault) -> Unicode.Scalar {
    var value = try fourHexDigits(start)
    if 0xD800..<0xDC00 ~= value {
      guard take("\\u") else { throw Fault(problem: "half a surrogate pair", index: start) }
      let low = try fourHexDigits(start)
      guard 0xDC00..<0xE000 ~= low else {
        throw Fault(problem: "half a surrogate pair", index: start)
      }
      value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(value) else {
      throw Fault(problem: "half a surrogate pair", index: start)
    }
    return scalar
  }

  private mutating func fourHexDigits(_ start: Int) throws(Fault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard index < end, let digit = hexDigit(bytes[index]) else {
        throw Fault(problem: "four hexadecimal digits are expected", index: start)
      }
      value = value << 4 | digit
      index += 1
    }
    return value
  }

  private func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }

  @inline(__always)
  private mutating func skipSpace() {
    while index < end {
      switch bytes[index] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): index += 1
      default: return
      }
    }
  }

  /// Steps over a word if it comes next.
  @inline(__always)
  private mutating func take(_ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard end - index >= length else { return false }
    for offset in 0..<length where unsafe bytes[index + offset] != word.utf8Start[offset] {
      return false
    }
    index += length
    return true
  }

  private func fault(_ problem: String) -> Fault {
    Fault(problem: problem, index: index)
  }
}
