import Driftline
import DriftlineInput
import Testing

@Suite struct DecimalNumberTests {
  /// The numbers of texts, read as a column of a `.csv` file that has to be numeric.
  private func numbers(_ texts: [String]) throws -> [String: Content] {
    try read("a,b\n" + texts.map { $0 + ",0\n" }.joined(), options { $0.types = ["a": .numeric] })
  }

  @Test func agreesWithSwiftOnRandomDigits() throws {
    var random = SeededRandom(seed: 1)
    var texts: [String] = []
    for _ in 0..<20_000 {
      let digits = (0..<1 + random.below(22)).map { _ in String(random.below(10)) }
      let point = random.below(digits.count + 1)
      var text = random.below(2) == 0 ? "-" : ""
      text += digits[..<point].joined()
      if random.below(3) > 0 || point == 0 { text += "." }
      text += digits[point...].joined()
      if random.below(2) == 0 {
        text +=
          "e" + ["", "+", "-"][random.below(3)]
          + String(random.below([5, 40, 330][random.below(3)]))
      }
      texts.append(text)
    }
    let expected = texts.map { Double($0) ?? .nan }
    #expect(expected.filter(\.isNaN).isEmpty)
    #expect(try numbers(texts)["a"] == .numbers(expected))
  }

  @Test func readsBackWhatSwiftWrites() throws {
    var random = SeededRandom(seed: 2)
    var values: [Double] = []
    while values.count < 20_000 {
      let bits = Double(bitPattern: random.next())
      if bits.isFinite { values.append(bits) }
      values.append(random.normal())
      values.append(Double(random.below(1_000_000)) / 100)
    }
    #expect(try numbers(values.map(\.description))["a"] == .numbers(values))
  }

  /// Texts halfway between two doubles, or a digit off, at the edges of what integers decide.
  @Test func roundsTiesToEven() throws {
    var texts: [String] = []
    for base in [1 << 53, 1 << 54, (1 << 54) + 4, 1 << 62] as [UInt64] {
      for offset in 0..<9 as Range<UInt64> {
        for tail in [
          "", ".0", "e0", "e3", "e-3", "e18", "e-18", "e27", "e-27", "e28", "e-28", "0", "00",
        ] {
          texts.append(String(base + offset) + tail)
        }
      }
    }
    for text in [
      "9007199254740993", "9007199254740992.5", "9007199254740993.00000000000000000001",
      "0.500000000000000166533453693773481063544750213623046875", "18446744073709551615",
      "18446744073709551616", "9999999999999999999", "9999999999999999999e-27", "1e22", "1e23",
      "8.5e-323", "2.2250738585072011e-308", "1.7976931348623158e308", "1.7976931348623159e308",
      "4.9e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "1e-400", "1e400",
      "0e999999999999999999999", "0.0000000000000000000000000000000000001e37",
      "1" + String(repeating: "0", count: 400) + "e-400",
      "0." + String(repeating: "0", count: 400) + "1e401",
      "000000000000000000000000012.5", "0.00000000000000000000000000",
    ] { texts += [text, "-" + text] }
    let expected = texts.map { Double($0) ?? .nan }
    #expect(expected.filter(\.isNaN).isEmpty)
    #expect(try numbers(texts)["a"] == .numbers(expected))
  }

  @Test func readsWordsForWhatIsNotFinite() throws {
    #expect(
      try numbers(["inf", "-inf", "+Inf", "INFINITY", "-Infinity", "NAN", "-NaN", " inf "])["a"]
        == .numbers([
          .infinity, -.infinity, .infinity, .infinity, -.infinity, .nan, .nan, .infinity,
        ]))
  }

  @Test func readsPointsAtTheEdge() throws {
    #expect(
      try numbers(["5.", ".5", "+5", "-.5e1", "5.e1"])["a"] == .numbers([5, 0.5, 5, -5, 50]))
  }

  @Test(arguments: [
    ".", "-", "+", "e5", "1e", "1e+", "1e-", "0x10", "0x1p3", "1_000", "1 000", "--1", "+-1",
    "1.2.3", "1e5.5",
    "1,5", "\"1,5\"", "1f", "infinit", "in", "nano", "- 1", "\u{661}", "1\u{A0}", "1e5e5", "$1",
    "1%",
  ]) func refusesAllElse(_ text: String) {
    #expect(
      failure("a\n" + text + "\n", options { $0.types = ["a": .numeric] })?.kind == .dataFormat)
  }
}
