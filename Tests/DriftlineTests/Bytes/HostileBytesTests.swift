import Driftline
import Testing

/// Bytes that were damaged, or made to do harm: an error or a value, and never a crash.
@Suite struct HostileBytesTests {
  static let blobs = FixtureTests.blobs

  /// The errors that bytes may raise.
  private static let kinds: [DriftlineError.Kind] = [.dataFormat, .unsupportedFormat]

  private func read(_ bytes: [UInt8], _ blob: FixtureTests.Blob) throws(DriftlineError) {
    switch blob.kind {
    case .baseline: _ = try Baseline(bytes: bytes)
    case .profile: _ = try Profile(bytes: bytes)
    case .retrieval: _ = try RetrievalBaseline(bytes: bytes)
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
    let user = try user(of: blob)
    var payload = Array(blob.bytes[Sealed.headerBytes...])
    for index in payload.indices {
      for bit in [index % 8] {
        payload[index] ^= 1 << bit
        try use(payload, user)
        payload[index] ^= 1 << bit
      }
    }
  }

  @Test(arguments: blobs) func survivesEveryPrefixUnderAMendedChecksum(
    blob: FixtureTests.Blob
  ) throws {
    let user = try user(of: blob)
    let payload = Array(blob.bytes[Sealed.headerBytes...])
    for length in payload.indices { try use(Array(payload[..<length]), user) }
  }

  /// Numbers that are extreme in the place of any eight bytes.
  @Test(arguments: blobs) func survivesExtremeNumbersUnderAMendedChecksum(
    blob: FixtureTests.Blob
  ) throws {
    let user = try user(of: blob)
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
      try use(changed, user)
    }
  }

  private func use(_ payload: [UInt8], _ user: any BlobUser) throws {
    let bytes = Sealed(sealing: payload, as: user.kind).bytes
    do throws(DriftlineError) {
      try user.use(bytes)
    } catch {
      #expect(error.kind != .internal && !error.message.isEmpty)
    }
  }
}
