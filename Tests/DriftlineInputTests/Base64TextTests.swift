import Driftline
import DriftlineInput
import Foundation
import Testing

@Suite struct Base64TextTests {
  private func decoded(_ base64: String) throws -> DecodedBytes {
    try decodedBase64(text("\"" + base64 + "\""))
  }

  private func failure(_ base64: String) throws -> DriftlineError? {
    let text = try text("\"" + base64 + "\"")
    return #expect(throws: DriftlineError.self) { try decodedBase64(text) }
  }

  @Test func agreesWithFoundationOnEveryLength() throws {
    var random = SeededRandom(seed: 1)
    for count in 0...300 {
      let bytes = (0..<count).map { _ in UInt8(random.below(256)) }
      let base64 = Data(bytes).base64EncodedString()
      #expect(try decoded(base64).array == bytes)
      #expect(try decoded(base64.replacing("=", with: "")).array == bytes)
      #expect(try decoded(base64.replacing("/", with: #"\/"#)).array == bytes)
      #expect(try decoded(base64.replacing("A", with: #"\u0041"#)).array == bytes)
    }
  }

  @Test(arguments: [
    ("A", 0, "one character is left"), ("AAAAA", 4, "one character is left"),
    ("AA=", 3, "no whole groups"),
    ("=", 1, "no whole groups"), ("AAAA=", 5, "no whole groups"), ("A===", 1, "before the end"),
    ("====", 0, "before the end"),
    ("AA==AAAA", 2, "before the end"), ("AAAA====", 4, "before the end"),
    ("AAA=AAA=", 3, "before the end"),
    ("AB==", 1, "belong to no byte"), ("AAB=", 2, "belong to no byte"),
    ("AB", 1, "belong to no byte"),
    ("AAAAAAB", 6, "belong to no byte"), ("AAAA AAAA", 4, "white space"),
    ("AAAAAA A", 6, "white space"),
    (#"AAAA\n"#, 4, "white space"), ("-AAA", 0, "URL-safe"), ("AAAAA_AA", 5, "URL-safe"),
    ("AA-A", 2, "URL-safe"),
    ("A*AA", 1, "not of the alphabet"), ("AAAAé", 4, "not of the alphabet"),
    ("AAA.", 3, "not of the alphabet"),
    (#"\/\/\/\/AA?A"#, 6, "not of the alphabet"), ("AA_", 2, "URL-safe"),
    ("AAAA*", 4, "not of the alphabet"),
  ])
  func refusesWhatIsNoBase64AndSaysWhere(base64: String, offset: Int, problem: String) throws {
    let error = try failure(base64)
    #expect(error?.kind == .dataFormat)
    #expect(error?.details == [.init("offset", .int(offset))])
    #expect(error?.message.contains(problem) == true, "\(error?.message ?? "")")
  }

  @Test(arguments: [
    ("AA AAAAAA-", 2), ("AA\\nAAAB", 2), ("AA\\nA===", 2), ("-AAAA", 0), ("AAAA_AA*", 4),
    ("AAAA AAA=", 4),
  ])
  func saysTheFirstOfSeveralFaults(base64: String, offset: Int) throws {
    #expect(try failure(base64)?.details == [.init("offset", .int(offset))])
  }

  @Test func saysTheFirstWrongCharacterOfALongText() throws {
    for place in [0, 1, 63, 64, 5_000, 9_997, 9_999] {
      var characters = [Character](repeating: "k", count: 10_000)
      characters[place] = "-"
      if place < 9_000 { characters[9_500] = " " }
      #expect(try failure(String(characters))?.details == [.init("offset", .int(place))])
    }
  }

  @Test func bytesAreADatasetOfTheirTypeAndShape() throws {
    let column = bytes([1.5, -.infinity, .nan, 4] as [Double])
    let base64 = Data(column).base64EncodedString()
    let read = try readDataset(decoded(base64), name: "baseline", elementType: .f8, shape: [4])
    #expect(try columns(read)[0].1 == .numbers([1.5, -.infinity, .nan, 4]))

    let rows = bytes([1, 2, 3, 4, 5, 6] as [Float])
    let matrix = try readMatrix(
      readDataset(
        decoded(Data(rows).base64EncodedString()), name: "current", elementType: .f4,
        shape: [-1, 2]))
    #expect(matrix.count == 3 && matrix.precision == .single)
    #expect(try values(of: matrix, blocks: 2) == [1, 2, 3, 4, 5, 6])
  }

  @Test func bytesThatDoNotFitTheShapeAreRefused() throws {
    let bytes = try decoded("AAAAAAAAAAA=")
    let error = #expect(throws: DriftlineError.self) {
      try readDataset(bytes, name: "current", elementType: .f4, shape: [3])
    }
    #expect(error?.kind == .dataFormat)
    #expect(
      error?.message == "current: there are 8 bytes of data, and shape (3) of f4 takes 12")
  }
}
