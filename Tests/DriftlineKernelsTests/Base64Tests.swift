import DriftlineKernels
import Testing

@Suite struct Base64Tests {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static let paths = Base64Path.allCases.filter { $0.rawValue <= Base64Path.fastest.rawValue }

  /// Six bits after the other, up to the first group that has another character.
  private func slowly(_ text: [UInt8]) -> (count: Int, bytes: [UInt8]) {
    var bytes: [UInt8] = []
    for group in stride(from: 0, to: text.count / 4 * 4, by: 4) {
      var bits = 0
      for character in text[group..<group + 4] {
        guard let value = Base64Tests.alphabet.firstIndex(of: character) else {
          return (group, bytes)
        }
        bits = bits << 6 | value
      }
      bytes += [UInt8(bits >> 16), UInt8(bits >> 8 & 255), UInt8(bits & 255)]
    }
    return (text.count / 4 * 4, bytes)
  }

  /// What a path makes of a text, in memory of exactly the room that it may use.
  private func decoded(
    _ text: [UInt8], _ path: Base64Path, inPlace: Bool = false
  ) -> (count: Int, bytes: [UInt8]) {
    let room = text.count / 4 * 3
    var bytes = inPlace ? text : [UInt8](repeating: 0xAA, count: room)
    let count = bytes.withUnsafeMutableBufferPointer { bytes in
      text.withUnsafeBufferPointer { text in
        decodeBase64(inPlace ? UnsafeBufferPointer(bytes) : text, into: bytes, path: path)
      }
    }
    return (count, Array(bytes[..<(count / 4 * 3)]))
  }

  @Test(arguments: paths)
  func everyLengthAgreesWithASlowDecoder(path: Base64Path) {
    var random = SeededBytes(seed: 1)
    for length in 0...300 {
      let text = (0..<length).map { _ in Base64Tests.alphabet[Int(random.next() & 63)] }
      let expected = slowly(text)
      for inPlace in [false, true] {
        let result = decoded(text, path, inPlace: inPlace)
        #expect(result.count == expected.count && result.bytes == expected.bytes, "\(length)")
      }
    }
  }

  @Test(arguments: paths)
  func everyOtherCharacterStopsEveryPlace(path: Base64Path) {
    for byte in UInt8.min...UInt8.max where !Base64Tests.alphabet.contains(byte) {
      for place in 0..<140 {
        var text = [UInt8](repeating: UInt8(ascii: "k"), count: 140)
        text[place] = byte
        let result = decoded(text, path)
        if result.count != place / 4 * 4 || result.bytes != slowly(text).bytes {
          Issue.record("\(byte) at \(place) stops at \(result.count)")
        }
      }
    }
  }

  @Test(arguments: paths)
  func everyCharacterHasItsValueAtEveryPlace(path: Base64Path) {
    for shift in 0..<64 {
      let text = (0..<192).map { Base64Tests.alphabet[($0 + shift) % 64] }
      #expect(decoded(text, path).bytes == slowly(text).bytes)
    }
  }
}

/// Bytes that look random: a linear congruential generator's high byte.
private struct SeededBytes {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt8 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt8(state >> 56)
  }
}
