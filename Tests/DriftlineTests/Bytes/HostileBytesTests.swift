import Driftline
import Testing

/// Bytes that were damaged, or made to do harm: an error or a value, and never a crash.
@Suite struct HostileBytesTests {
  static let blobs = FixtureTests.blobs

  /// The errors that bytes may raise.
  private static let kinds: [DriftlineError.Kind] = [.dataFormat, .unsupportedFormat]

  private func read(_ bytes: [UInt8], _ blob: FixtureTests.Blob) throws(DriftlineError) {
    if blob.isBaseline {
      _ = try Baseline(bytes: bytes)
    } else {
      _ = try Profile(bytes: bytes)
    }
  }

  private func expectRefused(_ bytes: [UInt8], _ blob: FixtureTests.Blob, _ what: String) {
    do throws(DriftlineError) {
      try read(bytes, blob)
      Issue.record("\(blob.name) was read with \(what)")
    } catch {
      #expect(Self.kinds.contains(error.kind) && !error.message.isEmpty, "\(what)")
    }
  }

  @Test(arguments: blobs) func refusesEveryPrefix(blob: FixtureTests.Blob) {
    for length in blob.bytes.indices {
      expectRefused(Array(blob.bytes[..<length]), blob, "\(length) bytes")
    }
    expectRefused(blob.bytes + [0], blob, "one byte more")
  }

  @Test(arguments: blobs) func refusesEveryFlippedBit(blob: FixtureTests.Blob) {
    var bytes = blob.bytes
    for index in bytes.indices {
      for bit in index < Sealed.headerBytes ? Array(0..<8) : [index % 8] {
        bytes[index] ^= 1 << bit
        expectRefused(bytes, blob, "bit \(bit) of byte \(index)")
        bytes[index] ^= 1 << bit
      }
    }
  }

  /// Damage under a checksum that fits it.
  @Test(arguments: blobs) func survivesEveryFlippedBitUnderAMendedChecksum(
    blob: FixtureTests.Blob
  ) throws {
    let partner = try Partner(of: blob)
    var payload = Array(blob.bytes[Sealed.headerBytes...])
    for index in payload.indices {
      for bit in [index % 8] {
        payload[index] ^= 1 << bit
        try use(payload, partner)
        payload[index] ^= 1 << bit
      }
    }
  }

  @Test(arguments: blobs) func survivesEveryPrefixUnderAMendedChecksum(
    blob: FixtureTests.Blob
  ) throws {
    let partner = try Partner(of: blob)
    let payload = Array(blob.bytes[Sealed.headerBytes...])
    for length in payload.indices { try use(Array(payload[..<length]), partner) }
  }

  /// Numbers that are extreme in the place of any eight bytes.
  @Test(arguments: blobs) func survivesExtremeNumbersUnderAMendedChecksum(
    blob: FixtureTests.Blob
  ) throws {
    let partner = try Partner(of: blob)
    let payload = Array(blob.bytes[Sealed.headerBytes...])
    let extremes: [UInt64] = [
      .max, 1 << 63, (1 << 63) - 1, 1 << 53, (1 << 53) - 1, 1 << 32, 0,
      Double.nan.bitPattern, Double.infinity.bitPattern, Double.greatestFiniteMagnitude.bitPattern,
      (-0.0).bitPattern, Double.leastNonzeroMagnitude.bitPattern, (-1e300).bitPattern,
    ]
    for index in 0..<max(0, payload.count - 7) {
      let number = extremes[index % extremes.count]
      var changed = payload
      for byte in 0..<8 { changed[index + byte] = UInt8(truncatingIfNeeded: number >> (8 * byte)) }
      try use(changed, partner)
    }
  }

  private func use(_ payload: [UInt8], _ partner: Partner) throws {
    let bytes = Sealed(sealing: payload, as: partner.kind).bytes
    do throws(DriftlineError) {
      try partner.use(bytes)
    } catch {
      #expect(error.kind != .internal && !error.message.isEmpty)
    }
  }
}

/// What a blob is used with: its own profile or baseline.
struct Partner {
  let kind: Sealed.Kind
  let baseline: Baseline
  let profile: Profile

  init(of blob: FixtureTests.Blob) throws {
    func find(_ name: String) throws -> [UInt8] {
      try #require(FixtureTests.blobs.first { $0.name == name }).bytes
    }
    let stem = blob.name.prefix { $0 != "." }
    kind = blob.isBaseline ? .baseline : .profile
    baseline = try Baseline(bytes: find(stem + ".baseline"))
    profile = try Profile(bytes: find(stem + ".profile"))
  }

  /// Reads bytes, writes the value again, merges it and compares with it.
  func use(_ bytes: [UInt8]) throws(DriftlineError) {
    switch kind {
    case .baseline:
      let read = try Baseline(bytes: bytes)
      #expect(read.rewritten().bytes == bytes)
      guard read.geometryDigest == baseline.geometryDigest else { return }
      _ = try read.updated(with: profile).bytes
      // The detectors that were named: those of the bytes may be set to draw for hours.
      _ = try read.check(profile, detectors: baseline.detectors)
    case .profile:
      var read = try Profile(bytes: bytes)
      #expect(read.bytes == bytes)
      let once = read
      try read.merge(once)
      _ = read.bytes
      _ = try baseline.updated(with: once).bytes
      _ = try baseline.check(read)
    }
  }
}
