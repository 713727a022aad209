import Driftline
import DriftlineCharts
import Testing

@Suite struct EWMATests {
  /// D. C. Montgomery, "Introduction to Statistical Quality Control", table of chapter 9; as printed
  /// in the documentation of IMSL.
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
}
