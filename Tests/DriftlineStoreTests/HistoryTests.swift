import Driftline
import DriftlineStore
import StoreSupport
import Testing

@Suite struct HistoryTests {
  let store: BaselineStore

  init() throws {
    store = try BaselineStore(path: BaselineStore.memory)
    _ = try store.insert("b", TestBytes.version(1), ifExists: .error)
    _ = try TestBytes.observe(store, "b", "s", time: 0, count: 1)
  }

  private func score(_ effect: Double?, _ detector: String = "psi", column: String? = nil)
    -> ScoreRecord
  {
    ScoreRecord(detector: detector, column: column, statistic: effect, effect: effect)
  }

  @Test func scoresComeBackNewestFirst() throws {
    let full = ScoreRecord(
      detector: "ks", column: "age", statistic: 0.25, effect: 0.5, logPValue: -20.5,
      threshold: 0.1, drifted: true)
    try store.record([full], baseline: "b", version: 3, stream: "s", time: 5)
    try store.record([score(.nan), score(.infinity)], baseline: "b", version: 3, time: 9)
    let found = try store.history(baseline: "b")
    #expect(found.map(\.time) == [9, 9, 5])
    #expect(found[2].record == full)
    #expect(found[2].stream == "s")
    #expect(found[2].version == 3)
    #expect(found[0].record.effect == .infinity)
    #expect(found[1].record.effect == nil)
    #expect(try store.history(baseline: "b", stream: "s").count == 1)
    #expect(try store.history(baseline: "b", detector: "psi", from: 9, to: 10).count == 2)
    #expect(try store.history(baseline: "b", from: 6, to: 9).isEmpty)
    #expect(try store.history(baseline: "b", limit: 1).count == 1)
  }

  @Test func aVerdictBecomesAScoreForEachDetectorAndColumn() throws {
    let numbers = (0..<50).map(Double.init)
    let verdict = try compare(
      baseline: .column(.numeric(numbers)), current: .column(.numeric(numbers.map { $0 + 20 })))
    let records = ScoreRecord.all(of: verdict)
    #expect(records.map(\.detector) == verdict.scores.map(\.detector))
    #expect(records.map(\.effect) == verdict.scores.map(\.finding.effect))
    #expect(records.map(\.drifted) == verdict.scores.map(\.drifted))
  }

  @Test func thereIsNoThresholdOfItsOwnBeforeThirtyScores() throws {
    for time in 0..<29 {
      try store.record([score(Double(time))], baseline: "b", version: 1, time: time)
    }
    try store.record([score(.infinity), score(.nan)], baseline: "b", version: 1, time: 30)
    try store.record([score(7, "ks")], baseline: "b", version: 1, time: 30)
    try store.record([score(7)], baseline: "b", version: 1, stream: "s", time: 30)
    try store.record([score(7, column: "age")], baseline: "b", version: 1, time: 30)
    #expect(try store.dynamicThreshold(baseline: "b", version: 1, detector: "psi") == nil)
    try store.record([score(29)], baseline: "b", version: 1, time: 31)
    // numpy.percentile(range(30), 95) = 27.55
    let threshold = try #require(
      try store.dynamicThreshold(baseline: "b", version: 1, detector: "psi"))
    #expect(abs(threshold - 27.55) < 1e-12)
  }

  @Test func aStreamOrColumnHasAThresholdOfItsOwn() throws {
    for time in 0..<40 {
      try store.record(
        [score(1, column: "age"), score(2, column: "height")], baseline: "b", version: 1,
        stream: "s", time: time)
    }
    #expect(
      try store.dynamicThreshold(
        baseline: "b", version: 1, stream: "s", detector: "psi", column: "age") == 1)
    #expect(
      try store.dynamicThreshold(
        baseline: "b", version: 1, stream: "s", detector: "psi", column: "height")
        == 2)
    #expect(
      try store.dynamicThreshold(baseline: "b", version: 1, stream: "s", detector: "psi") == nil)
    #expect(
      try store.dynamicThreshold(baseline: "b", version: 1, detector: "psi", column: "age") == nil)
  }

  @Test func driftAndRepeatedChecksDoNotMoveAThreshold() throws {
    for time in 0..<40 {
      try store.record([score(1)], baseline: "b", version: 1, time: time)
      var bad = score(50)
      bad.drifted = true
      try store.record([bad], baseline: "b", version: 1, time: 1_000 + time)
      try store.record([score(9)], baseline: "b", version: 1, time: 5)
    }
    // Time 5 counts once, with the last that was recorded of it.
    #expect(try store.dynamicThreshold(baseline: "b", version: 1, detector: "psi") == 1)
    #expect(try store.dynamicThreshold(baseline: "b", version: 7, detector: "psi") == nil)
  }

  @Test func scoresOfWhatIsNotThereAreRefused() throws {
    for (baseline, stream) in [("x", nil), ("b", "x")] as [(String, String?)] {
      let error = #expect(throws: DriftlineError.self) {
        try store.record([score(1)], baseline: baseline, version: 1, stream: stream, time: 0)
      }
      #expect(error?.kind == .baselineNotFound)
    }
    #expect(try store.history(baseline: "b").isEmpty)
  }
}
