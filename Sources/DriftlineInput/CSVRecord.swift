/// One field of a record: where its text is.
struct CSVField {
  /// The text, without the quotes around it.
  let range: Range<Int>
  /// Whether there are quotes around it.
  let isQuoted: Bool
  /// Whether quotes in it are doubled.
  let hasDoubledQuotes: Bool

  /// The text with doubled quotes made single.
  func text(in bytes: ByteView) -> [UInt8] {
    guard hasDoubledQuotes else { return bytes.array(range) }
    var text: [UInt8] = []
    var index = range.lowerBound
    while index < range.upperBound {
      text.append(bytes[index])
      index += bytes[index] == UInt8(ascii: "\"") ? 2 : 1
    }
    return text
  }
}

/// What comes of looking for a record.
enum CSVScan {
  /// A record, where the next one starts, and whether there are quotes in it.
  case record(end: Int, quoted: Bool)
  /// The bytes end within the record.
  case incomplete
  /// A quote that no other closes.
  case openQuote(at: Int)
  /// Something between a closing quote and the next comma.
  case afterQuote(at: Int)
}

/// Splits the record that starts at `begin` into fields, as RFC 4180 says.
///
/// Lines end with LF, CRLF or CR. A field is quoted where its very first byte is a quote; a quote
/// further on is a character like any other.
///
/// - Parameters:
///   - bytes: what has been read.
///   - begin: where the record starts.
///   - isLast: whether the file ends where the bytes do.
///   - fields: receives the fields.
/// - Returns: where the record ends, or why it does not.
func scanCSVRecord(
  _ bytes: ByteView, from begin: Int, isLast: Bool, into fields: inout [CSVField]
) -> CSVScan {
  fields.removeAll(keepingCapacity: true)
  let end = bytes.count
  var index = begin
  var quoted = false
  while true {
    let start = index
    if index < end, bytes[index] == UInt8(ascii: "\"") {
      quoted = true
      var doubled = false
      index += 1
      while true {
        guard let quote = bytes.firstIndex(of: UInt8(ascii: "\""), in: index..<end) else {
          return isLast ? .openQuote(at: start) : .incomplete
        }
        index = quote
        if index + 1 == end || bytes[index + 1] != UInt8(ascii: "\"") { break }
        doubled = true
        index += 2
      }
      fields.append(.init(range: start + 1..<index, isQuoted: true, hasDoubledQuotes: doubled))
      index += 1
    } else {
      while index < end, !endsField(bytes[index]) { index += 1 }
      fields.append(.init(range: start..<index, isQuoted: false, hasDoubledQuotes: false))
    }
    if index == end { return isLast ? .record(end: end, quoted: quoted) : .incomplete }
    switch bytes[index] {
    case UInt8(ascii: ","):
      index += 1
    case UInt8(ascii: "\n"):
      return .record(end: index + 1, quoted: quoted)
    case UInt8(ascii: "\r"):
      if index + 1 == end { return isLast ? .record(end: end, quoted: quoted) : .incomplete }
      let next = bytes[index + 1] == UInt8(ascii: "\n") ? index + 2 : index + 1
      return .record(end: next, quoted: quoted)
    default:
      return .afterQuote(at: index)
    }
  }
}

@inline(__always)
private func endsField(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
}

/// What a field holds.
enum CSVValue {
  case number(Double)
  case missing
  case text
}

extension MissingTokens {
  /// Whether a field, with or without the spaces around it, is one of them.
  @inline(__always)
  func contains(_ field: CSVField, in bytes: ByteView) -> Bool {
    contains(bytes, field.range) || contains(bytes, bytes.trimmed(field.range))
  }

  /// What a field holds, these meaning a missing value.
  @inline(__always)
  func value(of field: CSVField, in bytes: ByteView) -> CSVValue {
    let number = decimalNumber(bytes, bytes.trimmed(field.range))
    if !includeNumbers, let number, !number.isNaN { return .number(number) }
    if contains(field, in: bytes) { return .missing }
    return number.map { .number($0) } ?? .text
  }
}
