import Driftline
import Testing

@Suite struct ByteLayerTests {
  @Test func readsBackWhatWasWritten() throws {
    var out = ByteWriter()
    out.u8(7)
    out.u16(0x0102)
    out.u32(0xFFFF_FFFF)
    out.u64(.max)
    out.int(-3)
    out.flag(true)
    out.double(-0.0)
    out.string("größer als 0, ✓")
    out.doubles([1, .infinity, -.leastNonzeroMagnitude])
    out.floats([0.1, -0.0])
    out.ints([4, -5])
    out.words([0, .max])
    out.section("abcd") { $0.u8(9) }
    var input = ByteReader(out.bytes, subject: "thing")
    #expect(try input.u8("a") == 7)
    #expect(try input.u16("b") == 0x0102)
    #expect(try input.u32("c") == .max)
    #expect(try input.u64("d") == .max)
    #expect(try input.int("e", in: -3...3) == -3)
    #expect(try input.flag("f"))
    #expect(try input.double("g").bitPattern == (-0.0).bitPattern)
    #expect(try input.string("h") == "größer als 0, ✓")
    #expect(
      try input.doubles("i", count: 3, allowing: .notNaN)
        == [1, .infinity, -.leastNonzeroMagnitude])
    #expect(try input.floats("j").map(\.bitPattern) == [Float(0.1), -0.0].map(\.bitPattern))
    #expect(try input.ints("k", in: -5...4) == [4, -5])
    #expect(try input.words("l") == [0, .max])
    #expect(input.isNext("abcd"))
    let inside = try input.section("abcd") { inside throws(DriftlineError) in
      try inside.u8("m")
    }
    #expect(inside == 9)
    try input.finish()
  }

  @Test func writesLittleEndian() {
    var out = ByteWriter()
    out.u32(0x0403_0201)
    out.int(-2)
    out.double(1)
    #expect(
      out.bytes == [
        1, 2, 3, 4, 0xFE, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F,
      ])
  }

  @Test func saysWhichByteAndFieldIsDamaged() {
    var out = ByteWriter()
    out.u8(0)
    out.int(-1)
    var input = ByteReader(out.bytes, subject: "profile")
    let error = #expect(throws: DriftlineError.self) {
      _ = try input.u8("the kind")
      _ = try input.count("the number of rows")
    }
    #expect(error?.kind == .dataFormat)
    #expect(
      error?.message
        == "the profile's bytes are damaged at byte 1: the number of rows is -1; expected 0 to "
        + "9007199254740992")
  }

  @Test func refusesEveryPrefix() throws {
    var out = ByteWriter()
    out.u16(1)
    out.string("text")
    out.doubles([1, 2])
    out.section("part") { $0.int(3) }
    func read(_ bytes: [UInt8]) throws {
      var input = ByteReader(bytes, subject: "thing")
      _ = try input.u16("a")
      _ = try input.string("b")
      _ = try input.doubles("c")
      _ = try input.section("part") { inside throws(DriftlineError) in try inside.count("d") }
      try input.finish()
    }
    try read(out.bytes)
    for length in out.bytes.indices {
      #expect(throws: DriftlineError.self) { try read(Array(out.bytes[..<length])) }
    }
  }

  @Test func allocatesNothingForCountsThatCannotBe() {
    for count in [UInt64.max, 1 << 62, 1 << 61, 1 << 40, 3] {
      var out = ByteWriter()
      out.u64(count)
      out.double(1)
      out.double(2)
      var input = ByteReader(out.bytes, subject: "thing")
      let error = #expect(throws: DriftlineError.self) { try input.doubles("values") }
      #expect(error?.message.contains("the number of values is \(count); expected 0 to 2") == true)
    }
  }

  @Test func refusesTextsThatAreNoUTF8AndSumsThatAreTooLarge() {
    var out = ByteWriter()
    out.u32(2)
    out.u8(0xC3)
    out.u8(0x28)
    var input = ByteReader(out.bytes, subject: "thing")
    #expect(throws: DriftlineError.self) { try input.string("name") }
    out = ByteWriter()
    out.ints([1 << 53, 1])
    input = ByteReader(out.bytes, subject: "thing")
    #expect(throws: DriftlineError.self) { try input.counts("counts") }
  }
}
