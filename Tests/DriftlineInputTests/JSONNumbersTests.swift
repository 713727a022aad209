import Driftline
import DriftlineInput
import Foundation
import Testing

@Suite struct JSONNumbersTests {
  /// What the C library makes of a text.
  private func expected(_ text: String) -> UInt64 { strtod(text, nil).bitPattern }

  private func check(_ texts: [String]) throws {
    let read = try numbers("[" + texts.joined(separator: ",") + "]")
    #expect(read.count == texts.count)
    for (index, text) in texts.enumerated() where read[index].bitPattern != expected(text) {
      Issue.record("\(text) is read as \(read[index])")
    }
  }

  /// A column of numbers as others write them, at random: 17 digits, the shortest, and few.
  @Test func agreesWithTheCLibraryOnRandomBits() throws {
    var random = SeededRandom(seed: 1)
    var texts: [String] = []
    while texts.count < 100_000 {
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      texts.append(String(format: "%.17g", value))
      texts.append("\(value)")
      texts.append("\(Float(random.normal()))")
      texts.append(String(format: "%.\(random.below(25))f", random.normal() * 1000))
    }
    try check(texts)
  }

  @Test func agreesWithTheCLibraryOnRandomDigits() throws {
    var random = SeededRandom(seed: 2)
    var texts: [String] = []
    for _ in 0..<50_000 {
      var text = random.below(2) == 0 ? "-" : ""
      let whole = random.below(3) == 0 ? 0 : random.below(26)
      text += whole == 0 ? "0" : String(1 + random.below(9))
      for _ in 0..<max(0, whole - 1) { text += String(random.below(10)) }
      if random.below(4) > 0 {
        text += "." + String(repeating: "0", count: random.below(3) == 0 ? random.below(30) : 0)
        for _ in 0...random.below(26) { text += String(random.below(10)) }
      }
      if random.below(2) == 0 {
        text += ["e", "E"][random.below(2)] + ["", "+", "-"][random.below(3)]
        text += String(random.below([4, 40, 400][random.below(3)]))
      }
      texts.append(text)
    }
    try check(texts)
  }

  /// Half-way cases, the ends of the range, and long texts.
  @Test func agreesWithTheCLibraryOnHardNumbers() throws {
    let zeros = String(repeating: "0", count: 400)
    try check([
      "0", "-0", "0.0", "-0.0e5", "0e999999999999999999999", "-0e-99999999999999999999999", "1e400",
      "-1e400",
      "1e-400", "-1e-400", "1e99999999999999999999", "1e-99999999999999999999", "4.9e-324",
      "2.4703282292062327e-324", "2.4703282292062328e-324", "2.2250738585072011e-308",
      "2.2250738585072014e-308", "1.7976931348623157e308", "1.7976931348623158e308",
      "1.7976931348623159e308",
      "179769313486231580793728971405303415079934132710037826936173778980",
      "9007199254740991", "9007199254740992", "9007199254740993", "9007199254740993.0",
      "9007199254740995",
      "18446744073709551615", "18446744073709551616", "9999999999999999999", "10000000000000000000",
      "99999999999999999999", "1" + zeros + "e-400", "0." + zeros + "1e401",
      "0." + zeros + "123456789012345678e400",
      "9007199254740992.99999999999999999999999999999999999999999", "0.1", "0.30000000000000004",
      "9007199254740993.00000000000000000000000000000000000000001", "6.02214076e23", "1e22", "1e23",
      "1e-22", "1e-23",
      "8.988465674311580e307", "123456789.123456789",
      "1.00000000000000011102230246251565404236316680908203125",
      "1.00000000000000011102230246251565404236316680908203124",
      "0.000000000000000000000000000000000000001",
      "1.00000000000000011102230246251565404236316680908203126", "12345678", "123456789",
      "0.12345678", "0.123456789",
    ])
  }

  @Test func saysWhichNumbersAreWhole() throws {
    let cases: [(String, Int?)] = [
      ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("9223372036854775807", .max),
      ("-9223372036854775808", .min), ("9223372036854775808", nil), ("1.0", nil), ("1e3", nil),
      ("NaN", nil), ("Infinity", nil), ("100000000000000000000000000", nil),
    ]
    for (text, int) in cases {
      #expect(try number(text).int == int, "\(text)")
      #expect(try number(text).text == text)
    }
  }

