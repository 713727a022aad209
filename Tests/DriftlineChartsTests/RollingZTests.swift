import Driftline
import DriftlineCharts
import Testing

@Suite struct RollingZTests {
  static let classic = RollingZ(window: 100, minimum: 10, scoring: .classic)

  @Test(arguments: [0, 1]) func equalsTheRecipe(ddof: Int) throws {
    var chart = Self.classic
    chart.ddof = ddof
    let goldens = QualityGoldens.shared
    var monitor = try Monitor(chart)
    let points = monitor.update(goldens.values)
    let expected = ddof == 0 ? goldens.z0 : goldens.z1
    #expect(QualityGoldens.firstDifference(points.map(\.statistic), expected) == nil)
    #expect(
      points.map(\.isAlarm) == expected.map { $0.map { abs($0.value) > 3 } ?? false })
    #expect(points.contains { $0.statistic == .infinity })
  }

  /// P(|z| > 3) of normal values is 0.0027; Student's t makes 0.0239 of it for the classic score with
  /// ten values, and 0.00265 for the calibrated one.
  @Test func keepsItsPromiseFromTheTenthValueOn() throws {
    func share(_ scoring: RollingZ.Scoring) throws -> Double {
      var random = SeededRandom(seed: 3)
      var monitor = try Monitor(RollingZ(window: 10, minimum: 10, scoring: scoring))
      let alarms = monitor.alarms(in: (0..<200_000).map { _ in random.normal() })
      return Double(alarms.count) / 199_990
    }
    #expect(abs(try share(.classic) - 0.02386) < 0.0015)
    #expect(abs(try share(.calibrated) - 0.00265) < 0.0005)
  }

  @Test(arguments: [RollingZ.Scoring.calibrated, .classic])
  func losesNothingFarFromZero(scoring: RollingZ.Scoring) throws {
    let chart = RollingZ(window: 100, minimum: 10, scoring: scoring)
    var random = SeededRandom(seed: 9)
    // Multiples of 1/64, which are exact at 1e12 too.
    let near = (0..<2000).map { _ in (random.normal() * 64).rounded() / 64 }
    var plain = try Monitor(chart)
    var far = try Monitor(chart)
    let expected = plain.update(near).map(\.statistic)
    let found = far.update(near.map { $0 + 1e12 }).map(\.statistic)
    #expect(
      zip(found, expected).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) })
  }

  @Test func forgetsWhatHasLeftTheWindow() throws {
    var random = SeededRandom(seed: 10)
    let last = (0..<100).map { _ in random.normal() }
    var old = try Monitor(RollingZ())
    for index in 0..<1_000_000 { _ = old.update(index % 1000 == 0 ? 1e15 : random.normal()) }
    _ = old.update(last)
    var young = try Monitor(RollingZ())
    _ = young.update(last)
    #expect(old.state == young.state)
    #expect(old.update(0.5) == young.update(0.5))
  }

  @Test func alarmsOfAConstantThatChanges() throws {
    var monitor = try Monitor(RollingZ())
    #expect(monitor.alarms(in: Array(repeating: 0.1, count: 50)) == [])
    let point = monitor.update(0.1.nextUp)
    #expect(point.isAlarm && point.direction == .up && point.statistic == .infinity)
  }

  @Test func meetsWhatHoldsForStreams() throws {
    for scoring in [RollingZ.Scoring.calibrated, .classic] {
      var chart = RollingZ(window: 30, minimum: 10, scoring: scoring)
      chart.threshold = 2
      let values = StreamChecks.values(400)
      try StreamChecks.countsTheSameInPieces(chart, values)
      try StreamChecks.resumesAfterAnyValue(chart, values)
      try StreamChecks.passesOverBrokenValues(chart, values)
      try StreamChecks.isCalmOnConstants(chart)
      try StreamChecks.survivesEverySize(chart)
      try StreamChecks.goesOnFromWhateverItAccepts(chart, values)
    }
  }

  @Test func refusesWhatNoStateIs() throws {
    let chart = RollingZ(window: 10, minimum: 5)
    try StreamChecks.refuses(
      chart, chart.initialState, "values", .array(Array(repeating: .int(1), count: 11)))
    #expect(throws: DriftlineError.self) { try RollingZ(window: 10, minimum: 11).validate() }
  }
}
