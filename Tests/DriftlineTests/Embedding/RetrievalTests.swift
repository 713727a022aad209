import Driftline
import Testing

@Suite struct RetrievalTests {
  /// The first `count` axes of a space.
  static func axes(_ numbers: [Int], dimensions: Int = 12, scale: Double = 1) -> [[Double]] {
    numbers.map { axis in (0..<dimensions).map { $0 == axis ? scale : 0 } }
  }

  static func documents(_ numbers: [Int], scale: Double = 1) throws -> Matrix {
    try Matrix(rows: axes(numbers, scale: scale))
  }

  /// Two queries with five documents each.
  static func baseline(_ detector: Retrieval = Retrieval()) throws -> RetrievalBaseline {
    try detector.fit(
      queries: Matrix(rows: axes([0, 1])),
      retrieved: [documents([2, 3, 4, 5, 6]), documents([7, 8, 9, 10, 11])])
  }

  @Test func whatIsFoundAgainIsNoDrift() throws {
    let score = try Self.baseline().check(
      queries: Matrix(rows: Self.axes([1, 0])),
      retrieved: [Self.documents([11, 10, 9, 8, 7]), Self.documents([2, 3, 4, 5, 6])])
    #expect(score.finding.statistic == 1)
    #expect(score.finding.effect == 0)
    #expect(score.drifted == false && score.severity == .none)
  }

  @Test(arguments: [
    ([2, 3, 4, 5, 6, 1], 1, false, Severity.none), ([2, 3, 4, 5], 0.8, false, .none),
    ([2, 3, 4, 9], 0.6, true, .low), ([2, 3], 0.4, true, .medium), ([9, 10], 0, true, .high),
  ])
  func coverageUnderFourFifthsIsDrift(
    found: [Int], coverage: Double, drifted: Bool, severity: Severity
  ) throws {
    let score = try Self.baseline().check(
      query: Self.axes([0])[0], retrieved: Self.documents(found))
    #expect(score.finding.statistic == coverage)
    #expect(agree(score.finding.effect, 1 - coverage, relative: 1e-12))
    #expect(score.drifted == drifted)
    #expect(score.severity == severity)
    #expect(score.finding.threshold == 0.2)
    #expect(score.json["drifted"] == .bool(drifted))
    #expect(score.json["detector"] == .string("retrieval"))
  }

  @Test(arguments: [0, 0.2, 0.4, 0.6, 0.8, 1])
  func theThresholdItselfIsNoDrift(_ threshold: Double) throws {
    var detector = Retrieval()
    detector.threshold = threshold
    let baseline = try Self.baseline(detector)
    for count in 0...5 {
      let found = [0, 1] + Array(2..<2 + count)
      let score = try baseline.check(query: Self.axes([0])[0], retrieved: Self.documents(found))
      let limit = try #require(score.finding.threshold)
      #expect(score.drifted == (Double(count) / 5 < threshold), "\(count) at \(threshold)")
      #expect((score.finding.effect >= limit) == score.drifted)
    }
  }

  @Test func aQueryLikeNoOtherHasNoVerdict() throws {
    let score = try Self.baseline().check(
      query: Self.axes([5])[0], retrieved: Self.documents([2]))
    #expect(score.drifted == nil && score.severity == .none)
    #expect(score.finding.word("reason") == "no_similar_query")
    #expect(score.json["drifted"] == .null)
    #expect(score.finding.statistic.isNaN && score.finding.effect.isNaN)
  }

  @Test func theSimilarityOfQueriesIsAnInclusiveBound() throws {
    var detector = Retrieval()
    // Cosines 0.6 and 0.8 to the first two axes, exactly.
    let query = [3.0, 4.0] + [Double](repeating: 0, count: 10)
    for (bound, isMatched) in [(0.79, true), (0.8, true), (0.81, false)] {
      detector.querySimilarity = bound
      let score = try Self.baseline(detector).check(
        query: query, retrieved: Self.documents([7, 8, 9, 10, 11]))
      #expect((score.drifted == false) == isMatched)
      #expect(agree(score.finding.number("query_similarity"), 0.8, relative: 1e-15))
    }
  }

  @Test func aDocumentStandsForAnotherOverTheSimilarityOnly() throws {
    var detector = Retrieval()
    let near = try Matrix(rows: [[0, 0, 3, 4] + [Double](repeating: 0, count: 8)])
    for (bound, coverage) in [(0.5, 0.4), (0.7, 0.2), (0.9, 0.0)] {
      detector.documentSimilarity = bound
      let score = try Self.baseline(detector).check(query: Self.axes([0])[0], retrieved: near)
      #expect(score.finding.statistic == coverage)
    }
  }

