/// A place in a JSON document: the value that is there, if any, and the pointer that leads to it.
///
/// What is read from a place is either what was asked for or an error that names the pointer, what was
/// expected and what was found.
///
/// Source: JSON Pointer, RFC 6901.
package struct JSONPlace: Sendable {
  /// The value; `nil` where the document has none at this place.
  package let value: JSON?
  /// The pointer, such as `/scores/2/p_value`.
  package let pointer: String

  /// The place at which a value stands.
  package init(_ value: JSON?, at pointer: String = "") {
    self.value = value
    self.pointer = pointer
  }

  /// Whether there is a value other than null.
  package var isGiven: Bool { value != nil && value != .null }

  /// The place of a member of an object.
  package subscript(key: String) -> JSONPlace {
    JSONPlace(value?[key], at: pointer + "/" + Self.escaped(key))
  }

  /// The members of an object, each with its place.
  package func members() throws(DriftlineError) -> [(key: String, place: JSONPlace)] {
    guard case .object(let members)? = value else { throw wrong("an object") }
    return members.map { member in
      (member.key, JSONPlace(member.value, at: pointer + "/" + Self.escaped(member.key)))
    }
  }

  /// The object that stands here.
  package func object() throws(DriftlineError) -> [JSON.Member] {
    guard case .object(let members)? = value else { throw wrong("an object") }
    return members
  }

  /// The places of a list.
  package func items() throws(DriftlineError) -> [JSONPlace] {
    guard case .array(let items)? = value else { throw wrong("a list") }
    return items.enumerated().map { JSONPlace($1, at: "\(pointer)/\($0)") }
  }

  /// The number that stands here; those that are not finite are the words "inf", "-inf" and "nan".
  package func number(_ expected: String = "a number") throws(DriftlineError) -> Double {
    guard let number = value?.double else { throw wrong(expected) }
    return number
  }

  /// The number that stands here; `nil` for null.
  package func numberOrNull() throws(DriftlineError) -> Double? {
    value == .null ? nil : try number("a number or null")
  }

  /// The whole number that stands here.
  package func int(in range: ClosedRange<Int>) throws(DriftlineError) -> Int {
    let int: Int? =
      switch value {
      case .int(let int)?: int
      case .number(let number)?: Int(exactly: number)
      default: nil
      }
    guard let int, range.contains(int) else {
      throw wrong(
        range.upperBound == .max
          ? "a whole number from \(range.lowerBound) on"
          : "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return int
  }

  /// The text that stands here.
  package func string(_ expected: String = "a text") throws(DriftlineError) -> String {
    guard case .string(let string)? = value else { throw wrong(expected) }
    return string
  }

  /// True or false; `nil` for null.
  package func boolOrNull() throws(DriftlineError) -> Bool? {
    switch value {
    case .bool(let bool)?: return bool
    case .null?: return nil
    default: throw wrong("true, false or null")
    }
  }

  /// One of the words that a type has.
  package func word<Word: RawRepresentable<String> & CaseIterable>(
    of type: Word.Type
  ) throws(DriftlineError) -> Word {
    if case .string(let text)? = value, let word = Word(rawValue: text) { return word }
    throw wrong(type.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))
  }

  /// What is wrong with this place.
  ///
  /// - Complexity: O(length of a text that stands here).
  package func wrong(_ expected: String) -> DriftlineError {
    let name = pointer.isEmpty ? "the document" : pointer
    return DriftlineError(
      .invalidParams,
      "\(name) is \(value.map(Self.described) ?? "missing"); expected \(expected)",
      at: pointer,
      details: [
        .init("expected", .string(expected)),
        .init("got", .string(value.map(Self.described) ?? "missing")),
      ])
  }

  private static func described(_ value: JSON) -> String {
    switch value {
    case .array: return "a list"
    case .object: return "an object"
    case .string(let text) where text.count > 40:
      return JSON.string(text.prefix(40) + "\u{2026}").text
    default: return value.text
    }
  }

  private static func escaped(_ key: String) -> String {
    guard key.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
      return key
    }
    return key.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
      .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
  }
}

extension JSON {
  /// The number that a value is: a number, or one of the words for those that are not finite.
  package var double: Double? {
    switch self {
    case .number(let number): number
    case .int(let int): Double(int)
    case .string("inf"): .infinity
    case .string("-inf"): -.infinity
    case .string("nan"): .nan
    default: nil
    }
  }
}
