import Driftline
import DriftlineCharts
import Testing

@Suite struct EWMATests {
  /// Thirty values of Montgomery, "Introduction to Statistical Quality Control", chapter 9.
  ///
  /// As the documentation of IMSL prints them.
  static let montgomery = [
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40,
    10.08, 9.37, 10.62, 10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62,
    11.31, 10.52,
  ]

  @Test(arguments: [EWMA.Limits.asymptotic, .timeVarying])
  func followsMontgomery(limits: EWMA.Limits) throws {
    var chart = EWMA(mean: 10, sigma: 1, lambda: 0.1, limit: 2.7)
    chart.limits = limits
    var monitor = try Monitor(chart)
    let points = monitor.update(Self.montgomery)
    let expected: [(Int, Double)] = [
      (0, 9.945), (1, 9.7495), (2, 9.70355), (27, 10.573137), (28, 10.646823), (29, 10.634141),
    ]
    for (index, z) in expected { #expect(abs(points[index].statistic - z) < 5e-7) }
    #expect(points.firstIndex { $0.isAlarm } == 28)
    #expect(points[28].direction == .up)
    if limits == .timeVarying {
      #expect(abs(points[0].lower - 9.73) < 1e-12)
      #expect(abs(points[0].upper - 10.27) < 1e-12)
    }
    #expect(abs(points[28].lower - 9.3813) < 1e-3)
  }

  @Test func goesOnFromACheckpoint() throws {
    let chart = EWMA(mean: 10, sigma: 1, lambda: 0.1, limit: 2.7)
    var whole = try Monitor(chart)
    let points = whole.update(Self.montgomery)
    var first = try Monitor(chart)
    _ = first.update(Array(Self.montgomery[..<13]))
    var second = try Monitor(chart, resuming: first.checkpoint)
    #expect(second.update(Array(Self.montgomery[13...])) == Array(points[13...]))
    #expect(second == whole)
  }

  /// The recipe without a mean: the first value is the average.
  @Test func theClassicStartFollowsTheRecipe() throws {
    var chart = EWMA(mean: 0.1, sigma: 1, lambda: 0.3, limit: 1)
    chart.start = .firstValue
    var monitor = try Monitor(chart)
    let reach = (0.3 / 1.7).squareRoot()
    var random = SeededRandom(seed: 5)
    var z = 0.0
    for index in 0..<1_000 {
      let x = random.normal()
      z = index == 0 ? x : 0.3 * x + 0.7 * z
      let point = monitor.update(x)
      #expect(abs(point.statistic - z) < 1e-13)
      #expect(point.isAlarm == (abs(z - 0.1) > reach))
    }
  }

  @Test func aLargeMeanLosesNothing() throws {
    var near = try Monitor(EWMA(mean: 0, sigma: 1, lambda: 0.25, limit: 2.5))
    var far = try Monitor(EWMA(mean: 0x1p40, sigma: 1, lambda: 0.25, limit: 2.5))
    var random = SeededRandom(seed: 6)
    for _ in 0..<1_000 {
      let x = (random.normal() * 1_024).rounded() / 1_024
      #expect(near.update(x).isAlarm == far.update(x + 0x1p40).isAlarm)
    }
    #expect(near.state == far.state)
  }

  /// The sum of a million terms that is kept as one number has no drift of its own.
  @Test func aMillionValuesLeaveNoTrace() throws {
    var old = try Monitor(EWMA(mean: 5, sigma: 1, lambda: 0.2, limit: 3))
    var random = SeededRandom(seed: 7)
    _ = old.alarms(in: (0..<1_000_000).map { _ in 5 + random.normal() })
    let last = (0..<200).map { _ in 5 + random.normal() }
    var fresh = try Monitor(EWMA(mean: 5, sigma: 1, lambda: 0.2, limit: 3))
    let difference = old.update(last)[199].statistic - fresh.update(last)[199].statistic
    #expect(abs(difference) < 1e-15)
  }
}
