/// The texts that mean a missing value, made ready for being looked up quickly.
struct MissingTokens {
  private let tokens: [[UInt8]]
  /// A bit for each length that a token has; bit 63 stands for 63 and more.
  private let lengths: UInt64
  /// Whether some token is a number, so that it has to be looked up before numbers are read.
  let includeNumbers: Bool

  init(_ tokens: Set<String>) {
    self.tokens = tokens.sorted().map { Array($0.utf8) }
    lengths = self.tokens.reduce(0) { bits, token in bits | 1 << min(63, UInt64(token.count)) }
    includeNumbers = self.tokens.contains { token in
      let number = withView(of: token) { decimalNumber($0, $0.trimmed(0..<$0.count)) }
      return number.map { !$0.isNaN } ?? false
    }
  }

  /// Whether a text is one of them.
  @inline(__always)
  func contains(_ bytes: ByteView, _ range: Range<Int>) -> Bool {
    guard lengths & 1 << min(63, UInt64(range.count)) != 0 else { return false }
    return matches(bytes, range)
  }

  private func matches(_ bytes: ByteView, _ range: Range<Int>) -> Bool {
    for token in tokens where bytes.equals(token, in: range) { return true }
    return false
  }
}
