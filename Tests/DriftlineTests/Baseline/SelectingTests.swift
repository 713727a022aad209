import Driftline
import Testing

@Suite struct SelectingTests {
  private func table(_ seed: UInt64, _ names: [String] = ["x", "y", "z"]) throws -> Dataset {
    .table(
      try Table(
        names.map { name in
          name == "z"
            ? ("z", .categories((0..<300).map { ["a", "b"][($0 + Int(seed)) % 7 / 4] }))
            : (name, .numeric(OnePathTests.numbers(300, seed + UInt64(name.utf8.first ?? 0))))
        }))
  }

  @Test func someColumnsAreATable() throws {
    let chosen = try Baseline.fit(try table(1)).selecting(columns: ["z", "x"])
    #expect(chosen == (try Baseline.fit(try table(1, ["z", "x"]))))
    #expect(chosen.columnFacts.map(\.name) == ["z", "x"])
  }

  @Test func oneColumnStandsAlone() throws {
    let chosen = try Baseline.fit(try table(1)).selecting(columns: ["z"])
    #expect(chosen.kind == .categorical)
    let facts = try #require(chosen.columnFacts.first)
    #expect(facts.name == nil && facts.kind == .categorical && facts.count == 300)
    #expect(facts.sketchSize == nil && facts.rankError == 0)
  }

  @Test(arguments: [
    (["x", "q"], "no column \"q\"; it has \"x\", \"y\", \"z\""), (["x", "x"], "twice"),
  ])
  func refuses(names: [String], words: String) throws {
    let baseline = try Baseline.fit(try table(1))
    let error = #expect(throws: DriftlineError.self) { try baseline.selecting(columns: names) }
    #expect(error?.kind == .invalidParams && error?.message.contains(words) == true)
  }

  @Test func tellsHowWellRanksAreKnown() throws {
    var options = FitOptions()
    options.sketchSize = 64
    let facts = try Baseline.fit(
      .column(.numeric(OnePathTests.numbers(5_000, 1))), options: options
    ).columnFacts
    let column = try #require(facts.first)
    #expect(column.sketchSize == 64 && column.count + column.missing == 5_000)
    #expect(column.rankError > 0.02 && column.rankError < 0.05)
  }
}
