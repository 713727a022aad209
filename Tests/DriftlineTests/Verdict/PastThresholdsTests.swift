import Driftline
import Testing

@Suite struct PastThresholdsTests {
  private func columns(shift: Double) throws -> Dataset {
    .table(
      try Table([
        ("x", .numeric(OnePathTests.numbers(900, 1, shift: shift))),
        ("y", .numeric(OnePathTests.numbers(900, 2, shift: shift))),
      ]))
  }

  @Test func judgesAgain() throws {
    let x = Dataset.column(.numeric(OnePathTests.numbers(900, 1)))
    let y = Dataset.column(.numeric(OnePathTests.numbers(900, 2, shift: 0.4)))
    let verdict = try compare(baseline: x, current: y, detectors: [DetectorRequest("ks")])
    let effect = try #require(verdict.scores.first).finding.effect
    #expect(verdict.drifted == true)
    for (threshold, drifted) in [(effect, true), (effect.nextUp, false), (0, true)] {
      let judged = try verdict.judged { _, _ throws(DriftlineError) in threshold }
      #expect(judged.drifted == drifted && judged.scores[0].drifted == drifted)
      #expect(judged.scores[0].finding.threshold == threshold)
      #expect(judged.scores[0].finding.detail.last == .init("threshold", .string("dynamic")))
    }
    let kept = try verdict.judged { _, _ throws(DriftlineError) in nil }
    #expect(kept.drifted == true && kept.scores[0].finding.threshold == 0.1)
    #expect(kept.scores[0].finding.detail.last == .init("threshold", .string("static")))
  }

  @Test func judgesColumnsAndThenTheTable() throws {
    let verdict = try compare(
      baseline: try columns(shift: 0), current: try columns(shift: 0.4),
      detectors: [DetectorRequest("ks")])
    #expect(verdict.drifted == true)
    let judged = try verdict.judged { detector, column in
      #expect(detector == "ks")
      return column == "x" ? 0.9 : nil
    }
    #expect(judged.columns.map(\.verdict.drifted) == [false, true])
    #expect(judged.scores.map(\.finding.statistic) == [0.5] && judged.drifted == true)
    let none = try verdict.judged { _, _ throws(DriftlineError) in 0.9 }
    #expect(none.scores.map(\.finding.statistic) == [0] && none.drifted == false)
    #expect(none.columns[0].verdict.scores[0].adjustedLogPValue != nil)
    #expect(none.n == verdict.n && none.missing == verdict.missing)
  }
}
