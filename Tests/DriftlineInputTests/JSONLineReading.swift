import Driftline
import DriftlineInput

/// What a line holds, or why it is no JSON.
func parse(_ text: String, depth: Int = 64) throws(JSONFault) -> JSONValue {
  try JSONLineParser(maximumDepth: depth).parse(Line(text.utf8))
}

/// What is wrong with bytes that are to be no JSON.
func fault(_ bytes: some Sequence<UInt8>, depth: Int = 64) -> JSONFault? {
  do throws(JSONFault) {
    _ = try JSONLineParser(maximumDepth: depth).parse(Line(bytes))
    return nil
  } catch {
    return error
  }
}

func fault(_ text: String) -> JSONFault? { fault(text.utf8) }

/// A value as a text that tells every kind from every other: arrays of numbers start with `#`.
func shown(_ value: JSONValue) -> String {
  switch value {
  case .null: return "null"
  case .bool(let value): return "\(value)"
  case .number(let number): return number.text
  case .text(let text): return text.verbatim
  case .numbers(let numbers): return "#" + numbers.array.map { "\($0)" }.joined(separator: ",")
  case .array(let values): return "[" + values.map(shown).joined(separator: ",") + "]"
  case .object(let members):
    return "{" + members.map { "\($0.key):" + shown($0.value) }.joined(separator: ",") + "}"
  }
}

/// A text that has to be a number.
func number(_ text: String) throws -> JSONNumber {
  guard case .number(let number) = try parse(text) else { throw NotThat(text: text) }
  return number
}

/// A line that has to be a text.
func text(_ line: String) throws -> JSONText {
  guard case .text(let text) = try parse(line) else { throw NotThat(text: line) }
  return text
}

/// A line that has to be an array of numbers.
func numbers(_ line: String) throws -> JSONNumbers {
  guard case .numbers(let numbers) = try parse(line) else { throw NotThat(text: line) }
  return numbers
}

/// A line that holds something else than a test is about.
struct NotThat: Error {
  let text: String
}
