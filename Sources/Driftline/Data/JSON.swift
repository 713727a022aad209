/// A JSON value whose objects keep the order of their keys.
///
/// Numbers are written as the shortest text that reads back to the same bits; a number that is not
/// finite is the string `"inf"`, `"-inf"` or `"nan"`, since JSON has no other word for it.
public enum JSON: Sendable, Equatable {
  /// Nothing: a value that is missing or not defined.
  case null
  /// True or false.
  case bool(Bool)
  /// A whole number.
  case int(Int)
  /// A number.
  case number(Double)
  /// A text.
  case string(String)
  /// A list.
  case array([JSON])
  /// Named values, in the order in which they are written.
  case object([Member])

  /// One named value of an object.
  public struct Member: Sendable, Equatable {
    /// The name.
    public var key: String
    /// The value.
    public var value: JSON

    /// A value with its name.
    public init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }

  /// The value of a key of an object; `nil` where there is none or this is no object.
  public subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key == key }?.value
  }

  /// A number, or null where there is none.
  public init(_ value: Double?) {
    self = value.map(JSON.number) ?? .null
  }

  /// A list of numbers.
  public init(_ values: [Double]) {
    self = .array(values.map(JSON.number))
  }

  /// A list of whole numbers.
  public init(_ values: [Int]) {
    self = .array(values.map(JSON.int))
  }

  /// The value as text, on one line, without spaces.
  ///
  /// - Complexity: O(length of the text).
  public var text: String {
    var out = ""
    write(to: &out)
    return out
  }

  private func write(to out: inout String) {
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .int(let value): out += String(value)
    case .number(let value): out += JSON.text(of: value)
    case .string(let value): JSON.quote(value, to: &out)
    case .array(let items):
      out += "["
      for (index, item) in items.enumerated() {
        if index > 0 { out += "," }
        item.write(to: &out)
      }
      out += "]"
    case .object(let members):
      out += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { out += "," }
        JSON.quote(member.key, to: &out)
        out += ":"
        member.value.write(to: &out)
      }
      out += "}"
    }
  }

  private static func text(of value: Double) -> String {
    if value.isNaN { return "\"nan\"" }
    if value.isInfinite { return value > 0 ? "\"inf\"" : "\"-inf\"" }
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func quote(_ string: String, to out: inout String) {
    out += "\""
    defer { out += "\"" }
    // Nearly all texts, and all long ones, are written as they are.
    if string.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) {
      out += string
      return
    }
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
  }
}
