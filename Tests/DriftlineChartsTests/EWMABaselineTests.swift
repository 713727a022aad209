import Driftline
import DriftlineCharts
import Testing

@Suite struct EWMABaselineTests {
  private func normals(_ count: Int, seed: UInt64) -> [Double] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { _ in random.normal() }
  }

  /// The recipe as published, straight from its formulas.
  @Test(arguments: [0.1, 0.2, 0.5]) func classicScoresAsTheRecipe(alpha: Double) throws {
    var chart = EWMABaseline(alpha: alpha, scoring: .classic)
    chart.threshold = 1.5
    var monitor = try Monitor(chart)
    var mean = 0.0
    var variance = 0.0
    for (index, x) in normals(1_000, seed: 1).enumerated() {
      if index == 0 {
        mean = x
      } else {
        let d = x - mean
        mean += alpha * d
        variance = (1 - alpha) * (variance + alpha * d * d)
      }
      let z = index == 0 ? 0 : (x - mean) / variance.squareRoot()
      let point = monitor.update(x)
      #expect(abs(point.statistic - z) <= 1e-9 * max(1, abs(z)))
      #expect(point.isAlarm == (index >= 10 && abs(z) > 1.5))
    }
  }

  @Test func classicCanNeverPassItsBound() throws {
    var monitor = try Monitor(EWMABaseline(alpha: 0.2, scoring: .classic))
    var values = normals(500, seed: 2)
    values += [1e3, -1e6, 1e9, 1e12]
    #expect(monitor.alarms(in: values).isEmpty)
    #expect(monitor.update(values).allSatisfy { abs($0.statistic) <= 2 + 1e-12 })
  }

  /// Three sigma, two-sided, are 0.0027; heavy weights are on the safe side of it.
  @Test(arguments: [(0.05, 0.0022), (0.1, 0.0019), (0.3, 0.0005)])
  func calibratedKeepsItsRate(alpha: Double, least: Double) throws {
    var alarms = 0
    var early = 0
    for seed in 0..<400 {
      var monitor = try Monitor(EWMABaseline(alpha: alpha))
      let places = monitor.alarms(in: normals(1_000, seed: UInt64(seed + 10)))
      alarms += places.count
      early += places.filter { $0 < 30 }.count
    }
    let rate = Double(alarms) / (400 * 990)
    #expect(rate > least && rate < 0.0031, "\(rate)")
    #expect(Double(early) / (400 * 20) < 0.006, "\(early)")
  }

  @Test func aJumpIsSeenAtOnce() throws {
    var monitor = try Monitor(EWMABaseline())
    #expect(monitor.alarms(in: normals(200, seed: 3) + [8]).last == 200)
  }

  @Test func aConstantStreamIsQuietUntilItChanges() throws {
    var monitor = try Monitor(EWMABaseline())
    #expect(monitor.alarms(in: [Double](repeating: 7, count: 50)).isEmpty)
    let point = monitor.update(7.000_001)
    #expect(point.isAlarm && point.direction == .up && point.statistic == .infinity)
  }

  @Test func anOffsetChangesNothing() throws {
    let values = normals(300, seed: 4).map { ($0 * 1024).rounded() / 1024 }
    var near = try Monitor(EWMABaseline())
    var far = try Monitor(EWMABaseline())
    for value in values {
      #expect(
        near.update(value).statistic.bitPattern == far.update(value + 0x1p40).statistic.bitPattern)
    }
  }
}
