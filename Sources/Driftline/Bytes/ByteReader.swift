/// The largest number of rows, of values or of copies that is written: 2^53.
///
/// So many merged a thousand times are still no overflow.
package let largestStoredCount = 1 << 53

/// Reads one value after the other from bytes that may be damaged or made to do harm.
///
/// Nothing is read past the limit, and nothing is allocated before it is known that the bytes for it
/// are there. What is wrong is an error that names the byte and the field.
package struct ByteReader: Sendable {
  private let bytes: [UInt8]
  /// The next byte.
  package private(set) var offset: Int
  /// The byte after the last one.
  package let limit: Int
  /// What messages call the whole: "baseline".
  package let subject: String

  /// A reader of some of the bytes.
  package init(_ bytes: [UInt8], _ range: Range<Int>? = nil, subject: String) {
    let range = range ?? bytes.indices
    precondition(
      range.lowerBound >= 0 && range.upperBound <= bytes.count, "\(range) of \(bytes.count) bytes")
    self.bytes = bytes
    offset = range.lowerBound
    limit = range.upperBound
    self.subject = subject
  }

  /// How many bytes are left.
  package var remaining: Int { limit - offset }

  /// The error that a field is not what it must be.
  ///
  /// - Parameters:
  ///   - field: what the field is called.
  ///   - found: what it is.
  ///   - expected: what it may be, in words.
  ///   - place: the first byte of it; that of the last number read where left out.
  /// - Returns: the error, to be thrown.
  package func damage(
    _ field: String, is found: some CustomStringConvertible, expected: String, at place: Int? = nil
  ) -> DriftlineError {
    let place = place ?? max(offset - 8, 0)
    return DriftlineError(
      .dataFormat,
      "the \(subject)'s bytes are damaged at byte \(place): \(field) is \(found); expected "
        + expected,
      details: [.init("byte", .int(place))])
  }

  /// One byte.
  package mutating func u8(_ field: String) throws(DriftlineError) -> UInt8 { try number(field) }
  /// Two bytes.
  package mutating func u16(_ field: String) throws(DriftlineError) -> UInt16 { try number(field) }
  /// Four bytes.
  package mutating func u32(_ field: String) throws(DriftlineError) -> UInt32 { try number(field) }
  /// Eight bytes.
  package mutating func u64(_ field: String) throws(DriftlineError) -> UInt64 { try number(field) }

  /// One byte that is 0 or 1.
  package mutating func flag(_ field: String) throws(DriftlineError) -> Bool {
    let value = try u8(field)
    guard value < 2 else {
      throw damage(field, is: value, expected: "0 or 1", at: offset - 1)
    }
    return value == 1
  }

  /// A whole number of a range.
  package mutating func int(
    _ field: String, in range: ClosedRange<Int>
  ) throws(DriftlineError) -> Int {
    let value: Int64 = try number(field)
    guard range.contains(Int(value)) else {
      throw damage(field, is: value, expected: "\(range.lowerBound) to \(range.upperBound)")
    }
    return Int(value)
  }

  /// A number of rows, of values or of copies: 0 to 2^53.
  package mutating func count(_ field: String) throws(DriftlineError) -> Int {
    try int(field, in: 0...largestStoredCount)
  }

  /// A number.
  package mutating func double(
    _ field: String, allowing allowed: AllowedNumbers = .finite
  ) throws(DriftlineError) -> Double {
    let value: Double = try number(field)
    guard allowed.contains(value) else {
      throw damage(field, is: value, expected: allowed.description)
    }
    return value
  }

  /// A text of at most so many bytes of UTF-8.
  package mutating func string(
    _ field: String, maximum: Int = Int(UInt32.max)
  ) throws(DriftlineError) -> String {
    let start = offset
    let length = Int(try u32("the length of \(field)"))
    guard length <= min(maximum, remaining) else {
      throw damage(
        "the length of \(field)", is: length, expected: "0 to \(min(maximum, remaining))",
        at: start)
    }
    guard let text = String(validating: bytes[offset..<offset + length], as: UTF8.self) else {
      throw damage(field, is: "no text", expected: "UTF-8", at: offset)
    }
    offset += length
    return text
  }

  /// How many items follow, of at least so many bytes each, as many as there can be.
  package mutating func items(
    _ field: String, atLeast bytes: Int, maximum: Int = .max
  ) throws(DriftlineError) -> Int {
    let value = try u64("the number of \(field)")
    let possible = min(maximum, remaining / bytes)
    guard value <= UInt64(possible) else {
      throw damage("the number of \(field)", is: value, expected: "0 to \(possible)")
    }
    return Int(value)
  }

  /// Refuses bytes that are left.
  package func finish() throws(DriftlineError) {
    guard remaining == 0 else {
      throw damage(
        "what follows", is: remaining == 1 ? "1 byte" : "\(remaining) bytes",
        expected: "nothing more", at: offset)
    }
  }

  /// Whether a section of this tag is next.
  package func isNext(_ tag: String) -> Bool {
    remaining >= 4 && bytes[offset..<offset + 4].elementsEqual(tag.utf8)
  }

  /// Reads a section of this tag to its end.
  package mutating func section<Value>(
    _ tag: String, _ body: (inout ByteReader) throws(DriftlineError) -> Value
  ) throws(DriftlineError) -> Value {
    guard isNext(tag) else {
      let found = bytes[offset..<min(offset + 4, limit)].map { String($0, radix: 16) }
      throw damage(
        "the section", is: found.isEmpty ? "missing" : found.joined(separator: " "),
        expected: "\"\(tag)\"", at: offset)
    }
    offset += 4
    let length = try items("bytes of section \"\(tag)\"", atLeast: 1)
    var inside = ByteReader(bytes, offset..<offset + length, subject: subject)
    let value = try body(&inside)
    try inside.finish()
    offset += length
    return value
  }

  /// So many values as they lie in memory; each bit pattern must be a value.
  package mutating func raw<Value: BitwiseCopyable>(
    _ field: String, count: Int, of _: Value.Type = Value.self
  ) throws(DriftlineError) -> [Value] {
    let stride = MemoryLayout<Value>.stride
    guard count <= remaining / stride else {
      throw damage(
        "the number of \(field)", is: count, expected: "0 to \(remaining / stride)", at: offset)
    }
    let values = unsafe [Value](unsafeUninitializedCapacity: count) { target, initialized in
      unsafe bytes.withUnsafeBytes { source in
        unsafe UnsafeMutableRawBufferPointer(target).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: source[offset..<offset + count * stride]))
      }
      initialized = count
    }
    offset += count * stride
    return values
  }

  private mutating func number<Value: BitwiseCopyable>(
    _ field: String
  ) throws(DriftlineError) -> Value {
    let size = MemoryLayout<Value>.size
    guard size <= remaining else {
      throw damage(
        "what is left for \(field)", is: "\(remaining) bytes", expected: "\(size)", at: offset)
    }
    let value = unsafe bytes.withUnsafeBytes {
      unsafe $0.loadUnaligned(fromByteOffset: offset, as: Value.self)
    }
    offset += size
    return value
  }
}

/// Which numbers a field may hold.
package enum AllowedNumbers: Sendable, CustomStringConvertible {
  /// Numbers alone.
  case finite
  /// Numbers of 0 or more.
  case finiteNotNegative
  /// Numbers over 0.
  case finitePositive
  /// Numbers of 0 or more and infinity.
  case notNegative
  /// Numbers and infinities.
  case notNaN
  /// All bit patterns.
  case any

  /// Whether a value is allowed.
  package func contains(_ value: Double) -> Bool {
    switch self {
    case .finite: value.isFinite
    case .finiteNotNegative: value.isFinite && value >= 0
    case .finitePositive: value.isFinite && value > 0
    case .notNegative: value >= 0
    case .notNaN: !value.isNaN
    case .any: true
    }
  }

  /// What is allowed, in words.
  package var description: String {
    switch self {
    case .finite: "a finite number"
    case .finiteNotNegative: "a finite number of 0 or more"
    case .finitePositive: "a finite number over 0"
    case .notNegative: "a number of 0 or more, or infinity"
    case .notNaN: "a number or an infinity"
    case .any: "any number"
    }
  }
}
