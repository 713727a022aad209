private import CDriftline

/// The instructions that base64 is decoded with; all give the same bytes.
package enum Base64Path: CInt, CaseIterable, Sendable {
  /// None in particular.
  case portable = 0
  /// AVX2, 32 characters a step.
  case avx2 = 1
  /// AVX-512 with VBMI, 64 characters a step.
  case avx512 = 2

  /// The fastest that this machine has; those of a lower raw value it has too.
  package static let fastest = Base64Path(rawValue: driftline_base64_fastest()) ?? .portable
}

/// Decodes whole groups of four characters of the standard alphabet, without padding, into three
/// bytes each, and returns how many characters were decoded before the first group that has any
/// other.
///
/// `bytes` has room for three bytes a whole group; it may be `text` itself. Characters behind the
/// last whole group are left.
///
/// - Complexity: O(n).
package func decodeBase64(
  _ text: UnsafeBufferPointer<UInt8>, into bytes: UnsafeMutableBufferPointer<UInt8>,
  path: Base64Path = .fastest
) -> Int {
  let room = text.count / 4 * 3
  precondition(bytes.count >= room, "\(bytes.count) bytes of room, not \(room)")
  precondition(path.rawValue <= Base64Path.fastest.rawValue, "this machine has no \(path)")
  return unsafe driftline_base64_decode(
    text.baseAddress, text.count, bytes.baseAddress, path.rawValue)
}
