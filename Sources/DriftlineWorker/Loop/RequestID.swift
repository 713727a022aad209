package import DriftlineInput

/// What a reply is matched with: a string or a number, written back as it came.
package struct RequestID: Sendable {
  /// What makes two ids the same: the text of a string, or the digits of a number.
  package enum Value: Hashable, Sendable {
    /// A string.
    case text(String)
    /// A number.
    case number(String)
  }

  package let value: Value
  /// As it was written.
  package let verbatim: String

  /// The id of a request; `nil` where it is neither a string nor a number.
  package init?(_ value: JSONValue) {
    switch value {
    case .text(let text):
      self.value = .text(text.string)
      verbatim = text.verbatim
    case .number(let number) where number.double.isFinite:
      self.value = .number(number.text)
      verbatim = number.text
    default: return nil
    }
  }

  /// The id of a line of which only the start is there; `nil` where it cannot be found in it.
  ///
  /// The start is walked through: an `"id"` within a string, or in an object within, is another.
  package init?(inStart start: [UInt8]) {
    var depth = 0
    var index = 0
    var key: Range<Int>?
    while index < start.count {
      switch start[index] {
      case UInt8(ascii: "\""):
        guard let end = RequestID.endOfString(start, index) else { return nil }
        if depth == 1, let name = key, Array(start[name]) == Array("\"id\"".utf8) {
          self.init(text: Array(start[index..<end]))
          return
        }
        if depth == 1, key == nil { key = index..<end }
        index = end
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ","): if depth == 1 { key = nil }
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        if depth == 1, let name = key, Array(start[name]) == Array("\"id\"".utf8) {
          let number = start[index...].prefix { "+-.eE0123456789".utf8.contains($0) }
          guard number.endIndex < start.count else { return nil }
          self.init(text: Array(number))
          return
        }
      default: break
      }
      index += 1
    }
    return nil
  }

  private init?(text: [UInt8]) {
    guard let value = try? JSONLineParser().parse(Line(text)) else { return nil }
    self.init(value)
  }

  /// The place after the quote that ends a string.
  private static func endOfString(_ bytes: [UInt8], _ start: Int) -> Int? {
    var index = start + 1
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\\"): index += 2
      case UInt8(ascii: "\""): return index + 1
      default: index += 1
      }
    }
    return nil
  }
}
