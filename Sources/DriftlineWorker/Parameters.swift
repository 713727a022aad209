package import Driftline
package import DriftlineInput

/// The parameters of a request, each of which has to be read, or it is refused.
///
/// A typing error must not change a result: ``finish()`` names what nobody has asked for.
package struct Parameters {
  /// Where the parameters stand in the request, as a JSON pointer.
  let pointer: String
  private let owner: String
  private var members: [JSONMember]
  private var known: [String] = []

  /// The parameters of a method.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params` where a name occurs twice.
  package init(
    _ members: [JSONMember], of owner: String, at pointer: String
  ) throws(DriftlineError) {
    var names = Set<String>()
    for member in members where !names.insert(member.key).inserted {
      throw DriftlineError(
        .invalidParams, "\"\(brief(member.key))\" is given twice to \(owner)",
        at: pointer + "/" + escaped(member.key))
    }
    self.members = members
    self.owner = owner
    self.pointer = pointer
  }

  /// The members of an object that is a parameter.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params` where it is no object.
  init(_ value: JSONValue, of owner: String, at pointer: String) throws(DriftlineError) {
    guard case .object(let members) = value else {
      throw .expected("an object", for: owner, got: value, at: pointer)
    }
    try self.init(members, of: owner, at: pointer)
  }

  /// Refuses what nobody has asked for.
  package func finish() throws(DriftlineError) {
    guard let unknown = members.first else { return }
    let list = known.isEmpty ? "takes none" : "takes " + known.joined(separator: ", ")
    throw DriftlineError(
      .invalidParams, "there is no parameter \"\(brief(unknown.key))\"; \(owner) \(list)",
      at: place(unknown.key), details: [.init("got", .string(brief(unknown.key)))])
  }

  /// The pointer of a parameter.
  func place(_ name: String) -> String { pointer + "/" + escaped(name) }

  /// The value of a parameter; `nil` where it is not given.
  package mutating func value(_ name: String) -> JSONValue? {
    known.append(name)
    guard let index = members.firstIndex(where: { $0.key == name }) else { return nil }
    return members.remove(at: index).value
  }

  /// The value of a parameter, `null` counting as none.
  mutating func present(_ name: String) -> JSONValue? {
    let value = value(name)
    if case .null? = value { return nil }
    return value
  }

  /// The value of a parameter that has to be given.
  mutating func required(_ name: String, _ what: String) throws(DriftlineError) -> JSONValue {
    if let value = value(name) { return value }
    let others = members.prefix(5).map { "\"\(brief($0.key))\"" }.joined(separator: ", ")
    throw DriftlineError(
      .invalidParams,
      "\"\(name)\" is not given; \(owner) needs it: \(what)"
        + (others.isEmpty ? "" : "; given is \(others)"), at: place(name))
  }

  // MARK: - Values of a type

  /// A text.
  package mutating func text(_ name: String) throws(DriftlineError) -> String? {
    guard let value = present(name) else { return nil }
    return try Parameters.text(value, for: name, at: place(name))
  }

  /// A text that has to be given.
  package mutating func requiredText(_ name: String, _ what: String) throws(DriftlineError)
    -> String
  {
    let value = try required(name, what)
    return try Parameters.text(value, for: name, at: place(name))
  }

  /// One of a list of words.
  mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, _ type: Choice.Type
  ) throws(DriftlineError) -> Choice? {
    guard let value = present(name) else { return nil }
    if case .text(let text) = value, let choice = Choice(rawValue: text.string) { return choice }
    let words = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    throw .expected("one of \(words)", for: name, got: value, at: place(name))
  }

  /// A whole number.
  package mutating func int(_ name: String) throws(DriftlineError) -> Int? {
    guard let value = present(name) else { return nil }
    return try Parameters.int(value, for: name, at: place(name))
  }

  /// A number.
  mutating func number(_ name: String) throws(DriftlineError) -> Double? {
    guard let value = present(name) else { return nil }
    guard case .number(let number) = value else {
      throw .expected("a number", for: name, got: value, at: place(name))
    }
    return number.double
  }

  /// True or false.
  package mutating func flag(_ name: String) throws(DriftlineError) -> Bool {
    guard let value = present(name) else { return false }
    guard case .bool(let flag) = value else {
      throw .expected("true or false", for: name, got: value, at: place(name))
    }
    return flag
  }

  /// A text, or several.
  package mutating func texts(_ name: String) throws(DriftlineError) -> [String] {
    guard let value = present(name) else { return [] }
    switch value {
    case .text(let text): return [text.string]
    case .numbers(let numbers) where numbers.count == 0: return []
    case .array(let items):
      var texts: [String] = []
      for (index, item) in items.enumerated() {
        texts.append(try Parameters.text(item, for: name, at: place(name) + "/\(index)"))
      }
      return texts
    default: throw .expected("a text or a list of texts", for: name, got: value, at: place(name))
    }
  }

  /// Whole numbers.
  package mutating func ints(_ name: String) throws(DriftlineError) -> [Int]? {
    guard let value = present(name) else { return nil }
    guard case .numbers(let numbers) = value else {
      throw .expected("a list of whole numbers", for: name, got: value, at: place(name))
    }
    var ints: [Int] = []
    for index in 0..<numbers.count {
      guard let int = Int(exactly: numbers[index]), abs(int) <= 1 << 53 else {
        throw DriftlineError(
          .invalidParams, "\"\(name)\" holds \(numbers[index]); whole numbers are expected",
          at: place(name) + "/\(index)")
      }
      ints.append(int)
    }
    return ints
  }

  /// A time: RFC 3339, or seconds since 1970.
  mutating func time(_ name: String) throws(DriftlineError) -> Time? {
    guard let value = present(name) else { return nil }
    switch value {
    case .text(let given):
      return try timed(name, brief(given.string)) { () throws(DriftlineError) in
        try Time.read(given.string)
      }
    case .number(let number):
      return try timed(name, brief(number.text)) { () throws(DriftlineError) in
        try Time.read(secondsSince1970: number.double)
      }
    default: throw .expected("a time", for: name, got: value, at: place(name))
    }
  }

  private func timed(
    _ name: String, _ given: String, _ read: () throws(DriftlineError) -> Time
  ) throws(DriftlineError) -> Time {
    do { return try read() } catch {
      throw DriftlineError(
        .invalidParams, "\"\(name)\" is \"\(given)\"; \(error.message)", at: place(name))
    }
  }

  private static func text(
    _ value: JSONValue, for name: String, at pointer: String
  ) throws(DriftlineError) -> String {
    guard case .text(let text) = value else {
      throw .expected("a text", for: name, got: value, at: pointer)
    }
    return text.string
  }

  private static func int(
    _ value: JSONValue, for name: String, at pointer: String
  ) throws(DriftlineError) -> Int {
    guard case .number(let number) = value, let int = number.int ?? Int(exactly: number.double)
    else { throw .expected("a whole number", for: name, got: value, at: pointer) }
    return int
  }
}

