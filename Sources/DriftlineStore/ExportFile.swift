package import Driftline

/// The file that carries one version of a baseline from store to store.
///
/// Little-endian: "DRIFTEXP", u32 format (1), u32 n, u64 version, u64 m, n bytes of the baseline's
/// name, m bytes of the sealed baseline, u32 CRC-32 (IEEE 802.3) of all bytes before.
package struct ExportFile: Equatable {
  private static let magic = [UInt8]("DRIFTEXP".utf8)
  private static let format = 1
  private static let headerSize = 32

  /// The name that the baseline had.
  package var name: String
  /// The number that the version had.
  package var version: Int
  /// The sealed baseline.
  package var baseline: [UInt8]

  /// An export.
  package init(name: String, version: Int, baseline: [UInt8]) {
    self.name = name
    self.version = version
    self.baseline = baseline
  }

  /// The bytes of the file.
  package var bytes: [UInt8] {
    var out = Self.magic
    out.reserveCapacity(Self.headerSize + name.utf8.count + baseline.count + 4)
    Self.append(UInt64(Self.format), 4, to: &out)
    Self.append(UInt64(name.utf8.count), 4, to: &out)
    Self.append(UInt64(version), 8, to: &out)
    Self.append(UInt64(baseline.count), 8, to: &out)
    out += name.utf8
    out += baseline
    Self.append(UInt64(CRC32.checksum(of: out[...])), 4, to: &out)
    return out
  }

  /// Reads the bytes of a file, which may be anything.
  ///
  /// - Throws: `unsupported_format` where they are of a newer format, `data_format` where they are no
  ///   export, cut short, or not what was written.
  package init(bytes: [UInt8]) throws(DriftlineError) {
    guard Self.begins(bytes) else {
      throw DriftlineError(
        .dataFormat, "no export of a baseline: the first bytes are not \"DRIFTEXP\"")
    }
    guard bytes.count >= Self.headerSize + 4 else { throw Self.cutShort(bytes.count) }
    let format = Self.number(bytes[8..<12])
    guard format == Self.format else {
      throw DriftlineError(
        .unsupportedFormat,
        "an export of format \(format), and this version of Driftline reads format \(Self.format)")
    }
    let sizes = (name: Self.number(bytes[12..<16]), baseline: Self.number(bytes[24..<32]))
    let room = UInt64(bytes.count - Self.headerSize - 4)
    guard sizes.name <= room, sizes.baseline == room - sizes.name else {
      throw Self.cutShort(bytes.count)
    }
    let end = bytes.count - 4
    guard Self.number(bytes[end...]) == UInt64(CRC32.checksum(of: bytes[..<end])) else {
      throw DriftlineError(.dataFormat, "a damaged export: its checksum is not that of its bytes")
    }
    let split = Self.headerSize + Int(sizes.name)
    guard let name = String(validating: bytes[Self.headerSize..<split], as: UTF8.self),
      let version = Int(exactly: Self.number(bytes[16..<24])), version >= 1
    else {
      throw DriftlineError(.dataFormat, "a damaged export: its name or version is none")
    }
    self.init(name: name, version: version, baseline: Array(bytes[split..<end]))
  }

  /// Whether bytes begin as an export does.
  static func begins(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

  private static func cutShort(_ count: Int) -> DriftlineError {
    DriftlineError(
      .dataFormat, "a damaged export: its \(count) bytes are not as many as its header says")
  }

  private static func append(_ value: UInt64, _ width: Int, to out: inout [UInt8]) {
    for byte in 0..<width { out.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(byte)))) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
