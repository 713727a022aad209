private import CSimdjson

/// Why a line is no JSON.
package struct JSONFault: Error, Equatable {
  /// The byte of the line where it was seen, from 0.
  package let offset: Int
  /// What is wrong there, a sentence without an end.
  package let problem: String

  /// A fault at a byte.
  package init(offset: Int, problem: String) {
    self.offset = offset
    self.problem = problem
  }
}

/// Reads lines as JSON, one after the other; for one thread at a time.
///
/// RFC 8259 to the letter, with two exceptions: the words `NaN`, `Infinity` and `-Infinity` are
/// numbers, as Python writes them, and arrays and objects may lie no deeper in each other than was
/// said. Numbers are the nearest doubles.
///
/// Memory: 4 bytes for each value, bracket, comma and colon, which are given back after a line of
/// over 1 MiB; then 8 bytes for a number of an array, and 32 for any other value.
///
/// Source: G. Langdale and D. Lemire, "Parsing gigabytes of JSON per second",
/// DOI 10.1007/s00778-019-00578-5.
@safe package final class JSONLineParser {
  private let parser: OpaquePointer
  /// How many values the last line had, those of packed arrays apart.
  package private(set) var valueCount = 0

  /// A parser of arrays and objects that lie at most so deep in each other.
  package init(maximumDepth: Int = 64) {
    precondition(1...1024 ~= maximumDepth, "a depth of \(maximumDepth), not of 1 to 1024")
    guard let parser = unsafe driftline_json_create(maximumDepth) else {
      fatalError("there is no memory for a parser")
    }
    unsafe self.parser = parser
  }

  deinit { unsafe driftline_json_destroy(parser) }

  /// Reads a line as one value.
  ///
  /// - Throws: ``JSONFault`` where it is none.
  /// - Complexity: O(its length).
  package func parse(_ line: Line) throws(JSONFault) -> JSONValue {
    unsafe driftline_json_begin(parser, line.start, line.count)
    defer { unsafe driftline_json_finish(parser) }
    var reading = unsafe Reading(parser: parser, line: line)
    defer { valueCount = reading.count }
    let value = try reading.value(after: try reading.next())
    let end = try reading.next()
    precondition(end == DRIFTLINE_JSON_END, "token \(end) behind the value")
    return value
  }
}

/// One line while it is read.
@safe private struct Reading {
  private let parser: OpaquePointer
  private let line: Line
  private var token = driftline_json_token()
  /// How many values there were.
  private(set) var count = 0
  /// The numbers of all arrays; made with the first.
  private var numbers: AlignedBlock?

  init(parser: OpaquePointer, line: Line) {
    unsafe self.parser = parser
    self.line = line
  }

  mutating func next() throws(JSONFault) -> driftline_json_kind {
    let kind = unsafe driftline_json_next(parser, &token)
    guard kind != DRIFTLINE_JSON_FAULT else {
      var offset = 0
      let problem = unsafe String(cString: driftline_json_problem(parser, &offset))
      throw JSONFault(offset: offset, problem: problem)
    }
    return kind
  }

  /// The value whose first token was the last to be read.
  mutating func value(after kind: driftline_json_kind) throws(JSONFault) -> JSONValue {
    count += 1
    switch kind {
    case DRIFTLINE_JSON_NULL: return .null
    case DRIFTLINE_JSON_TRUE: return .bool(true)
    case DRIFTLINE_JSON_FALSE: return .bool(false)
    case DRIFTLINE_JSON_NUMBER:
      return .number(
        JSONNumber(token.number, line: line, start: token.start, length: token.length))
    case DRIFTLINE_JSON_TEXT: return .text(text)
    case DRIFTLINE_JSON_NUMBERS: return .numbers(packed)
    case DRIFTLINE_JSON_ARRAY: return .array(try elements())
    case DRIFTLINE_JSON_OBJECT: return .object(try members())
    default: preconditionFailure("token \(kind) in place of a value")
    }
  }

  private var text: JSONText {
    JSONText(line: line, start: token.start, length: token.length, utf8Count: token.utf8_count)
  }

  private var packed: JSONNumbers {
    mutating get {
      if numbers == nil, token.count > 0 {
        var bytes = 0
        if let block = unsafe driftline_json_take_numbers(parser, &bytes) {
          numbers = unsafe AlignedBlock(owning: block, capacity: bytes)
        }
      }
      return JSONNumbers(
        block: token.count > 0 ? numbers : nil, first: token.first, count: token.count)
    }
  }

  private mutating func elements() throws(JSONFault) -> [JSONValue] {
    var elements: [JSONValue] = []
    while true {
      let kind = try next()
      if kind == DRIFTLINE_JSON_ARRAY_END { return elements }
      elements.append(try value(after: kind))
    }
  }

  private mutating func members() throws(JSONFault) -> [JSONMember] {
    var members: [JSONMember] = []
    while true {
      if try next() == DRIFTLINE_JSON_OBJECT_END { return members }
      let key = text.string
      members.append(JSONMember(key: key, value: try value(after: try next())))
    }
  }
}
