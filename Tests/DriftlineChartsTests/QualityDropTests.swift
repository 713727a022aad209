import Driftline
import DriftlineCharts
import Testing

@Suite struct QualityDropTests {
  @Test func equalsTheRecipe() throws {
    let goldens = QualityGoldens.shared
    var monitor = try Monitor(QualityDrop())
    let points = monitor.update(goldens.values)
    #expect(QualityGoldens.firstDifference(points.map(\.statistic), goldens.drops) == nil)
    #expect(points.map(\.isAlarm) == goldens.drops.map { ($0?.value ?? 0) > 0.1 })
    #expect(points.contains { $0.isAlarm && $0.direction == .down })
  }

  @Test func tenPerCentAreNotMoreThanTenPerCent() throws {
    for level in [0.9, 0.7, 1.1, 3e-5, 1e12] {
      var monitor = try Monitor(QualityDrop(window: 5, baselineWindow: 20))
      _ = monitor.update(Array(repeating: level, count: 20))
      let stays = monitor.update(Array(repeating: level * 0.9, count: 5))
      #expect(!stays.contains { $0.isAlarm }, "\(level)")
      monitor.reset()
      _ = monitor.update(Array(repeating: level, count: 20))
      #expect(monitor.update(Array(repeating: level * 0.8999, count: 5))[4].isAlarm, "\(level)")
    }
  }

  /// The rule about a baseline below, at and above 0, for either direction.
  @Test(
    arguments: [
      (-1, -1.2, 0.2), (-1, -0.5, -0.5), (0, -1, .infinity), (0, 1, -.infinity), (0, 0, 0),
      (2, 1, 0.5), (2, 3, -0.5), (1, -1, 2),
    ] as [(Double, Double, Double)])
  func countsBySize(baseline: Double, mean: Double, drop: Double) throws {
    var chart = QualityDrop(window: 3, baseline: baseline)
    for worse in [QualityDrop.Worse.down, .up] {
      chart.worse = worse
      var monitor = try Monitor(chart)
      let point = monitor.update([mean, mean, mean])[2]
      let wanted = worse == .down ? drop : -drop
      #expect(abs(point.statistic - wanted) < 1e-15 || point.statistic == wanted)
      #expect(point.isAlarm == (wanted > 0.1))
      #expect(point.direction == (wanted > 0.1 ? (worse == .up ? .up : .down) : nil))
    }
  }

  @Test func takesItsBaselineFromASample() throws {
    let chart = try QualityDrop(window: 2, baselineWindow: 50).fitted(to: [1, 3, .nan, 2])
    #expect(chart.baseline == 2)
    var monitor = try Monitor(chart)
    #expect(monitor.update([1.5, 1.5])[1].statistic == 0.25)
    #expect(throws: DriftlineError.self) { try QualityDrop().fitted(to: [.nan]) }
  }

  @Test func losesNothingFarFromZero() throws {
    var monitor = try Monitor(QualityDrop(window: 4, baselineWindow: 4))
    let points = monitor.update([0, 1, 2, 1, 0.5, 0.25, 0.25, 0].map { 1e12 + $0 })
    #expect(points[7].statistic == 0.75 / (1e12 + 1))
  }

  @Test func meetsWhatHoldsForStreams() throws {
    for worse in [QualityDrop.Worse.down, .up] {
      var chart = QualityDrop(window: 10, baselineWindow: 30)
      chart.worse = worse
      let values = StreamChecks.values(400)
      try StreamChecks.countsTheSameInPieces(chart, values)
      try StreamChecks.resumesAfterAnyValue(chart, values)
      try StreamChecks.passesOverBrokenValues(chart, values)
      try StreamChecks.isCalmOnConstants(chart)
      try StreamChecks.survivesEverySize(chart)
      try StreamChecks.goesOnFromWhateverItAccepts(chart, values)
    }
  }
}
