import Driftline
import DriftlineCharts
import Testing

@Suite struct DynamicThresholdTests {
  @Test(arguments: DynamicThreshold.Method.allCases)
  func equalsTheRecipe(method: DynamicThreshold.Method) throws {
    let goldens = QualityGoldens.shared
    let expected =
      switch method {
      case .quantile: goldens.quantile
      case .meanSigma: goldens.meanSigma
      case .medianMAD: goldens.medianMAD
      }
    var monitor = try Monitor(DynamicThreshold(method, window: 200))
    let points = monitor.update(goldens.values)
    let uppers = points.map { $0.statistic.isNaN ? .nan : $0.upper }
    #expect(QualityGoldens.firstDifference(uppers, expected) == nil)
    #expect(points.contains { $0.isAlarm })
    for (point, limit) in zip(points, expected) {
      guard let limit else { continue }
      if abs(point.value - limit.value) > 1e-9 {
        #expect(point.isAlarm == (point.value > limit.value))
      }
    }
  }

  @Test func looksAtTheSidesThatAreAsked() throws {
    for (side, expected) in [
      (DynamicThreshold.Side.up, [0]), (.down, [1]), (.both, [0, 1]),
    ] {
      var chart = DynamicThreshold(.meanSigma, window: 50, minimum: 10)
      chart.side = side
      chart.learnsAlarms = false
      var monitor = try Monitor(chart)
      _ = monitor.update((0..<20).map { Double($0 % 3) })
      let points = monitor.update([9, -9, 1])
      #expect(points.indices.filter { points[$0].isAlarm } == expected)
      #expect((points[0].lower == -.infinity) == (side == .up))
      #expect((points[0].upper == .infinity) == (side == .down))
    }
  }

  @Test func learnsAlarmsOrNot() throws {
    var chart = DynamicThreshold(.quantile, window: 40, minimum: 20)
    chart.level = 1
    let values = (0..<40).map { Double($0 % 7) } + Array(repeating: 50.0, count: 60)
    var learning = try Monitor(chart)
    #expect(learning.alarms(in: values) == [40])
    chart.learnsAlarms = false
    var strict = try Monitor(chart)
    #expect(strict.alarms(in: values) == Array(40..<100))
  }

  @Test(arguments: DynamicThreshold.Method.allCases)
  func losesNothingFarFromZero(method: DynamicThreshold.Method) throws {
    var random = SeededRandom(seed: 4)
    let near = (0..<1000).map { _ in (random.normal() * 64).rounded() / 64 }
    var plain = try Monitor(DynamicThreshold(method, window: 100))
    var far = try Monitor(DynamicThreshold(method, window: 100))
    let alarms = plain.alarms(in: near)
    #expect(!alarms.isEmpty)
    #expect(far.alarms(in: near.map { $0 + 1e12 }) == alarms)
  }

  @Test(arguments: DynamicThreshold.Method.allCases)
  func meetsWhatHoldsForStreams(method: DynamicThreshold.Method) throws {
    for learns in [true, false] {
      var chart = DynamicThreshold(method, window: 40, minimum: 10)
      chart.side = .both
      chart.level = 0.95
      chart.k = 1.5
      chart.learnsAlarms = learns
      let values = StreamChecks.values(300) + [0.0, -0.0, 0.5, 0.5, 0.0, -0.0]
      try StreamChecks.countsTheSameInPieces(chart, values)
      try StreamChecks.resumesAfterAnyValue(chart, values)
      try StreamChecks.passesOverBrokenValues(chart, values)
      try StreamChecks.isCalmOnConstants(chart)
      try StreamChecks.survivesEverySize(chart)
      try StreamChecks.goesOnFromWhateverItAccepts(chart, values)
    }
  }
}
