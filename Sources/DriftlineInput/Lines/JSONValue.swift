/// A JSON value of a line.
///
/// Numbers of an array lie in one block of memory, and texts stay where they are in the line, which
/// lives as long as one of its texts or numbers does.
package enum JSONValue: Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number.
  case number(JSONNumber)
  /// A text.
  case text(JSONText)
  /// An array of numbers, `null` and, behind the first number, the texts `"nan"`, `"inf"` and
  /// `"-inf"`; also one of `null` only, and one without elements.
  case numbers(JSONNumbers)
  /// Any other array.
  case array([JSONValue])
  /// An object: its members as they were written, those of a repeated key too.
  case object([JSONMember])
}

/// One member of an object.
package struct JSONMember: Sendable {
  /// The key, without escapes.
  package let key: String
  /// The value.
  package let value: JSONValue
}

/// A number of a line.
package struct JSONNumber: Sendable {
  /// The nearest double, ties to even: an infinity beyond the largest; NaN for `NaN`.
  package let double: Double
  private let line: Line
  private let start: UInt32
  private let length: UInt32

  init(_ double: Double, line: Line, start: UInt32, length: UInt32) {
    self.double = double
    self.line = line
    self.start = start
    self.length = length
  }

  /// The number as it was written.
  package var text: String {
    let range = Int(start)..<Int(start) + Int(length)
    return unsafe String(decoding: line.bytes(range), as: UTF8.self)
  }

  /// The number where it is whole, without point and exponent, and fits; `nil` otherwise.
  package var int: Int? {
    guard length <= 20 else { return nil }
    return Int(text)
  }
}

/// A text of a line.
///
/// Complexity: nothing is copied before it is asked for.
package struct JSONText: Sendable {
  let line: Line
  private let start: UInt32
  private let length: UInt32
  /// The number of bytes in UTF-8, without quotes and escapes.
  package var utf8Count: Int { Int(count) }
  private let count: UInt32

  init(line: Line, start: UInt32, length: UInt32, utf8Count: UInt32) {
    self.line = line
    self.start = start
    self.length = length
    count = utf8Count
  }

  /// Where the text between the quotes is in the line.
  var range: Range<Int> { Int(start) + 1..<Int(start) + Int(length) - 1 }

  /// Whether the text is not the same as what stands between the quotes.
  var hasEscapes: Bool { length != count + 2 }

  /// The text as it was written, with quotes and escapes.
  package var verbatim: String {
    let range = Int(start)..<Int(start) + Int(length)
    return unsafe String(decoding: line.bytes(range), as: UTF8.self)
  }

  /// The number that a text in place of one stands for: `"nan"`, `"inf"` and `"-inf"`.
  package var nonFinite: Double? {
    guard utf8Count <= 4 else { return nil }
    switch string {
    case "nan": return .nan
    case "inf": return .infinity
    case "-inf": return -.infinity
    default: return nil
    }
  }

  /// The text.
  ///
  /// - Complexity: O(its length).
  package var string: String {
    let written = unsafe line.bytes(range)
    if !hasEscapes { return unsafe String(decoding: written, as: UTF8.self) }
    return unsafe String(unsafeUninitializedCapacity: written.count) { buffer in
      unsafe unescape(written, into: buffer)
    }
  }
}
