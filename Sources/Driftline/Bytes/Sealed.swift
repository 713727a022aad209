private import DriftlineKernels

/// The container that all that is stored is written in: a header of 56 bytes, then the payload.
///
/// The header holds a magic number that a transfer as text would damage, as that of PNG does, the
/// version of the format, the length of the payload and its SHA-256. All other bytes of the header
/// can have one value only, so that no damage goes unseen. docs/format.md lists it byte by byte.
package struct Sealed: Sendable {
  /// What is in the container.
  package enum Kind: UInt8, Sendable, CaseIterable {
    /// A baseline.
    case baseline = 0x42
    /// A profile.
    case profile = 0x50
    /// A baseline of queries with what was retrieved for them.
    case retrieval = 0x52

    /// What messages call it.
    package var name: String {
      switch self {
      case .baseline: "baseline"
      case .profile: "profile"
      case .retrieval: "retrieval baseline"
      }
    }
  }

  /// The version that is written, and the newest one that is read.
  package static let version: UInt16 = 1
  /// The number of bytes before the payload.
  package static let headerBytes = 56

  /// All bytes.
  package let bytes: [UInt8]
  /// What is in the container.
  package let kind: Kind
  /// The SHA-256 of the payload.
  package let digest: [UInt8]

  /// The digest as 64 lower-case hexadecimal digits.
  package var digestText: String { hexadecimal(digest) }

  /// A reader of the payload.
  package var reader: ByteReader {
    ByteReader(bytes, Sealed.headerBytes..<bytes.count, subject: kind.name)
  }

  /// The SHA-256 of some of the bytes.
  package func digest(of range: Range<Int>) -> [UInt8] { sha256(bytes.span.extracting(range)) }

  /// Seals a payload.
  package init(sealing payload: [UInt8], as kind: Kind) {
    digest = sha256(payload.span)
    var out = ByteWriter(capacity: Sealed.headerBytes + payload.count)
    out.raw(Sealed.magic(kind))
    out.u16(Sealed.version)
    out.u16(0)
    out.u32(0)
    out.u64(UInt64(payload.count))
    out.raw(digest)
    out.raw(payload)
    bytes = out.bytes
    self.kind = kind
  }

  /// Opens a container.
  ///
  /// - Throws: ``DriftlineError``: `data_format` where the bytes are none of ours, of the other kind or
  ///   damaged, `unsupported_format` where a newer version wrote them.
  package init(opening bytes: [UInt8], as kind: Kind) throws(DriftlineError) {
    try Sealed.checkMagic(bytes, kind)
    var header = ByteReader(
      bytes, 8..<min(bytes.count, Sealed.headerBytes), subject: kind.name)
    let version = try header.u16("the format version")
    guard version <= Sealed.version else {
      throw DriftlineError(
        .unsupportedFormat,
        "the \(kind.name) was made by a newer Driftline (format \(version)); this one reads up to "
          + "\(Sealed.version)",
        details: [.init("format", .int(Int(version))), .init("max", .int(Int(Sealed.version)))])
    }
    guard version > 0 else {
      throw header.damage("the format version", is: version, expected: "1 or more", at: 8)
    }
    let flags = try header.u16("the flags")
    guard flags == 0 else { throw header.damage("the flags", is: flags, expected: "0", at: 10) }
    let reserved = try header.u32("the reserved word")
    guard reserved == 0 else {
      throw header.damage("the reserved word", is: reserved, expected: "0", at: 12)
    }
    let length = try header.u64("the payload's length")
    let digest: [UInt8] = try header.raw("the digest", count: 32)
    let payload = bytes.count - Sealed.headerBytes
    guard length == UInt64(payload) else {
      throw DriftlineError(
        .dataFormat,
        "the \(kind.name) is \(length > UInt64(payload) ? "cut short" : "followed by other bytes"): "
          + "its header says \(length) bytes of payload, and there are \(payload)",
        details: [.init("byte", .int(16))])
    }
    let found = sha256(bytes.span.extracting(Sealed.headerBytes..<bytes.count))
    guard found == digest else {
      throw DriftlineError(
        .dataFormat,
        "the \(kind.name) is damaged: the SHA-256 of its payload is \(hexadecimal(found)); its header "
          + "says \(hexadecimal(digest))",
        details: [.init("byte", .int(24))])
    }
    self.bytes = bytes
    self.kind = kind
    self.digest = digest
  }

  /// What bytes say they are by their beginning alone; `nil` where it is none of ours.
  package static func kind(of bytes: [UInt8]) -> Kind? {
    Kind.allCases.first { bytes.starts(with: magic($0)) }
  }

  private static func magic(_ kind: Kind) -> [UInt8] {
    [0x89] + "DRFT".utf8 + [kind.rawValue, 0x0D, 0x0A]
  }

  private static func checkMagic(_ bytes: [UInt8], _ kind: Kind) throws(DriftlineError) {
    let wanted = magic(kind)
    if bytes.starts(with: wanted) { return }
    if let other = self.kind(of: bytes) {
      throw DriftlineError(
        .dataFormat, "this is a \(other.name) of Driftline; expected a \(kind.name)")
    }
    if !bytes.isEmpty, wanted.starts(with: bytes) {
      throw DriftlineError(
        .dataFormat, "the \(kind.name) is cut short: \(bytes.count) bytes are left of it")
    }
    throw DriftlineError(
      .dataFormat,
      "this is no \(kind.name) of Driftline: \(appearance(bytes)); expected the bytes "
        + hexadecimal(wanted),
      details: [.init("byte", .int(0))])
  }

  /// What bytes that are not ours look like.
  private static func appearance(_ bytes: [UInt8]) -> String {
    if bytes.isEmpty { return "it is empty" }
    if bytes.dropFirst().starts(with: "DRFT".utf8) {
      return "its first bytes were changed on the way, as transfers as text do"
    }
    let known: [([UInt8], String)] = [
      ([0x93] + "NUMPY".utf8, "a .npy file"), ([0x1F, 0x8B], "a gzip file"),
      (Array("PK".utf8), "a zip file"), (Array("SQLite format 3".utf8), "an SQLite database"),
      (Array("{".utf8), "JSON"),
    ]
    if let (_, name) = known.first(where: { bytes.starts(with: $0.0) }) {
      return "it looks like \(name)"
    }
    return "it begins with \(hexadecimal(bytes.prefix(8)))"
  }
}

/// Bytes as two lower-case hexadecimal digits each.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  return String(decoding: text, as: UTF8.self)
}