extension DriftlineError {
  /// A value of another type than was expected.
  static func expected(
    _ what: String, for name: String, got value: JSONValue, at pointer: String
  ) -> DriftlineError {
    DriftlineError(
      .invalidParams, "\"\(name)\" is \(value.kind); \(what) is expected", at: pointer,
      details: [.init("expected", .string(what)), .init("got", .string(value.kind))])
  }
}

extension JSONValue {
  /// Whether this is `null`.
  var isNull: Bool {
    if case .null = self { true } else { false }
  }

  /// What it is, for messages.
  var kind: String {
    switch self {
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .number(let number): brief(number.text)
    case .text(let text): text.utf8Count > 60 ? "a text" : "\"\(brief(text.string))\""
    case .numbers(let numbers):
      numbers.count == 0 ? "an empty list" : "a list of \(numbers.count) numbers"
    case .array(let items): "a list of \(items.count)"
    case .object: "an object"
    }
  }
}

/// A part of a JSON pointer, as RFC 6901 writes it.
func escaped(_ key: String) -> String {
  brief(key).replacing("~", with: "~0").replacing("/", with: "~1")
}

/// A text for a message: its first sixty characters, without control characters.
func brief(_ text: String) -> String {
  let start = text.unicodeScalars.prefix(61)
  var out = String.UnicodeScalarView()
  for scalar in start.prefix(60) {
    out.append(scalar.value < 0x20 || scalar.value == 0x7F ? "\u{FFFD}" : scalar)
  }
  return String(out) + (start.count > 60 ? "..." : "")
}
