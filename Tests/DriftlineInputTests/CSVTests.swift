import Driftline
import DriftlineInput
import Testing

@Suite struct CSVTests {
  // MARK: - Records

  @Test(arguments: [
    "a,b\n1,x\n2,y\n", "a,b\n1,x\n2,y", "a,b\r\n1,x\r\n2,y\r\n", "a,b\r1,x\r2,y\r", "a,b\r1,x\n2,y",
    "\u{FEFF}a,b\n1,x\n2,y\n", "\"a\",\"b\"\n\"1\",\"x\"\n\"2\",\"y\"", "a,b\n1,x\n2,y\n\n\n",
    "a,b\r\n1,x\r\n2,y\r\n\r\n", "a,b\n 1 ,x\n\t2,y\n",
  ]) func readsTheSameTable(_ text: String) throws {
    #expect(
      try read(text) == ["a": .numbers([1, 2]), "b": .counts(["x": 1, "y": 1], missing: 0)])
  }

  @Test func readsWhatQuotesHold() throws {
    let text =
      "a,b\n\"x, y\",1\n\"line\nbreak\",2\n\"say \"\"hi\"\"\",3\n\"\"\"\"\"\",4\n5\" pipe,5\n"
    #expect(
      try read(text)["a"]
        == .counts(
          ["x, y": 1, "line\nbreak": 1, "say \"hi\"": 1, "\"\"": 1, "5\" pipe": 1], missing: 0))
  }

  @Test func keepsTheOrderOfColumns() throws {
    let table = try readDataset(bytes: Array("z,y,x\n1,2,3\n".utf8), name: "d.csv")
    #expect(try columns(table).map(\.0) == ["z", "y", "x"])
    let chosen = try readDataset(
      bytes: Array("z,y,x\n1,2,3\n".utf8), name: "d.csv",
      options: options { $0.columns = ["x", "z"] })
    #expect(try columns(chosen).map(\.0) == ["x", "z"])
    #expect(try columns(chosen).map(\.1) == [.numbers([3]), .numbers([1])])
  }

  @Test func readsAHeaderAlone() throws {
    #expect(try read("a,b") == ["a": .numbers([]), "b": .numbers([])])
    #expect(try read("a,b\n") == ["a": .numbers([]), "b": .numbers([])])
  }

  @Test func takesAnEmptyLineOfOneColumnAsMissing() throws {
    #expect(try read("a\n\n1\n\n\n2\n\n") == ["a": .numbers([.nan, 1, .nan, .nan, 2])])
    #expect(try read("a\n1\n\"\"\n") == ["a": .numbers([1, .nan])])
  }

  @Test func readsRows() throws {
    let text = "a\n1\n2\nx\n4\n"
    #expect(try read(text, options { $0.rows = 0..<2 }) == ["a": .numbers([1, 2])])
    #expect(
      try read(text, options { $0.rows = 1..<3 }) == ["a": .counts(["2": 1, "x": 1], missing: 0)])
    #expect(try read(text, options { $0.rows = 3..<4 }) == ["a": .numbers([4])])
    #expect(failure(text, options { $0.rows = 3..<5 })?.kind == .invalidParams)
  }

  @Test func readsRecordsAcrossBlocks() throws {
    // Records of some 50 kB straddle the blocks of 1 MiB; one is longer than a block.
    var text = "a,b\n"
    for index in 0..<60 {
      text += "\(index),\"\(String(repeating: "x\n", count: 20_000 + index))\"\r\n"
    }
    text += "60,\"\(String(repeating: "long,", count: 700_000))\"\r\n"
    let table = try read(text)
    #expect(table["a"] == .numbers((0...60).map(Double.init)))
    guard case .counts(let counts, missing: 0) = table["b"] else {
      Issue.record("no categories")
      return
    }
    #expect(counts.count == 61)
    #expect(counts[String(repeating: "long,", count: 700_000)] == 1)
  }

  // MARK: - Types

  @Test func keepsTheTextOfNumbersThatTurnOutToBeNone() throws {
    #expect(
      try read("a,b\n007,1\n7,2\n ,3\n1e3,4\n007,5\nx,6\n")
        == [
          "a": .counts(["007": 2, "7": 1, "1e3": 1, "x": 1], missing: 1),
          "b": .numbers([1, 2, 3, 4, 5, 6]),
        ])
  }

  @Test func keepsTheTextOfManyNumbersThatTurnOutToBeNone() throws {
    var text = "a,b\n"
    for index in 0..<60_000 { text += "0\(index % 3),\(index)\n" }
    text += "none,\"two\nlines\"\n"
    let counts = ["00": 20_000, "01": 20_000, "02": 20_000, "none": 1]
    #expect(try read(text)["a"] == .counts(counts, missing: 0))
    let table = try withFile("x.csv", Array(text.utf8)) { path in
      try columns(readDataset(path: path))
    }
    #expect(table.first?.1 == .counts(counts, missing: 0))
  }

  @Test func takesAColumnOfMissingValuesAsNumeric() throws {
    #expect(
      try read("a,b\nNA,\nnull,N/A\n\"\",nan\n") == [
        "a": .numbers([.nan, .nan, .nan]), "b": .numbers([.nan, .nan, .nan]),
      ])
  }

  @Test func takesOtherTokensAsMissing() throws {
    let tokens = options { $0.missing = ["-999", "?"] }
    #expect(
      try read("a,b\n-999,?\n1,x\n-999.0, ? \n", tokens) == [
        "a": .numbers([.nan, 1, -999]), "b": .counts(["x": 1], missing: 2),
      ])
    #expect(try read("a\nnan\n1\n", tokens) == ["a": .numbers([.nan, 1])])
    #expect(try read("a,b\n,1\nx,2\n", tokens)["a"] == .counts(["": 1, "x": 1], missing: 0))
  }

  @Test func readsTypesThatAreGiven() throws {
    let text = "a,b\n01,1\n1,2\n"
    #expect(
      try read(text, options { $0.types = ["a": .categorical] }) == [
        "a": .counts(["01": 1, "1": 1], missing: 0), "b": .numbers([1, 2]),
      ])
    #expect(
      try read("a,b\nNA,1\n", options { $0.types = ["a": .numeric] })["a"] == .numbers([.nan]))
    let error = failure("a,b\n1,2\n3,abc\n", options { $0.types = ["b": .numeric] })
    #expect(error?.message == "data.csv:3:3: \"abc\" is not a number in column \"b\"")
    #expect(error?.kind == .dataFormat)
    #expect(error?.location == "data.csv:3:3")
    #expect(
      error?.details == [
        .init("file", .string("data.csv")), .init("line", .int(3)), .init("column", .int(3)),
      ])
  }

  @Test func countsTextsThatUnicodeTakesAsEqual() throws {
    #expect(try read("a,b\ne\u{301},1\n\u{E9},2\n")["a"] == .counts(["\u{E9}": 2], missing: 0))
  }

  // MARK: - Names

  @Test func refusesNamesThatDoNotTellColumnsApart() throws {
    #expect(failure("a,a\n1,2\n")?.location == "data.csv:1:1")
    #expect(failure(",a\n1,2\n")?.message.contains("column 1 has no name") == true)
    #expect(try read(",a,b,b\n1,2,3,4\n", options { $0.columns = ["a"] }) == ["a": .numbers([2])])
    #expect(failure("b,b\n1,2\n", options { $0.columns = ["b"] })?.kind == .dataFormat)
  }

  @Test func namesTheColumnsThereAre() {
    let error = failure("a,b\n1,2\n", options { $0.columns = ["c"] })
    #expect(error?.kind == .invalidParams)
    #expect(error?.message == "data.csv: there is no column \"c\"; it has \"a\", \"b\"")
    #expect(failure("a\n1\n", options { $0.types = ["c": .numeric] })?.kind == .invalidParams)
    #expect(failure("a\n1\n", options { $0.columns = [] })?.kind == .invalidParams)
    #expect(failure("a\n1\n", options { $0.columns = ["a", "a"] })?.kind == .invalidParams)
  }

  // MARK: - Errors

  @Test(arguments: [
    ("", "1:1"), ("\n", "1:1"), ("\u{FEFF}", "1:1"), ("a,b\n1\n", "2:2"), ("a,b\n1,2\n3\n", "3:2"),
    ("a,b\n1,2,3\n", "2:5"), ("a,b\n1,2\n\n3,4\n", "3:1"), ("a,b\r\n1,2\r\n\r\n\r\n3,4\r\n", "3:1"),
    ("a,b\n1,\"2\n", "2:3"), ("a,b\n\"x\ny\",\"2\n", "3:4"), ("a,b\n\"1\"x,2\n", "2:4"),
    ("a,b\n\"1\n2\" ,2\n", "3:3"), ("a\n\"", "2:1"), ("\"", "1:1"), ("a,b\nx\u{0},2\n", "2:2"),
    ("a\u{0},b\n1,2\n", "1:2"), ("a,b\n\"1\n\n2\",3\n4\n", "5:2"),
  ]) func saysWhere(_ text: String, _ place: String) {
    let error = failure(text)
    #expect(error?.kind == .dataFormat)
    #expect(error?.location == "data.csv:" + place)
    #expect(error?.message.hasPrefix("data.csv:\(place): ") == true)
  }

  @Test(
    arguments: [
      [0xFF], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
      [0xF8, 0x88, 0x80, 0x80, 0x80],
    ] as [[UInt8]]) func refusesTextThatIsNotUTF8(_ bytes: [UInt8])
  {
    let text = Array("a,b\n1,x".utf8) + bytes + Array("\n".utf8)
    #expect(failure(text, as: "d.csv")?.location == "d.csv:2:4")
    #expect(failure(text, as: "d.csv", options { $0.columns = ["a"] }) == nil)
  }

  @Test func refusesARecordWithoutEnd() {
    var text = Array("a\n\"".utf8)
    text += [UInt8](repeating: UInt8(ascii: "x"), count: 70 << 20)
    let error = failure(text, as: "d.csv")
    #expect(error?.kind == .dataFormat)
    #expect(error?.location == "d.csv:2:1")
  }
}
