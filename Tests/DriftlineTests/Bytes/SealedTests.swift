import Driftline
import Testing

@Suite struct SealedTests {
  private let payload = Array("some payload".utf8)

  private func message(_ bytes: [UInt8], as kind: Sealed.Kind = .baseline) -> String? {
    do throws(DriftlineError) {
      _ = try Sealed(opening: bytes, as: kind)
      return nil
    } catch {
      return error.message
    }
  }

  @Test func opensWhatItSealed() throws {
    let sealed = Sealed(sealing: payload, as: .profile)
    let opened = try Sealed(opening: sealed.bytes, as: .profile)
    var reader = opened.reader
    #expect(try reader.raw("payload", count: payload.count, of: UInt8.self) == payload)
    #expect(opened.digest == sealed.digest)
    #expect(sealed.bytes.count == Sealed.headerBytes + payload.count)
    // As sha256sum says.
    #expect(
      sealed.digestText == "653ce1551c541492ea5ed24f458c7434e1ec6d298914d63beb2f38152b1156e0")
  }

  @Test func sealsNothingToo() throws {
    let sealed = Sealed(sealing: [], as: .baseline)
    #expect(try Sealed(opening: sealed.bytes, as: .baseline).reader.remaining == 0)
  }

  @Test func refusesEveryFlippedBitAndEveryPrefix() {
    let bytes = Sealed(sealing: payload, as: .baseline).bytes
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << bit
        #expect(message(damaged) != nil, "bit \(bit) of byte \(index)")
      }
      #expect(message(Array(bytes[..<index])) != nil, "\(index) bytes")
    }
    #expect(message(bytes + [0])?.contains("followed by other bytes") == true)
  }

  @Test func saysWhatIsWrong() {
    let bytes = Sealed(sealing: payload, as: .baseline).bytes
    #expect(message(bytes, as: .profile) == "this is a baseline of Driftline; expected a profile")
    #expect(message(Array(bytes.dropLast()))?.contains("cut short") == true)
    #expect(message(Array(bytes.prefix(3)))?.contains("cut short: 3 bytes are left") == true)
    #expect(message([])?.contains("it is empty") == true)
    #expect(message([0x93] + "NUMPY".utf8)?.contains("a .npy file") == true)
    #expect(message([0x1F, 0x8B, 8, 0])?.contains("a gzip file") == true)
    #expect(message([1, 2, 3])?.contains("it begins with 010203") == true)
    var asText = bytes
    asText.remove(at: 6)
    #expect(message(asText)?.contains("changed on the way") == true)
    var damaged = bytes
    damaged[60] ^= 1
    #expect(message(damaged)?.contains("the SHA-256 of its payload is") == true)
  }

  @Test func refusesNewerVersionsByName() {
    var bytes = Sealed(sealing: payload, as: .baseline).bytes
    bytes[8] = 2
    let error = #expect(throws: DriftlineError.self) { try Sealed(opening: bytes, as: .baseline) }
    #expect(error?.kind == .unsupportedFormat)
    #expect(
      error?.message
        == "the baseline was made by a newer Driftline (format 2); this one reads up to 1")
  }
}
