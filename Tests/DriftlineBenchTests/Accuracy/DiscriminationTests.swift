import Driftline
import Testing

@testable import DriftlineBench

@Suite struct DiscriminationTests {
  @Test func aScoreThatAlwaysSaysTheSameFindsAsManyChangesAsItRaisesFalseAlarms() {
    for n in [3, 20, 200, 201] {
      let told = Discrimination(
        controls: [Int](repeating: 7, count: n), changes: [Int](repeating: 7, count: 50))
      #expect(abs(told.power(alpha: 0.05).value - 0.05) < 1e-12)
      #expect(told.auc.value == 0.5)
      #expect(told.roc() == [[0, 0], [1, 1]])
    }
  }

  @Test func noiseHasAPowerOfFivePercentAndItsIntervalsCoverThat() {
    // Continuous noise, and noise with many ties: the mean over 400 draws, and how often 0.05 and 0.5
    // lie outside of the 95 % intervals.
    for levels in [1 << 40, 6] {
      var (sum, missed, missedAUC) = (0.0, 0, 0)
      let trials = 400
      for trial in 0..<trials {
        var random = SeededRandom(seed: 3, stream: UInt64(trial))
        let told = Discrimination(
          controls: (0..<200).map { _ in random.below(levels) },
          changes: (0..<100).map { _ in random.below(levels) })
        let power = told.power(alpha: 0.05)
        sum += power.value
        if !(power.low...power.high).contains(0.05) { missed += 1 }
        if !(told.auc.low...told.auc.high).contains(0.5) { missedAUC += 1 }
      }
      // The power of one draw has a standard deviation of 0.027, so the mean has one of 0.0014.
      #expect(abs(sum / Double(trials) - 0.05) < 0.005)
      #expect(missed <= 32)
      #expect(missedAUC <= 32)
    }
  }

  @Test func intervalsOfPowerCoverTheTruthWhereTheThresholdIsUnsure() {
    // Normal scores that move by 1.645 deviations: half are above the true 95 % point.
    var missed = 0
    for trial in 0..<400 {
      var random = SeededRandom(seed: 5, stream: UInt64(trial))
      func score(_ shift: Double) -> Int { Int((random.normal() + shift) * 1e9) }
      let told = Discrimination(
        controls: (0..<100).map { _ in score(0) }, changes: (0..<100).map { _ in score(1.644854) })
      let power = told.power(alpha: 0.05)
      #expect(power.low <= power.value && power.value <= power.high)
      if !(power.low...power.high).contains(0.5) { missed += 1 }
    }
    // 5 % of 400 with 3.5 standard errors above.
    #expect(missed <= 36)
  }

  @Test func whatTellsAllApartHasWidthAtTheEndsToo() {
    let told = Discrimination(controls: Array(0..<100), changes: Array(200..<250))
    #expect(told.power(alpha: 0.05).value == 1)
    #expect(told.power(alpha: 0.05).high == 1)
    // Wilson's lower end for 50 of 50 is 0.9287; here it is lower, as in 0.6 % of all draws no control
    // lies above the true threshold.
    #expect(told.power(alpha: 0.05).low > 0.91 && told.power(alpha: 0.05).low < 0.9287)
    #expect(told.auc.value == 1 && told.auc.high == 1)
    #expect(told.auc.low > 0.9 && told.auc.low < 1)
    let wrong = Discrimination(controls: Array(200..<300), changes: Array(0..<50))
    #expect(wrong.power(alpha: 0.05).value == 0 && wrong.auc.value == 0)
    #expect(wrong.auc.low == 0)
  }

  @Test func theCurveHasFewPointsAndRises() {
    var random = SeededRandom(seed: 9)
    let told = Discrimination(
      controls: (0..<300).map { _ in random.below(1 << 40) },
      changes: (0..<300).map { _ in random.below(1 << 40) + 1 << 38 })
    let points = told.roc()
    #expect(points.count == 41)
    #expect(points.first == [0, 0] && points.last == [1, 1])
    for (a, b) in zip(points, points.dropFirst()) { #expect(a[0] <= b[0] && a[1] <= b[1]) }
    // The area under the points is the AUC, within what 41 points can hold.
    let area = zip(points, points.dropFirst()).reduce(0) { sum, pair in
      sum + (pair.1[0] - pair.0[0]) * (pair.1[1] + pair.0[1]) / 2
    }
    #expect(abs(area - told.auc.value) < 0.01)
  }

  @Test func pairsAreOrderedByPThenByScoresAndRefusalsStandBelowAll() {
    let outcomes: [Outcome] = [
      .answer(.init(logPValue: -2, scores: [1, 0])), .refusal("why"),
      .answer(.init(logPValue: -9, scores: [0, 0])), .answer(.init(logPValue: -2, scores: [1, 3])),
      .answer(.init(logPValue: -2, scores: [1, 0])), .answer(.init(scores: [99])),
    ]
    #expect(ranks(outcomes) == [2, 0, 4, 3, 2, 1])
    #expect(Outcome.checked(.init(scores: [.nan])).answer == nil)
  }
}
