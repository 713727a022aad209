import Driftline
import Foundation
import Testing

/// A verdict on sketches is given where both ends of the interval agree, and only there.
@Suite struct UndeterminedTests {
  func score(
    _ effect: ClosedRange<Double>, _ p: ClosedRange<Double>?, threshold: Double? = 0.1,
    rule: VerdictRule = .both
  ) -> Score {
    let logP = p.map { log($0.lowerBound)...log($0.upperBound) }
    let finding = Finding(
      statistic: effect.lowerBound, logPValue: logP?.upperBound, threshold: threshold,
      bands: Bands(low: 0.1, medium: 0.2, high: 0.3),
      interval: ErrorInterval(statistic: effect, logPValue: logP, rankError: 0.002))
    return Score(finding, detector: "ks", definition: .null, rule: rule, alpha: 0.01)
  }

  @Test func bothEndsMustAgree() {
    #expect(score(0.15...0.2, 1e-9...1e-3).drifted == true)
    #expect(score(0.15...0.2, 1e-9...1e-3).severity == .low)
    #expect(score(0.1...0.2, 1e-9...1e-3).drifted == true)
    #expect(score(0.09...0.2, 1e-9...1e-3).drifted == nil)
    #expect(score(0.09...0.2, 1e-9...1e-3).severity == .none)
    #expect(score(0.05...0.09, 1e-9...1e-3).drifted == false)
    #expect(score(0.15...0.2, 1e-3...0.5).drifted == nil)
    #expect(score(0.15...0.2, 0.1...0.5).drifted == false)
    // One of the two that is certain not to be met decides whatever the other is.
    #expect(score(0.05...0.2, 0.1...0.5).drifted == false)
    #expect(score(0.05...0.09, 1e-3...0.5).drifted == false)
    #expect(score(0.05...0.2, 1e-3...0.5).drifted == nil)
  }

  @Test func onlyWhatTheRuleAsksForMustAgree() {
    #expect(score(0.09...0.2, 1e-9...1e-3, rule: .pValue).drifted == true)
    #expect(score(0.09...0.2, 1e-9...1e-3, rule: .threshold).drifted == nil)
    #expect(score(0.15...0.2, 1e-3...0.5, rule: .threshold).drifted == true)
    #expect(score(0.15...0.2, 1e-3...0.5, rule: .pValue).drifted == nil)
    #expect(score(0.05...0.2, 1e-3...0.005, threshold: nil).drifted == true)
    #expect(score(0.05...0.2, nil).drifted == nil)
    #expect(score(0.15...0.2, nil).drifted == true)
  }

  @Test func theIntervalIsWritten() {
    let p = exp(-2.0)
    let finding = Finding(
      statistic: 0.2, logPValue: -2, threshold: 0.1, bands: Bands(), effect: 3,
      interval: ErrorInterval(
        statistic: 0.125...0.25, effect: 2...4, logPValue: -4...(-1), rankError: 0.5))
    let score = Score(finding, detector: "energy", definition: .null, rule: .both, alpha: 0.01)
    #expect(
      score.json["exactness"]?.text
        == #"{"kind":"sketch","rank_error":0.5,"statistic":[0.125,0.25],"effect":[2,4],"#
        + #""p_value":[\#(JSON.number(exp(-4)).text),\#(JSON.number(exp(-1)).text)],"#
        + #""log_p_value":[-4,-1]}"#)
    #expect(score.json["p_value"] == .number(p))
    #expect(
      self.score(0.125...0.25, nil).json["exactness"]?.text
        == #"{"kind":"sketch","rank_error":0.002,"statistic":[0.125,0.25],"#
        + #""p_value":null,"log_p_value":null}"#)
  }

  /// Columns whose sketches leave the verdict open: the shift is at the threshold.
  func table(_ shifts: [Double], size: Int) throws -> (Dataset, Dataset) {
    func columns(_ shift: (Int) -> Double, stream: Int) throws -> Dataset {
      try .table(
        Table(
          shifts.indices.map { index in
            let values = Samples.uniform.draw(size, seed: UInt64(index), stream: UInt64(stream))
            return (name: "c\(index)", column: .numeric(values.map { $0 + shift(index) }))
          }))
    }
    return (try columns({ _ in 0 }, stream: 30), try columns({ shifts[$0] }, stream: 31))
  }

  func check(_ shifts: [Double], share: Double) throws -> Verdict {
    let (a, b) = try table(shifts, size: 9_000)
    var options = FitOptions()
    options.sketchSize = 400
    options.judgement.driftShare = share
    let baseline = try Baseline.fit(a, detectors: [DetectorRequest("ks")], options: options)
    return try baseline.check(b)
  }

  @Test func openColumnsLeaveATableOpenWhereTheyDecide() throws {
    let shifts = [0, 0.1, 0.3, 0.3]
    let verdict = try check(shifts, share: 0.6)
    #expect(verdict.columns.map(\.verdict.drifted) == [false, nil, true, true])
    #expect(verdict.drifted == nil && verdict.scores[0].isUndetermined)
    #expect(
      verdict.scores[0].finding.interval?.statistic == 0.5...0.75)
    #expect(try check(shifts, share: 0.5).drifted == true)
    #expect(try check(shifts, share: 0.8).drifted == false)
  }

  @Test func adjustedIntervalsHoldTheAdjustedValue() throws {
    let verdict = try check([0, 0.01, 0.02, 0.03, 0.1], share: 0.5)
    for column in verdict.columns {
      let score = column.verdict.scores[0]
      let range = try #require(score.adjustedLogPInterval)
      let plain = try #require(score.finding.interval?.logPValue)
      #expect(range.contains(try #require(score.adjustedLogPValue)))
      #expect(range.lowerBound >= plain.lowerBound && range.upperBound >= plain.upperBound)
    }
  }
}
