import Driftline
import DriftlineInput
import Testing

@Suite struct NDJSONTests {
  @Test func readsNumbersTextsBooleansAndNothing() throws {
    let text = """
      {"n": 1.5, "t": "x", "b": true, "z": null}
      {"b": false, "t": "y", "n": -2e3}

      { "n" : null , "t":"x", "late": 3 }\r
      {}
      """
    #expect(
      try read(text, as: "d.ndjson") == [
        "n": .numbers([1.5, -2000, .nan, .nan]), "t": .counts(["x": 2, "y": 1], missing: 1),
        "b": .counts(["true": 1, "false": 1], missing: 2), "z": .numbers([.nan, .nan, .nan, .nan]),
        "late": .numbers([.nan, .nan, 3, .nan]),
      ])
  }

  @Test func ordersColumnsByFirstAppearance() throws {
    let text = "{\"b\":1}\n{\"c\":2,\"a\":3}\n"
    let table = try readDataset(bytes: Array(text.utf8), name: "d.jsonl")
    #expect(try columns(table).map(\.0) == ["b", "c", "a"])
  }

  @Test func readsEscapes() throws {
    let text = #"{"a":"\"\\\/\b\f\n\r\t\u00e9\uD83D\ude00","\u0062":"plain \u0041"}"#
    #expect(
      try read(text, as: "d.ndjson") == [
        "a": .counts(["\"\\/\u{8}\u{C}\n\r\t\u{E9}\u{1F600}": 1], missing: 0),
        "b": .counts(["plain A": 1], missing: 0),
      ])
  }

  @Test func readsNumbersThatAreNotFinite() throws {
    #expect(
      try read("{\"a\":NaN}\n{\"a\":Infinity}\n{\"a\":-Infinity}\n", as: "d.ndjson")
        == ["a": .numbers([.nan, .infinity, -.infinity])])
    #expect(
      try read(
        "{\"a\":\"inf\"}\n{\"a\":\"-inf\"}\n{\"a\":1}\n{\"a\":\"nan\"}\n{\"a\":\"inf\"}",
        as: "d.ndjson")
        == ["a": .numbers([.infinity, -.infinity, 1, .nan, .infinity])])
    #expect(
      try read("{\"a\":\"inf\"}\n{\"a\":\"inf\"}\n{\"a\":\"x\"}\n", as: "d.ndjson")
        == ["a": .counts(["inf": 2, "x": 1], missing: 0)])
  }

  @Test func readsWholeNumbersBeyondWhatDoublesHold() throws {
    #expect(
      try read("{\"a\":9007199254740993}\n{\"a\":123456789012345678901234567890}", as: "d.ndjson")
        == ["a": .numbers([9_007_199_254_740_992, 1.2345678901234568e29])])
  }

  @Test func takesTokensAsMissing() throws {
    #expect(
      try read("{\"a\":\"NA\"}\n{\"a\":1}\n{\"a\":\"\"}\n", as: "d.ndjson") == [
        "a": .numbers([.nan, 1, .nan])
      ])
    #expect(
      try read("{\"a\":\"NA\"}\n{\"a\":\"\"}\n", as: "d.ndjson", options { $0.missing = [] })
        == ["a": .counts(["NA": 1, "": 1], missing: 0)])
  }

  @Test func readsTypesThatAreGiven() throws {
    let text = "{\"a\":1.0}\n{\"a\":\"x\"}\n{\"a\":true}\n{\"a\":1}\n{\"a\":NaN}"
    #expect(
      try read(text, as: "d.ndjson", options { $0.types = ["a": .categorical] })
        == ["a": .counts(["1.0": 1, "x": 1, "true": 1, "1": 1], missing: 1)])
    #expect(
      try read(
        "{\"a\":\" 12 \"}\n{\"a\":3}\n", as: "d.ndjson", options { $0.types = ["a": .numeric] })
        == ["a": .numbers([12, 3])])
    #expect(
      failure("{\"a\":\"x\"}", as: "d.ndjson", options { $0.types = ["a": .numeric] })?.message
        == "d.ndjson:1:6: \"x\" is not a number in key \"a\"")
    #expect(failure("{\"a\":true}", as: "d.ndjson", options { $0.types = ["a": .numeric] }) != nil)
  }

  @Test func readsColumnsAndRows() throws {
    let text = "{\"a\":1,\"b\":2}\n{\"a\":3,\"c\":\"x\"}\n{\"b\":4}\n"
    #expect(
      try read(text, as: "d.ndjson", options { $0.columns = ["c", "a"] })
        == ["c": .counts(["x": 1], missing: 2), "a": .numbers([1, 3, .nan])])
    #expect(
      try read(text, as: "d.ndjson", options { $0.rows = 1..<3 })
        == [
          "a": .numbers([3, .nan]), "b": .numbers([.nan, 4]), "c": .counts(["x": 1], missing: 1),
        ])
    #expect(failure(text, as: "d.ndjson", options { $0.rows = 1..<4 })?.kind == .invalidParams)
    #expect(
      failure(text, as: "d.ndjson", options { $0.columns = ["d"] })?.message
        == "d.ndjson: there is no column \"d\"; it has \"a\", \"b\", \"c\"")
    #expect(
      failure(text, as: "d.ndjson", options { $0.types = ["d": .numeric] })?.kind == .invalidParams)
  }

  @Test func readsNothingAsATableOfNothing() throws {
    #expect(try read("", as: "d.ndjson").isEmpty)
    #expect(try read("\u{FEFF}\n\n", as: "d.ndjson").isEmpty)
  }

  @Test func readsSparseColumnsOfManyRows() throws {
    var text = "{\"first\":1}\n"
    for _ in 0..<200_000 { text += "{}\n" }
    text += "{\"first\":2,\"last\":3}\n"
    let rows = 200_002
    var first = [Double](repeating: .nan, count: rows)
    var last = first
    (first[0], first[rows - 1], last[rows - 1]) = (1, 2, 3)
    #expect(try read(text, as: "d.ndjson") == ["first": .numbers(first), "last": .numbers(last)])
  }

  @Test func readsLinesAcrossBlocks() throws {
    var text = ""
    for index in 0..<40 {
      text += "{\"a\":\(index),\"b\":\"\(String(repeating: "x", count: 50_000 + index))\"}\n"
    }
    text += "{\"a\":40,\"b\":\"\(String(repeating: "y", count: 3_000_000))\"}"
    #expect(try read(text, as: "d.ndjson")["a"] == .numbers((0...40).map(Double.init)))
  }

  @Test(arguments: [
    ("[1]", "1:1"), ("1", "1:1"), ("{\"a\":1}\n{", "2:2"), ("{\"a\":[[1]]}", "1:7"),
    ("{\"a\":{}}", "1:6"),
    ("{\"a\":1,}", "1:8"), ("{\"a\" 1}", "1:6"), ("{a:1}", "1:2"), ("{\"a\":01}", "1:6"),
    ("{\"a\":1.}", "1:8"),
    ("{\"a\":.5}", "1:6"), ("{\"a\":+1}", "1:6"), ("{\"a\":1e}", "1:8"), ("{\"a\":nul}", "1:6"),
    ("{\"a\":1} x", "1:9"), ("{\"a\":1}{\"a\":1}", "1:8"), ("{\"a\":1,\"a\":2}", "1:8"),
    ("{\"a\":1,\"\\u0061\":2}", "1:8"), ("{\"a\":\"x", "1:6"), ("{\"a\":\"\\x\"}", "1:7"),
    ("{\"a\":\"\\u12\"}", "1:7"), ("{\"a\":\"\\ud800\"}", "1:7"),
    ("{\"a\":\"\\ud800\\u0041\"}", "1:7"),
    ("{\"a\":\"\\udc00\"}", "1:7"), ("{\"a\":\"\t\"}", "1:7"), ("{\"a\":\"\\n\t\"}", "1:9"),
    ("{\"a\"", "1:5"),
    ("{\"a\":1\n}", "1:7"), ("{\"a\":-}", "1:6"), ("{\"a\":1 \"b\":2}", "1:8"),
    ("{\"a\":\"\\", "1:7"),
    ("{\"a\":1}\n{\"a\":\"x\"}", "2:6"), ("{\"a\":\"x\"}\n\n{\"a\":1}", "3:6"),
    ("{\"a\":1}\n{\"a\":true}", "2:6"),
    ("{\"a\":\u{0}}", "1:6"), ("{\"a\":\"\u{0}\"}", "1:7"),
  ]) func saysWhere(_ text: String, _ place: String) {
    let error = failure(text, as: "d.ndjson")
    #expect(error?.kind == .dataFormat)
    #expect(error?.location == "d.ndjson:" + place, "\(error?.message ?? "none")")
  }

  @Test func namesTheKeyOfWhatIsNested() {
    let error = failure("{\"id\":1}\n{\"user\":{\"id\":1}}", as: "d.ndjson")
    #expect(
      error?.message
        == "d.ndjson:2:9: the key \"user\" holds an object; values are numbers, texts, "
        + "booleans, null and arrays of numbers")
  }

  @Test func refusesTextThatIsNotUTF8() {
    for bytes in [[0xFF], [0xC3], [0xED, 0xB0, 0x80]] as [[UInt8]] {
      let value = Array("{\"a\":\"x".utf8) + bytes + Array("\"}".utf8)
      #expect(failure(value, as: "d.ndjson")?.location == "d.ndjson:1:8")
      let key = Array("{\"\\n".utf8) + bytes + Array("\":1}".utf8)
      #expect(failure(key, as: "d.ndjson")?.location == "d.ndjson:1:5")
    }
  }

  @Test func refusesALineWithoutEnd() {
    let text = Array("{}\n{\"a\":\"".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: 70 << 20)
    #expect(failure(text, as: "d.ndjson")?.location == "d.ndjson:2:1")
  }
}