  @Test func manyQueriesGiveTheirMeanAndTheWorst() throws {
    let score = try Self.baseline().check(
      queries: Matrix(rows: Self.axes([0, 1, 6])),
      retrieved: [
        Self.documents([2, 3, 4, 5, 6]), Self.documents([7]), Self.documents([2]),
      ])
    #expect(agree(score.finding.statistic, 0.6, relative: 1e-15))
    #expect(score.drifted == true)
    #expect(score.finding.number("queries") == 3 && score.finding.number("matched") == 2)
    guard case .array(let worst) = score.finding.detail.first(where: { $0.key == "worst" })?.value
    else {
      Issue.record("no worst queries")
      return
    }
    #expect(worst.map { $0["query"] } == [.int(1), .int(0)])
    #expect(worst.map { $0["baseline_query"] } == [.int(1), .int(0)])
  }

  @Test func aVerdictCountsQueriesAndHasTheScore() throws {
    let baseline = try Self.baseline()
    let queries = try Matrix(rows: Self.axes([0, 1, 6]))
    let found = try [[2, 3, 4, 5, 6], [7], [2]].map { try Self.documents($0) }
    let verdict = try baseline.verdict(queries: queries, retrieved: found)
    #expect(verdict.kind == .retrieval && verdict.dimensions == 12)
    #expect(verdict.n == .init(baseline: 2, current: 3))
    #expect(verdict.missing == .init(baseline: 0, current: 0))
    #expect(try verdict.scores == [baseline.check(queries: queries, retrieved: found)])
    #expect(verdict.drifted == true && verdict.severity == .low)
    #expect(verdict.rule == .threshold && verdict.skipped.isEmpty)
    #expect(verdict.reference == .init(digest: baseline.digest))
    #expect(verdict.json["kind"] == .string("retrieval"))
  }

  @Test func aVerdictWithoutAMatchIsNone() throws {
    let verdict = try Self.baseline().verdict(
      queries: Matrix(rows: Self.axes([5])), retrieved: [Self.documents([2])])
    #expect(verdict.drifted == nil && verdict.severity == .none && verdict.scores.count == 1)
    #expect(verdict.json["drifted"] == .null)
  }

  @Test(arguments: [1e-300, 1e-3, 1e300]) func lengthsDoNotMatter(_ scale: Double) throws {
    let score = try Self.baseline().check(
      query: Self.axes([0], scale: scale)[0], retrieved: Self.documents([2, 3, 4, 5], scale: scale))
    #expect(score.finding.statistic == 0.8)
  }

  @Test func rowsWithoutADirectionAreErrors() throws {
    for bad in [0, Double.nan, .infinity] {
      let row = [bad] + [Double](repeating: 0, count: 11)
      let error = #expect(throws: DriftlineError.self) {
        try Self.baseline().check(query: row, retrieved: Self.documents([2]))
      }
      #expect(error?.kind == .dataFormat)
      let other = #expect(throws: DriftlineError.self) {
        try Self.baseline().check(query: Self.axes([0])[0], retrieved: Matrix(rows: [row]))
      }
      #expect(other?.kind == .dataFormat)
      #expect(other?.message.contains("row 0 of the documents of current query 0") == true)
    }
  }

  @Test func shapesThatDoNotFitAreErrors() throws {
    let baseline = try Self.baseline()
    func kind(_ queries: Matrix, _ retrieved: [Matrix]) -> DriftlineError.Kind? {
      do {
        _ = try baseline.check(queries: queries, retrieved: retrieved)
        return nil
      } catch { return error.kind }
    }
    let (query, found) = (try Matrix(rows: Self.axes([0])), try Self.documents([2]))
    let short = try Matrix(rows: [[1, 2, 3]])
    let none = try Matrix([Double](), dimensions: 12)
    #expect(kind(short, [found]) == .shapeMismatch)
    #expect(kind(query, [short]) == .shapeMismatch)
    #expect(kind(query, []) == .shapeMismatch)
    #expect(kind(query, [found, found]) == .shapeMismatch)
    #expect(kind(query, [none]) == .insufficientData)
    #expect(kind(none, []) == .insufficientData)
    #expect(kind(query, [found]) == nil)
  }

  @Test func comparingTwoMatricesSaysThatItTakesQueries() throws {
    let matrix = try Matrix(rows: Self.axes([0, 1]))
    let error = #expect(throws: DriftlineError.self) {
      try compare(
        baseline: .matrix(matrix), current: .matrix(matrix),
        detectors: [DetectorRequest("retrieval")])
    }
    #expect(error?.kind == .invalidParams)
    #expect(error?.message.contains("queries with the documents retrieved for each") == true)
  }
}
