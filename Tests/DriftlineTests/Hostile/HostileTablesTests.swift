import Driftline
import Foundation
import Testing

/// Tables and categories that do not fit each other, or hardly.
@Suite struct HostileTablesTests {
  func table(_ columns: [(String, Column)]) throws -> Dataset {
    .table(try Table(columns.map { (name: $0.0, column: $0.1) }))
  }

  func expectError(
    _ kind: DriftlineError.Kind, saying words: [String], _ body: () throws -> Void
  ) {
    #expect {
      try body()
    } throws: { error in
      guard let error = error as? DriftlineError else { return false }
      return error.kind == kind && words.allSatisfy(error.message.contains)
    }
  }

  @Test func countsUnseenCategoriesAsBinsOfTheirOwn() throws {
    let known = Dictionary(uniqueKeysWithValues: (0..<5).map { ("k\($0)", 1_000) })
    var current = known
    for index in 0..<300 { current["new\(index)"] = 20 }
    for detector in [
      CategoricalStability() as any CategoricalDetector, CategoricalJensenShannon(),
      ChiSquareTest(),
    ] {
      let finding = try find(detector, known, current)
      #expect(finding.statistic > 0.1)
      guard case .array(let unseen) = finding.detail.first(where: { $0.key == "unseen" })?.value
      else {
        Issue.record("no unseen categories in the detail")
        return
      }
      #expect(unseen.count == 300)
      #expect(try #require(finding.logPValue) < log(1e-3))
    }
  }

  @Test func reportsColumnsThatOneSideLacks() throws {
    let numbers = Column.numeric([1, 2, 3])
    expectError(.shapeMismatch, saying: ["current lacks \"b\"", "baseline lacks \"c\""]) {
      _ = try compare(
        baseline: table([("a", numbers), ("b", numbers)]),
        current: table([("a", numbers), ("c", numbers)]))
    }
  }

  @Test func doesNotMindTheOrderOfColumns() throws {
    let x = Column.numeric(Samples.normal.draw(500, seed: 1, stream: 0))
    let y = Column.numeric(Samples.uniform.draw(500, seed: 1, stream: 1))
    let straight = try compare(
      baseline: table([("a", x), ("b", y)]), current: table([("a", y), ("b", x)]))
    let crossed = try compare(
      baseline: table([("a", x), ("b", y)]), current: table([("b", x), ("a", y)]))
    #expect(straight.json.text == crossed.json.text)
    #expect(straight.columns.map(\.name) == ["a", "b"])
    #expect(straight.drifted == true)
  }

  @Test func refusesNumbersAgainstCategories() throws {
    expectError(.shapeMismatch, saying: ["column \"a\"", "numbers", "categories"]) {
      _ = try compare(
        baseline: table([("a", .numeric([1, 2]))]),
        current: table([("a", .categories(["x", "y"]))]))
    }
  }

  @Test func takesAColumnWithoutValuesForEitherKind() throws {
    let names = Column.categories(Array(repeating: "x", count: 60))
    let verdict = try compare(
      baseline: table([("a", names)]),
      current: table([("a", .numeric(Array(repeating: .nan, count: 60)))]))
    let column = try #require(verdict.columns.first?.verdict)
    #expect(column.kind == .categorical)
    #expect(column.scores.map(\.detector) == ["missing_share"])
    #expect(column.skipped.map(\.detector) == ["chi_square"])
    #expect(column.drifted == true)
  }

  @Test func refusesATableAgainstAColumn() throws {
    expectError(.shapeMismatch, saying: ["table", "column"]) {
      _ = try compare(
        baseline: table([("a", .numeric([1]))]), current: .column(.numeric([1])))
    }
  }

  @Test func refusesTwoColumnsOfOneName() {
    expectError(.dataFormat, saying: ["\"a\""]) {
      _ = try Table([(name: "a", column: .numeric([1])), (name: "a", column: .numeric([2]))])
    }
  }

  @Test func refusesWrongWeightsAndCounts() {
    expectError(.shapeMismatch, saying: ["1 weights for 2 values"]) {
      _ = try NumericColumn([1, 2], weights: [1])
    }
    expectError(.invalidParams, saying: ["weight 1 is -1"]) {
      _ = try NumericColumn([1, 2], weights: [1, -1])
    }
    expectError(.invalidParams, saying: ["add up to over 2^63"]) {
      let many = (0..<1_025).map { ("c\($0)", 1 << 53) }
      _ = try CategoricalColumn(counts: Dictionary(uniqueKeysWithValues: many))
    }
    expectError(.invalidParams, saying: ["\"a\" is -3"]) {
      _ = try CategoricalColumn(counts: ["a": -3])
    }
  }

  @Test func refusesOptionsThatMakeNoSense() {
    let one = Dataset.column(.numeric([1]))
    for change: (inout CompareOptions) -> Void in [
      { $0.alpha = 0 }, { $0.alpha = .nan }, { $0.threads = 0 }, { $0.driftShare = 2 },
      { $0.seed = .max },
    ] {
      var options = CompareOptions()
      change(&options)
      expectError(.invalidParams, saying: []) {
        _ = try compare(baseline: one, current: one, options: options)
      }
    }
  }

  @Test func comparesOnlyWhatADetectorAppliesTo() throws {
    let sides = try table([
      ("a", .numeric([1, 2, 3])), ("b", .categories(["x", "y", "x"])),
    ])
    let verdict = try compare(
      baseline: sides, current: sides, detectors: [DetectorRequest("ks")])
    #expect(verdict.columns.map { $0.verdict.scores.count } == [1, 0])
    #expect(verdict.columns.map { $0.verdict.drifted } == [false, nil])
    expectError(.invalidParams, saying: ["applies to any of the columns"]) {
      let only = try table([("b", .categories(["x"]))])
      _ = try compare(baseline: only, current: only, detectors: [DetectorRequest("ks")])
    }
  }

  @Test func correctsForTheNumberOfColumns() throws {
    // Forty columns without drift, at a level where two would be expected to fire alone.
    var columns: [(String, Column)] = []
    var others: [(String, Column)] = []
    for index in 0..<40 {
      let stream = UInt64(2 * index)
      columns.append(("c\(index)", .numeric(Samples.normal.draw(300, seed: 3, stream: stream))))
      others.append(("c\(index)", .numeric(Samples.normal.draw(300, seed: 3, stream: stream + 1))))
    }
    var options = CompareOptions()
    options.alpha = 0.05
    options.rule = .pValue
    let verdict = try compare(
      baseline: table(columns), current: table(others), options: options)
    #expect(verdict.drifted == false)
    #expect(verdict.columns.count { $0.verdict.drifted == true } == 0)
    for column in verdict.columns {
      let score = column.verdict.scores[0]
      #expect(
        try #require(score.adjustedLogPValue) >= (try #require(score.finding.logPValue)) - 1e-12)
    }
  }
}
