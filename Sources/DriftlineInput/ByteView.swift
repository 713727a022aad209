private import Foundation

/// A look at bytes that somebody else owns, with checked indices.
///
/// A `Span` would do, were it not that reading a class's span while changing another property is
/// refused as an overlapping access. Whoever makes a view sees to it that the bytes outlive it.
@safe
struct ByteView {
  let count: Int
  private let base: UnsafePointer<UInt8>?

  /// A view of bytes that must stay where they are while it is used.
  @unsafe
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    count = bytes.count
    unsafe base = bytes.baseAddress
  }

  /// The byte at an index.
  subscript(index: Int) -> UInt8 {
    @inline(__always) get {
      guard UInt(bitPattern: index) < UInt(bitPattern: count), let base = unsafe base else {
        preconditionFailure("byte \(index) of \(count)")
      }
      return unsafe base[index]
    }
  }

  /// The first index in `range` that holds `byte`.
  ///
  /// - Complexity: O(length of the range), several bytes a step.
  func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
    let part = unsafe pointer(range)
    guard let start = part.baseAddress,
      let found = unsafe memchr(start, Int32(byte), part.count)
    else { return nil }
    return unsafe range.lowerBound + (UnsafeRawPointer(found) - UnsafeRawPointer(start))
  }

  /// Whether the bytes of a range are those of a part of an array.
  func equals(_ bytes: ArraySlice<UInt8>, in range: Range<Int>) -> Bool {
    guard range.count == bytes.count else { return false }
    let part = unsafe pointer(range)
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      guard let one = part.baseAddress, let other = bytes.baseAddress else {
        return true
      }
      return unsafe memcmp(one, other, part.count) == 0
    }
  }

  /// Whether the bytes of a range are those of an array.
  func equals(_ bytes: [UInt8], in range: Range<Int>) -> Bool {
    equals(bytes[...], in: range)
  }

  /// A copy of the bytes of a range.
  func array(_ range: Range<Int>) -> [UInt8] {
    unsafe Array(pointer(range))
  }

  /// The bytes of a range as they lie in memory.
  func pointer(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count) bytes")
    return unsafe UnsafeBufferPointer(
      start: base.map { unsafe $0 + range.lowerBound }, count: range.count)
  }

  /// The bytes of a range as text; damage turns to U+FFFD.
  func text(_ range: Range<Int>) -> String {
    unsafe String(decoding: pointer(range), as: UTF8.self)
  }

  /// The bytes of a range as text for a message: its first characters.
  func shortText(_ range: Range<Int>) -> String {
    shortened(text(range.lowerBound..<min(range.upperBound, range.lowerBound + 160)))
  }

  /// The range without the spaces and tabs around it.
  @inline(__always)
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (begin, end) = (range.lowerBound, range.upperBound)
    while begin < end, isBlank(self[begin]) { begin += 1 }
    while end > begin, isBlank(self[end - 1]) { end -= 1 }
    return begin..<end
  }

  /// The first byte in a range that is no part of valid UTF-8, or that is NUL.
  ///
  /// - Complexity: O(length of the range).
  func firstInvalidText(in range: Range<Int>) -> Int? {
    var index = range.lowerBound
    while index < range.upperBound {
      let lead = self[index]
      if lead < 0x80 {
        if lead == 0 { return index }
        index += 1
        continue
      }
      let length: Int
      let second: ClosedRange<UInt8>
      switch lead {
      case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
      case 0xE0: (length, second) = (3, 0xA0...0xBF)
      case 0xED: (length, second) = (3, 0x80...0x9F)
      case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
      case 0xF0: (length, second) = (4, 0x90...0xBF)
      case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
      case 0xF4: (length, second) = (4, 0x80...0x8F)
      default: return index
      }
      guard index + length <= range.upperBound, second.contains(self[index + 1]) else {
        return index
      }
      for next in index + 2..<index + length where !(0x80...0xBF).contains(self[next]) {
        return index
      }
      index += length
    }
    return nil
  }
}

@inline(__always)
private func isBlank(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
}

/// Calls `body` with a view of an array.
func withView<R>(of bytes: [UInt8], _ body: (ByteView) -> R) -> R {
  unsafe bytes.withUnsafeBufferPointer { body(unsafe ByteView($0)) }
}
