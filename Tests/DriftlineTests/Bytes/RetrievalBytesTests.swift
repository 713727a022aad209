import Driftline
import Testing

/// Retrieval baselines as bytes, made here and now.
@Suite struct RetrievalBytesTests {
  private static let dimensions = 24

  private func rows(_ count: Int, seed: Int) throws -> Matrix {
    var random = SeededRandom(seed: UInt64(seed))
    return try Matrix(
      (0..<count * Self.dimensions).map { _ in Float(random.normal()) },
      dimensions: Self.dimensions)
  }

  private func baseline(_ detector: Retrieval = Retrieval()) throws -> RetrievalBaseline {
    try detector.fit(
      queries: rows(40, seed: 1), retrieved: (0..<40).map { try rows(3 + $0 % 4, seed: $0 + 9) })
  }

  @Test func theyComeBackTheSame() throws {
    var detector = Retrieval()
    detector.querySimilarity = -1
    detector.documentSimilarity = 0.3
    let made = try baseline(detector)
    let read = try RetrievalBaseline(bytes: made.bytes)
    #expect(read == made && read.bytes == made.bytes && read.digest == made.digest)
    #expect(read.detector == detector && read.count == 40 && read.dimensions == Self.dimensions)
    #expect(read.documents == made.documents && read.documents == 180)
    #expect(try baseline() != made)
  }

  @Test func whatIsReadAnswersAsWhatWasWritten() throws {
    var detector = Retrieval()
    (detector.querySimilarity, detector.documentSimilarity) = (0, 0.2)
    let made = try baseline(detector)
    let read = try RetrievalBaseline(bytes: made.bytes)
    let queries = try rows(7, seed: 3)
    let found = try (0..<7).map { try rows(2 + $0, seed: $0 + 70) }
    let verdict = try made.verdict(queries: queries, retrieved: found)
    #expect(try read.verdict(queries: queries, retrieved: found).json.text == verdict.json.text)
    #expect(verdict.scores[0].finding.statistic > 0 && verdict.scores[0].finding.statistic < 1)
  }

  @Test func valuesTakeAsManyBytesAsTheyNeed() throws {
    for (name, baseline) in try RetrievalCases.all() {
      let width = ["retrieval-half": 2, "retrieval-single": 4, "retrieval-double": 8][name]
      let numbers = 4 * (baseline.count + baseline.documents)
      let rest = baseline.bytes.count - numbers * (try #require(width))
      #expect((200...330).contains(rest), "\(name): \(rest) bytes beside its numbers")
    }
  }

  @Test func aProfileOrABaselineOfDataIsNone() throws {
    let data = try Baseline.fit(.column(.numeric([1, 2, 3])))
    let error = #expect(throws: DriftlineError.self) { try RetrievalBaseline(bytes: data.bytes) }
    #expect(
      error?.message == "this is a baseline of Driftline; expected a retrieval baseline")
    let other = #expect(throws: DriftlineError.self) { try Baseline(bytes: baseline().bytes) }
    #expect(other?.message == "this is a retrieval baseline of Driftline; expected a baseline")
    #expect(error?.kind == .dataFormat && other?.kind == .dataFormat)
  }

  @Test func parametersHaveOneFormOnly() throws {
    let bytes = try baseline().bytes
    let payload = Array(bytes[Sealed.headerBytes...])
    let start = try #require(
      payload.indices.last { payload[$0...].starts(with: "ASKS".utf8) })
    func error(_ parameters: [JSON.Member], name: String = "retrieval") -> DriftlineError? {
      var out = ByteWriter()
      out.raw(Array(payload[..<start]))
      out.section("ASKS") { DetectorRequest(name, parameters).write(to: &$0) }
      do throws(DriftlineError) {
        _ = try RetrievalBaseline(bytes: Sealed(sealing: out.bytes, as: .retrieval).bytes)
        return nil
      } catch { return error }
    }
    let query = JSON.Member("query_similarity", .number(0.7))
    let document = JSON.Member("document_similarity", .number(0.7))
    let threshold = JSON.Member("threshold", .number(0.8))
    #expect(error([query, document, threshold]) == nil)
    let others: [[JSON.Member]] = [
      [], [query, document], [document, query, threshold],
      [query, document, threshold, threshold], [query, document, .init("threshold", .int(1))],
      [query, document, threshold, .init("name", .null)],
    ]
    for parameters in others { #expect(error(parameters)?.kind == .dataFormat, "\(parameters)") }
    #expect(error([], name: "psi")?.kind == .dataFormat)
    #expect(error([.init("newer", .int(1))])?.kind == .unsupportedFormat)
    #expect(error([query, document, .init("threshold", .number(2))])?.kind == .unsupportedFormat)
  }
}
