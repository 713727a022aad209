import Driftline
import DriftlineInput
import Foundation
import Testing

@Suite struct GzipTests {
  /// "a,b\n1,x\n2,y\n", as Python's gzip.compress(_, mtime=0) writes it.
  private let member: [UInt8] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 75, 212, 73, 226, 50, 212, 169, 224, 50, 210, 169, 228, 2, 0,
    194, 150, 126, 157, 12, 0, 0, 0,
  ]
  private let table: [String: Content] = [
    "a": .numbers([1, 2]), "b": .counts(["x": 1, "y": 1], missing: 0),
  ]

  @Test func readsOneMember() throws {
    #expect(try read(member, as: "d.csv.gz") == table)
    // The first two bytes tell, whatever the name.
    #expect(try read(member, as: "d.csv") == table)
    #expect(try read(member, as: "-") == table)
  }

  @Test func readsSeveralMembers() throws {
    let twice = try read(member + stored("3,z\n"), as: "d.csv.gz")
    #expect(
      twice == ["a": .numbers([1, 2, 3]), "b": .counts(["x": 1, "y": 1, "z": 1], missing: 0)])
    #expect(try read(stored("") + member + stored(""), as: "d.csv.gz") == table)
    let many = stored("a\n") + (0..<20_000).flatMap { stored("\($0)\n") }
    #expect(try read(many, as: "d.csv.gz") == ["a": .numbers((0..<20_000).map(Double.init))])
  }

  @Test func readsTwiceWhereAColumnTurns() throws {
    var text = "a,b\n"
    for index in 0..<20_000 { text += "0\(index % 2),\(index)\n" }
    let file = stored(text) + stored("x,1\n")
    #expect(
      try read(file, as: "d.csv.gz")["a"]
        == .counts(["00": 10_000, "01": 10_000, "x": 1], missing: 0))
  }

  @Test func refusesEveryCut() {
    for length in 0..<member.count {
      let error = failure(Array(member[..<length]), as: "d.csv.gz")
      #expect(error?.kind == .dataFormat)
      if length >= 2 { #expect(error?.message.contains("ends early") == true) }
    }
    #expect(failure([], as: "d.csv.gz")?.message.contains("ends early") == true)
  }

  @Test func refusesDamage() {
    var file = member
    file[member.count - 8] ^= 1
    #expect(failure(file, as: "d.csv.gz")?.message.contains("checksum") == true)
    file = member
    file[member.count - 1] ^= 1
    #expect(failure(file, as: "d.csv.gz")?.message.contains("checksum") == true)
    file = member
    file[12] ^= 0x10
    #expect(failure(file, as: "d.csv.gz")?.kind == .dataFormat)
    #expect(failure("a,b\n1,2\n", as: "d.csv.gz")?.message == "d.csv.gz: this is no gzip stream")
  }

  @Test(arguments: [[0], [0, 0, 0], [31], [31, 138, 1], Array("hello".utf8)] as [[UInt8]])
  func refusesWhatFollows(_ rest: [UInt8]) {
    let error = failure(member + rest, as: "d.csv.gz")
    #expect(error?.kind == .dataFormat)
  }
}

/// A gzip member whose content is stored as it is.
func stored(_ text: String) -> [UInt8] {
  stored(Array(text.utf8))
}

/// A gzip member whose content is stored as it is.
func stored(_ bytes: [UInt8]) -> [UInt8] {
  var file: [UInt8] = [31, 139, 8, 0, 0, 0, 0, 0, 0, 255]
  var rest = bytes[...]
  repeat {
    let piece = rest.prefix(65_535)
    rest = rest.dropFirst(65_535)
    let length = UInt16(piece.count)
    file.append(rest.isEmpty ? 1 : 0)
    for value in [length, ~length] {
      file += [UInt8(truncatingIfNeeded: value), UInt8(value >> 8)]
    }
    file += piece
  } while !rest.isEmpty
  var checksum = ~UInt32(0)
  for byte in bytes {
    checksum ^= UInt32(byte)
    for _ in 0..<8 { checksum = checksum >> 1 ^ (checksum & 1 == 1 ? 0xEDB8_8320 : 0) }
  }
  for value in [~checksum, UInt32(bytes.count)] {
    for shift in [0, 8, 16, 24] as [UInt32] {
      file.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
  return file
}
