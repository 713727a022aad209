import Driftline
import DriftlineInput
import Testing

/// Texts that are JSON and texts that are not, with an offset for each.
///
/// Many are from the "minefield" that the tests of JSON parsers by Nicolas Seriot walk through.
@Suite struct JSONLineTests {
  @Test(arguments: [
    ("null", "null"), ("true", "true"), ("false", "false"), ("0", "0"), ("-0", "-0"),
    (" \t\r\n1 \t\r\n", "1"), ("1e5", "1e5"), ("1E+5", "1E+5"), ("-1.5e-05", "-1.5e-05"),
    ("123456789012345678901234567890", "123456789012345678901234567890"),
    ("NaN", "NaN"), ("Infinity", "Infinity"), ("-Infinity", "-Infinity"),
    (#""""#, #""""#), (#""a\"b""#, #""a\"b""#), (#""\\""#, #""\\""#), ("\"\u{7F}\"", "\"\u{7F}\""),
    ("[]", "#"), ("[ ]", "#"), ("{}", "{}"), ("{ }", "{}"), ("[[]]", "[#]"), ("[{}]", "[{}]"),
    (#"{"":0}"#, "{:0}"), (#"{"a":1,"a":2}"#, "{a:1,a:2}"), (#"{"\u0061":{"b":[]}}"#, "{a:{b:#}}"),
    ("[1]", "#1.0"), ("[ 1 , 2 ]", "#1.0,2.0"), ("[ 1.25 , 2.5e1\t, 0.5 ]", "#1.25,25.0,0.5"),
    ("[null]", "#nan"),
    ("[null,null,3]", "#nan,nan,3.0"),
    (#"[1,"nan","inf","-inf",null]"#, "#1.0,nan,inf,-inf,nan"),
    ("[NaN,Infinity,-Infinity]", "#nan,inf,-inf"),
    (#"["nan"]"#, #"["nan"]"#), (#"[null,"nan",1]"#, #"[null,"nan",1]"#),
    (#"[1,"NaN"]"#, #"[1,"NaN"]"#), (#"[1,"in\u0066"]"#, #"[1,"in\u0066"]"#),
    ("[1,true]", "[1,true]"), ("[1,[2]]", "[1,#2.0]"), ("[1,{}]", "[1,{}]"),
    ("[[1,2],[3,4]]", "[#1.0,2.0,#3.0,4.0]"),
    ("[true,1]", "[true,1]"), (#"[1,2,"x",[3,4]]"#, #"[1,2,"x",#3.0,4.0]"#),
  ])
  func readsWhatIsJSON(line: String, expected: String) throws {
    #expect(try shown(parse(line)) == expected)
  }

  @Test(arguments: [
    ("", 0), ("   ", 3), ("nul", 0), ("nulls", 0), ("True", 0), ("NULL", 0), ("nan", 0),
    ("Nan", 0), ("inf", 0), ("Inf", 0), ("-Inf", 0), ("+Infinity", 0), ("-NaN", 0), ("NaN1", 0),
    ("Infinity1", 0), ("01", 0), ("-01", 0), ("00", 0), ("1.", 0), (".5", 0), ("-.5", 0), ("+1", 0),
    ("-", 0), ("--1", 0), ("1e", 0), ("1e+", 0), ("1.e1", 0), ("1.5.5", 0), ("1e1.5", 0),
    ("0x1", 0), ("1_0", 0), ("1a", 0), ("- 1", 0), ("1 2", 2), ("1,", 1), ("1]", 1),
    ("null null", 5),
    ("{}{}", 2), ("[]]", 2), ("[1]x", 3), ("]", 0), ("}", 0), (",", 0), (":", 0), ("'a'", 0),
    ("[", 1), ("[1", 2), ("[1,", 3), ("[,1]", 1), ("[1,,2]", 3), ("[1,]", 3), ("[1;2]", 1),
    ("[1 2]", 3),
    ("[1:2]", 2), ("[1}", 2), ("[\"a\"", 4), ("[\"a\",]", 5), ("[\"a\" \"b\"]", 5), ("[x]", 1),
    ("[nul]", 1),
    ("[01]", 1), ("[1.]", 1), ("[1,-]", 3), ("[1,+1]", 3), ("[1,Na]", 3), ("[1,nulls]", 3),
    ("[1,\"nan\"x]", 8),
    ("[1,\"nan\"\"nan\"]", 8), ("[true1]", 1), ("[true\"a\"]", 1), ("[1\"a\"]", 1),
    ("{", 1), ("{]", 1), ("{\"a\"", 4), ("{\"a\":", 5), ("{\"a\":1", 6), ("{\"a\":1,", 7),
    ("{\"a\":1,}", 7),
    ("{,}", 1), ("{\"a\" 1}", 5), ("{\"a\"::1}", 5), ("{\"a\",1}", 4), ("{1:1}", 1), ("{a:1}", 1),
    ("{null:1}", 1), ("{\"a\":1 \"b\":2}", 7), ("{\"a\":1]", 6), ("{\"a\":1,,}", 7), ("{\"a\"}", 4),
    ("\"a", 0), ("[\"a]", 1), ("\"\\\"", 0), ("\"a\u{1}b\"", 2), ("\"a\tb\"", 2), ("\"a\nb\"", 2),
    ("\"a\0b\"", 2),
    (#""\x""#, 1), (#""ab\a""#, 3), (#""\u12""#, 1), (#""\u12G4""#, 1), (#""\U0041""#, 1),
    (#""\ud800""#, 1),
    (#""\udc00""#, 1), (#""\ud800\ud800""#, 1), (#""\ud800x""#, 1), (#""\ud83d\u0041""#, 1),
    (#""\udc00\ud800""#, 1), ("\\\"a\"", 4), ("\\", 0), ("[1,\\]", 3), ("\u{FEFF}1", 0),
    ("1\u{A0}", 0), ("\u{2028}1", 0),
    ("1\0", 0), ("\u{C}1", 0), ("1\u{C}2", 1), ("[1\u{C}2]", 2), ("[\u{1A}]", 1),
    ("{\"a\"\u{1A}1}", 4),
    ("/* */1", 0), ("1//", 0), ("#1", 0),
  ])
  func refusesWhatIsNotAndSaysWhere(line: String, offset: Int) {
    let fault = fault(line)
    #expect(fault?.offset == offset, "\(line.debugDescription): \(fault?.problem ?? "accepted")")
    #expect(fault?.problem.isEmpty == false)
  }

  @Test(
    arguments: [
      ([0x22, 0xFF, 0x22], 1), ([0x22, 0xC3, 0x22], 1), ([0x22, 0xC0, 0x80, 0x22], 1),
      ([0x22, 0xE0, 0x80, 0x80, 0x22], 1), ([0x22, 0xED, 0xA0, 0x80, 0x22], 1),
      ([0x22, 0xF0, 0x80, 0x80, 0x80, 0x22], 1), ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1),
      ([0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], 1), ([0x22, 0x80, 0x22], 1), ([0x31, 0xE2, 0x82], 1),
      ([0x5B, 0x31, 0x2C, 0xFF, 0x5D], 3), ([0x22, 0x5C, 0xFF, 0x22], 2),
    ] as [([UInt8], Int)])
  func refusesWhatIsNoUTF8(line: [UInt8], offset: Int) {
    #expect(fault(line) == JSONFault(offset: offset, problem: "the bytes are no UTF-8"))
  }

  @Test func refusesEveryPrefixOfALine() throws {
    let line =
      #"{"id":"ä\u00e4\ud83d\ude00","method":"compare","params":{"a":[1.5,null,"nan",-2e-3],"#
      + #""b":{"b64":"AAAA","shape":[1,1]},"rows":[[1,2],[3,4]],"names":["x","y"],"c":[],"d":true}}"#
    let bytes = Array(line.utf8)
    for count in 0..<bytes.count { #expect(fault(bytes[..<count]) != nil, "\(count) bytes") }
    #expect(fault(bytes) == nil)
    for byte in [UInt8(ascii: "}"), UInt8(ascii: "1"), UInt8(ascii: "\"")] {
      #expect(fault(bytes + [byte]) != nil)
    }
  }

  @Test func boundsHowDeepThingsLie() throws {
    let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(throws: Never.self) { try parse(deep) }
    #expect(fault("[" + deep + "]")?.offset == 64)
    let objects = String(repeating: #"{"a":"#, count: 65)
    #expect(fault(objects + "1")?.offset == 64 * 5)
    #expect(fault(String(repeating: "[", count: 1_000_000))?.offset == 64)
    #expect(fault("[[1]]".utf8, depth: 1)?.offset == 1)
    #expect(fault("[1]".utf8, depth: 1) == nil)
  }

  @Test(arguments: [
    (#""""#, ""), (#""\u0000""#, "\0"), (#""a\u0000b""#, "a\0b"),
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e4\u20AC\uD83D\uDE00""#, "ä€😀"),
    (#""ä€😀""#, "ä€😀"), (#""\\u0041""#, #"\u0041"#), (#""x\\""#, #"x\"#),
    (#""\uFFFF""#, "\u{FFFF}"),
    (#""abcdefghijklmnopqrstuvwxyz\n0123456789""#, "abcdefghijklmnopqrstuvwxyz\n0123456789"),
  ])
  func readsTextsWithAndWithoutEscapes(line: String, expected: String) throws {
    let text = try text(line)
    #expect(text.string == expected)
    #expect(text.utf8Count == expected.utf8.count)
    #expect(text.verbatim == line)
  }

  @Test func keepsValuesWhenTheParserGoesOn() throws {
    let parser = JSONLineParser()
    var buffer = LineBuffer()
    var values: [JSONValue] = []
    for index in 0..<100 {
      let line = Array(#"{"id":"request \#(index)","values":[\#(index),null,0.5]}"#.utf8)
      for byte in line { [byte].withUnsafeBytes { buffer.append($0) } }
      #expect(buffer.count == line.count)
      values.append(try parser.parse(buffer.take()))
      #expect(buffer.count == 0)
      _ = try? parser.parse(Line("[1,2,".utf8))
    }
    for (index, value) in values.enumerated() {
      #expect(shown(value) == #"{id:"request \#(index)",values:#\#(Double(index)),nan,0.5}"#)
    }
  }

  @Test func forgetsWhatABufferHeld() throws {
    var buffer = LineBuffer()
    let long = [UInt8](repeating: UInt8(ascii: "7"), count: 3 << 20)
    long.withUnsafeBytes { buffer.append($0) }
    buffer.removeAll()
    "42".utf8.withContiguousStorageIfAvailable { buffer.append(UnsafeRawBufferPointer($0)) }
    #expect(try shown(JSONLineParser().parse(buffer.take())) == "42")
    #expect(buffer.take().withBytes { $0.count } == 0)
  }

  @Test func readsManyMembersAndElements() throws {
    let count = 50_000
    let line = "{" + (0..<count).map { #""k\#($0)":"v\#($0)""# }.joined(separator: ",") + "}"
    guard case .object(let members) = try parse(line) else { throw NotThat(text: "an object") }
    #expect(members.count == count)
    for (index, member) in members.enumerated() {
      guard case .text(let text) = member.value else { throw NotThat(text: member.key) }
      if member.key != "k\(index)" || text.string != "v\(index)" { throw NotThat(text: member.key) }
    }
  }
}
