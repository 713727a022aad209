import Driftline
import DriftlineInput
import Foundation

/// The parser of all lines: what one of them leaves behind, the next has to stand.
private nonisolated(unsafe) let parser = JSONLineParser(maximumDepth: 8)

/// Reads bytes as a line of JSON, uses all that comes of it, and writes it to be read again.
public func attemptLine(_ bytes: [UInt8]) {
  let line = Line(bytes)
  do throws(JSONFault) {
    let value = try parser.parse(line)
    walk(value)
    let written = text(of: value)
    let again: String
    do throws(JSONFault) {
      again = text(of: try parser.parse(Line(written.utf8)))
    } catch {
      preconditionFailure("\(error) in \(written.debugDescription)")
    }
    precondition(again == written, "\(written.debugDescription), \(again.debugDescription)")
  } catch {
    precondition(!error.problem.isEmpty && 0...bytes.count ~= error.offset, "\(error)")
  }
}

/// Asks each value for all that it can be asked for.
private func walk(_ value: JSONValue) {
  switch value {
  case .null, .bool: break
  case .number(let number): check(number)
  case .text(let text):
    precondition(text.string.utf8.count == text.utf8Count, text.verbatim)
    decode(text)
  case .numbers(let numbers):
    precondition(numbers.isAllMissing == numbers.array.allSatisfy(\.isNaN))
    precondition(numbers.count == numbers.array.count)
    attemptRows { () throws(DriftlineError) in
      try Matrix(numbers, shape: [numbers.count / 2, 2], at: "values")
    }
  case .array(let values):
    for value in values { walk(value) }
    attemptRows { () throws(DriftlineError) in try Matrix(JSONRows(values, at: "rows")) }
  case .object(let members): for member in members { walk(member.value) }
  }
}

/// The bits have to be those that the C library finds.
private func check(_ number: JSONNumber) {
  let text = number.text
  let expected = text == "NaN" ? Double.nan : strtod(text, nil)
  precondition(
    expected.bitPattern == number.double.bitPattern || expected.isNaN && number.double.isNaN, text)
  if let int = number.int { precondition(Double(int) == number.double, text) }
}

private func decode(_ text: JSONText) {
  do throws(DriftlineError) {
    let bytes = try decodedBase64(text)
    let written = Data(bytes.array).base64EncodedString().replacing("=", with: "")
    precondition(written == text.string.replacing("=", with: ""), text.verbatim)
    _ = try readDataset(bytes, name: "b64", elementType: .f4, shape: [-1])
  } catch {
    precondition(error.kind == .dataFormat && error.location != nil, error.message)
  }
}

private func attemptRows(_ body: () throws(DriftlineError) -> Matrix) {
  do throws(DriftlineError) {
    let matrix = try body()
    var values = [Double](repeating: 0, count: matrix.count * matrix.dimensions)
    try values.withUnsafeMutableBufferPointer { buffer throws(DriftlineError) in
      try matrix.rows.read(0..<matrix.count, into: buffer)
    }
  } catch {
    precondition([.shapeMismatch, .invalidParams].contains(error.kind), error.message)
  }
}

/// A value as JSON of the one form that reads back as the same.
private func text(of value: JSONValue) -> String {
  switch value {
  case .null: return "null"
  case .bool(let value): return "\(value)"
  case .number(let number): return number.text
  case .text(let text): return text.verbatim
  case .numbers(let numbers): return "[" + numbers.array.map(text).joined(separator: ",") + "]"
  case .array(let values): return "[" + values.map(text).joined(separator: ",") + "]"
  case .object(let members):
    return "{"
      + members.map { JSON.string($0.key).text + ":" + text(of: $0.value) }.joined(separator: ",")
      + "}"
  }
}

private func text(of value: Double) -> String {
  if value.isNaN { return "null" }
  return value.isInfinite ? (value > 0 ? "Infinity" : "-Infinity") : "\(value)"
}