  @Test func readsALongArrayAsTheSameBits() throws {
    var random = SeededRandom(seed: 3)
    let values = (0..<300_000).map { $0 % 1000 == 999 ? Double.nan : random.normal() }
    let texts = values.map { $0.isNaN ? "null" : "\($0)" }
    let read = try numbers("[" + texts.joined(separator: ", ") + "]")
    #expect(Content.numbers(read.array) == .numbers(values))
    #expect(!read.isAllMissing)
    #expect(try content(.numeric(NumericColumn(read))) == .numbers(values))
  }

  @Test func saysWhetherThereIsAnyNumber() throws {
    #expect(try numbers("[]").isAllMissing && numbers("[null,null]").isAllMissing)
    #expect(try numbers("[NaN,null]").isAllMissing && !numbers("[null,Infinity]").isAllMissing)
    #expect(try content(.numeric(NumericColumn(numbers("[]")))) == .numbers([]))
  }

  @Test func keepsNumbersOfManyArraysApart() throws {
    let line = #"{"a":[1,2],"b":["x",1],"c":[3,true],"d":[[4,5],[6]],"e":7,"f":[8]}"#
    #expect(
      try shown(parse(line)) == #"{a:#1.0,2.0,b:["x",1],c:[3,true],d:[#4.0,5.0,#6.0],e:7,f:#8.0}"#)
  }

  @Test func rowsAreAMatrix() throws {
    let rows = try JSONRows(parse("[[1,2,3],[4,5,6],[7,null,1e300]]"), at: "rows")
    let expected = [1, 2, 3, 4, 5, 6, 7, .nan, 1e300]
    for blocks in 1...3 {
      #expect(try Content.numbers(values(of: Matrix(rows), blocks: blocks)) == .numbers(expected))
    }
    #expect(rows.precision == .double && rows.count == 3 && rows.dimensions == 3)
  }

  @Test func aRowThatIsNullIsMissing() throws {
    let rows = try JSONRows(parse("[null,[1,2],null,[3,4],null]"), at: "rows")
    let missing = Double.nan
    let expected = [missing, missing, 1, 2, missing, missing, 3, 4, missing, missing]
    for blocks in 1...5 {
      #expect(try Content.numbers(values(of: Matrix(rows), blocks: blocks)) == .numbers(expected))
    }
  }

  @Test(arguments: [
    ("[[1,2],[3]]", DriftlineError.Kind.shapeMismatch, "rows: row 1 has 1 values, and row 0 has 2"),
    ("[null,[1],[1,2]]", .shapeMismatch, "rows: row 2 has 2 values, and row 1 has 1"),
    ("[[1],2]", .invalidParams, "rows: row 1 is no array of numbers"),
    (#"[[1],["a"]]"#, .invalidParams, "rows: row 1 is no array of numbers"),
    ("[[],[]]", .shapeMismatch, "rows: the rows have no values; at least 1 each is needed"),
    ("[null]", .shapeMismatch, "rows: the rows have no values; at least 1 each is needed"),
    ("[1,2]", .invalidParams, "rows: this is no array of rows; a row is an array of numbers"),
    ("7", .invalidParams, "rows: this is no array of rows; a row is an array of numbers"),
  ])
  func refusesWhatMakesNoRows(line: String, kind: DriftlineError.Kind, message: String) throws {
    let value = try parse(line)
    let error = #expect(throws: DriftlineError.self) { try JSONRows(value, at: "rows") }
    #expect(error?.kind == kind)
    #expect(error?.message == message)
    #expect(error?.location == "rows")
  }

  @Test func aShapeMakesRowsOfNumbers() throws {
    let six = try numbers("[1,2,3,4,5,6]")
    let matrix = try Matrix(six, shape: [2, 3], at: "values")
    #expect(try values(of: matrix, blocks: 1) == [1, 2, 3, 4, 5, 6] && matrix.dimensions == 3)
    #expect(try Matrix(numbers("[]"), shape: [0, 4], at: "values").count == 0)
    for (shape, kind) in [
      ([2, 2], DriftlineError.Kind.shapeMismatch), ([.max, 2], .shapeMismatch),
      ([6], .invalidParams),
      ([6, 0], .invalidParams), ([-2, 3], .invalidParams), ([1, 2, 3], .invalidParams),
    ] {
      let error = #expect(throws: DriftlineError.self) {
        try Matrix(six, shape: shape, at: "values")
      }
      #expect(error?.kind == kind, "\(shape)")
    }
  }
}
