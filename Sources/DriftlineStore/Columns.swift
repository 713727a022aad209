import Driftline
private import Foundation
import GRDB

/// Reads the columns of a row one after the other.
///
/// GRDB's own subscripts end the process where a value has another type than was expected. In a
/// damaged file any value can have any type, so that is an error here.
struct Columns {
  /// No count, time or number that is stored is larger: JSON's readers know all whole numbers up to it.
  static let largest = 9_007_199_254_740_991

  private let row: Row
  private var index = 0

  /// The columns of a row.
  init(_ row: Row) { self.row = row }

  private mutating func next() -> DatabaseValue {
    defer { index += 1 }
    return row[index]
  }

  private func damage(_ value: DatabaseValue, _ expected: String) -> DriftlineError {
    DriftlineError(
      .storeCorrupt,
      "the store is damaged: \(expected) was expected in a column of its tables, and there is "
        + (value.isNull ? "nothing" : String(value.description.prefix(40))))
  }

  /// A whole number, or nothing.
  mutating func optionalInt(
    in range: ClosedRange<Int> = 0...largest
  ) throws(DriftlineError) -> Int? {
    let value = next()
    if value.isNull { return nil }
    guard case .int64(let wide) = value.storage, let number = Int(exactly: wide),
      range.contains(number)
    else {
      throw damage(value, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A whole number.
  mutating func int(in range: ClosedRange<Int> = 0...largest) throws(DriftlineError) -> Int {
    guard let number = try optionalInt(in: range) else { throw damage(.null, "a whole number") }
    return number
  }

  /// A time in seconds, or the start of a bucket.
  mutating func time() throws(DriftlineError) -> Int {
    try int(in: -Self.largest...Self.largest)
  }

  /// A text, or nothing.
  mutating func optionalText() throws(DriftlineError) -> String? {
    let value = next()
    if value.isNull { return nil }
    guard case .string(let text) = value.storage else { throw damage(value, "a text") }
    return text
  }

  /// A text.
  mutating func text() throws(DriftlineError) -> String {
    guard let text = try optionalText() else { throw damage(.null, "a text") }
    return text
  }

  /// A number, or nothing.
  mutating func optionalReal() throws(DriftlineError) -> Double? {
    let value = next()
    switch value.storage {
    case .null: return nil
    case .double(let number): return number
    case .int64(let number): return Double(number)
    default: throw damage(value, "a number")
    }
  }

  /// Bytes.
  mutating func bytes() throws(DriftlineError) -> [UInt8] {
    let value = next()
    guard case .blob(let data) = value.storage else { throw damage(value, "a run of bytes") }
    return [UInt8](data)
  }
}
