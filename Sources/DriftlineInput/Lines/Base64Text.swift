package import Driftline
private import DriftlineKernels

/// Decodes a text in base64, of the standard alphabet, with its padding or without.
///
/// - Parameters:
///   - text: the text.
///   - parameter: what messages call it.
/// - Returns: the bytes, in a block of their own, so that the line can go.
/// - Throws: ``DriftlineError`` of kind `data_format` with the byte of the text (`offset`) where it
///   has a character that is none of the alphabet, white space and the URL-safe `-` and `_` included,
///   or does not end as it should; `resource_exhausted` where there is no memory.
/// - Complexity: O(length of the text).
///
/// Source: RFC 4648, section 4.
package func decodedBase64(
  _ text: JSONText, at parameter: String = "b64"
) throws(DriftlineError) -> DecodedBytes {
  let written = unsafe text.line.bytes(text.range)
  let room = text.hasEscapes ? written.count : written.count / 4 * 3 + 3
  guard let block = AlignedBlock(capacity: room) else {
    throw DriftlineError(
      .resourceExhausted, "\(parameter): there is no memory for \(room) bytes", at: parameter)
  }
  let bytes = unsafe UnsafeMutableBufferPointer(
    start: block.start.assumingMemoryBound(to: UInt8.self), count: room)
  var source = unsafe written
  if text.hasEscapes {
    let count = unsafe unescape(written, into: bytes)
    unsafe source = UnsafeBufferPointer(rebasing: bytes[..<count])
  }
  let coded = unsafe Base64Text(characters: source, parameter: parameter)
  return DecodedBytes(block, size: try unsafe coded.decode(into: bytes))
}

/// The characters of a text in base64.
@safe private struct Base64Text {
  let characters: UnsafeBufferPointer<UInt8>
  let parameter: String

  init(characters: UnsafeBufferPointer<UInt8>, parameter: String) {
    unsafe self.characters = characters
    self.parameter = parameter
  }

  private var length: Int { unsafe characters.count }

  /// Writes the bytes, which may take the place of the characters, and returns how many they are.
  func decode(into bytes: UnsafeMutableBufferPointer<UInt8>) throws(DriftlineError) -> Int {
    let count = try lengthWithoutPadding()
    // The last characters first: decoding in place overwrites what comes before them.
    let tail = count % 4
    let whole = count - tail
    let last = try value(ofLast: tail, from: whole)
    let decoded = unsafe decodeBase64(
      UnsafeBufferPointer(rebasing: characters[..<whole]), into: bytes)
    if decoded < whole, let error = wrongCharacter(in: decoded..<whole) { throw error }
    var end = whole / 4 * 3
    for byte in 0..<max(0, tail - 1) {
      unsafe bytes[end] = UInt8(truncatingIfNeeded: last >> (16 - 8 * byte))
      end += 1
    }
    return end
  }

  /// How many characters there are before the `=` at the end.
  private func lengthWithoutPadding() throws(DriftlineError) -> Int {
    var count = length
    while length - count < 2, count > 0, unsafe characters[count - 1] == UInt8(ascii: "=") {
      count -= 1
    }
    if count < length, length % 4 != 0 {
      throw wrongCharacter(in: 0..<count)
        ?? error("\(length) characters with padding are no whole groups of 4", offset: length)
    }
    return count
  }

  /// The 24 bits that the characters of the last, shorter group begin.
  private func value(ofLast count: Int, from start: Int) throws(DriftlineError) -> UInt32 {
    if count == 0 { return 0 }
    var bits: UInt32 = 0
    for index in start..<start + count {
      bits = bits << 6 | (unsafe sixBits(characters[index]) ?? 0)
    }
    bits <<= UInt32(6 * (4 - count))
    // Eight of 12 bits are a byte, and 16 of 18 are two; the others are 0.
    let isRight = count > 1 && bits & (count == 2 ? 0xFFFF : 0xFF) == 0
    let isKnown = (start..<start + count).allSatisfy { unsafe sixBits(characters[$0]) != nil }
    if isRight, isKnown { return bits }
    throw wrongCharacter(in: 0..<start + count)
      ?? (count == 1
        ? error("one character is left at the end, which makes no byte", offset: start)
        : error("the last character has bits that belong to no byte", offset: start + count - 1))
  }

  /// What is wrong with the first of some characters that is none of the alphabet.
  private func wrongCharacter(in range: Range<Int>) -> DriftlineError? {
    for index in range {
      let character = unsafe characters[index]
      if sixBits(character) != nil { continue }
      switch character {
      case UInt8(ascii: "-"), UInt8(ascii: "_"):
        let shown = character == UInt8(ascii: "-") ? "-" : "_"
        return error(
          "\"\(shown)\" is of the URL-safe alphabet; the standard one has \"+\" and \"/\"",
          offset: index)
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        return error("white space has no place in it", offset: index)
      case UInt8(ascii: "="): return error("\"=\" stands before the end", offset: index)
      default: return error("there is a character that is not of the alphabet", offset: index)
      }
    }
    return nil
  }

  private func error(_ problem: String, offset: Int) -> DriftlineError {
    DriftlineError(
      .dataFormat, "\(parameter): this is no base64: \(problem), at byte \(offset) of the text",
      at: parameter, details: [.init("offset", .int(offset))])
  }
}

/// The value of a character of the standard alphabet.
private func sixBits(_ character: UInt8) -> UInt32? {
  switch character {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
  case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
  case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
  case UInt8(ascii: "+"): 62
  case UInt8(ascii: "/"): 63
  default: nil
  }
}
