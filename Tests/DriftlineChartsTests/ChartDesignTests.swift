import Driftline
import DriftlineCharts
import Testing

@Suite struct ChartDesignTests {
  static let fixtures = RunLengthFixtures.all

  @Test func findsThePublishedLimitsOfEWMACharts() throws {
    for known in Self.fixtures.ewmaLimits {
      let chart = try EWMARunLength(lambda: known.lambda, limit: 1).withLimit(arl0: known.arl0)
      #expect(abs(chart.limit - known.limit) < 2e-6, "\(known): \(chart.limit)")
    }
  }

  /// Crowder, Journal of Quality Technology 21 (1989).
  @Test func findsTheLimitsOfCrowder() throws {
    let printed = [(0.05, "2.32"), (0.1, "2.55"), (0.15, "2.65"), (0.2, "2.72"), (0.25, "2.76")]
    for (lambda, limit) in printed {
      let chart = try EWMARunLength(lambda: lambda, limit: 1).withLimit(arl0: 250)
      #expect(rounds(chart.limit, to: limit), "\(lambda): \(chart.limit)")
    }
  }

  @Test func findsThePublishedLimitsOfCUSUMCharts() throws {
    for known in Self.fixtures.cusumLimits {
      let chart = try CUSUMRunLength(k: known.k, h: 1).withLimit(arl0: known.arl0)
      #expect(abs(chart.h - known.h) < 6e-5, "\(known): \(chart.h)")
    }
  }

  @Test(arguments: [
    (
      200, [2, 3, 4, 5, 10, 15, 20], [8.6336, 10.7836, 12.7231, 14.5364, 22.6565, 30.0115, 36.9837]
    ),
    (500, [2, 3, 4, 5, 10], [10.7658, 13.0887, 15.1728, 17.1136, 25.7363]),
  ])
  func findsTheLimitsOfMEWMACharts(arl0: Double, dimensions: [Int], known: [Double]) throws {
    for (dimension, expected) in zip(dimensions, known) {
      let chart = try MEWMARunLength(lambda: 0.1, limit: 1, dimensions: dimension)
        .withLimit(arl0: arl0)
      #expect(abs(chart.limit - expected) < 6e-5, "\(dimension): \(chart.limit)")
    }
  }

  @Test(arguments: [0.5, 1, 2.0])
  func findsTheLambdaThatSeesAShiftSoonest(shift: Double) throws {
    let design = try ChartDesign.design(chart: "ewma", arl0: 500, shift: shift)
    #expect(abs(design.arl0 - 500) < 1e-3 && design.relativeError < 1e-8)
    let point = try #require(design.curve.first { $0.shift == shift })
    let chart = try EWMA(design.parameters)
    for factor in [0.8, 1.25] {
      let other = try ChartDesign.design(
        chart: "ewma", arl0: 500, shift: shift,
        settings: [.init("lambda", .number(chart.lambda * factor))])
      let worse = try #require(other.curve.first { $0.shift == shift })
      #expect(worse.average > point.average)
    }
  }

  /// What is promised is what the chart does, from a head start and with limits that vary.
  @Test func designsAChartThatKeepsThePromise() throws {
    let design = try ChartDesign.design(
      chart: "ewma", arl0: 100,
      settings: [
        .init("lambda", .number(0.1)), .init("limits", .string("time_varying")),
        .init("head_start", .number(0.5)),
      ])
    let runs = simulatedRuns(of: try EWMA(design.parameters), shift: 0, count: 20_000)
    let mean = runs.reduce(0, +) / 20_000
    // The standard deviation of a run length is about its mean.
    #expect(abs(mean - 100) < 4 * 110 / 20_000.0.squareRoot(), "\(mean)")
  }

  @Test(arguments: ["ewma", "cusum", "shewhart", "mewma", "hotelling_t2"])
  func drawsTheWholeCurve(chart: String) throws {
    let design = try ChartDesign.design(chart: chart, arl0: 370, shift: 1.5)
    #expect(design.curve.map(\.shift) == [0, 0.25, 0.5, 1, 1.5, 2, 3])
    #expect(isClose(design.arl0, 370, 1e-6) && isClose(design.curve[0].average, 370, 1e-6))
    #expect(design.relativeError < 1e-6)
    for (point, next) in zip(design.curve, design.curve.dropFirst()) {
      #expect(point.average > next.average && point.steadyState > next.steadyState)
      #expect(point.median >= next.median && point.median < point.average + 1)
    }
    #expect(design.json["curve"] != nil)
  }

  @Test func designsForManyDimensions() throws {
    let design = try ChartDesign.design(
      chart: "mewma", arl0: 200, shift: 3, settings: [.init("dimensions", .int(20))])
    #expect(isClose(design.arl0, 200, 1e-6) && design.relativeError < 1e-6)
  }

  @Test func halvesTheShiftForACUSUMChart() throws {
    let design = try ChartDesign.design(chart: "cusum", arl0: 370, shift: 1)
    #expect(design.parameters[0] == .init("k", .number(0.5)))
    guard case .number(let h) = design.parameters[1].value else { throw NoNumber() }
    #expect(abs(h - 4.7738) < 6e-5)
  }

  private struct NoNumber: Error {}

  @Test(arguments: [
    ("ewma", 1, 1.0), ("ewma", .nan, 1), ("ewma", 1e10, 1), ("ewma", 370, 0), ("ewma", 370, -1),
    ("ewma", 370, .infinity), ("ewma", 370, nil), ("cusum", 370, nil), ("mewma", 370, nil),
    ("cusum", 1.2, 1), ("kswin", 370, 1),
  ])
  func refusesWhatCannotBe(chart: String, arl0: Double, shift: Double?) {
    #expect(throws: DriftlineError.self) {
      try ChartDesign.design(chart: chart, arl0: arl0, shift: shift)
    }
  }

  @Test func refusesSettingsThatNoChartHas() {
    for (name, value) in [("lambda", 0.0), ("lambda", 1.5), ("head_start", 1), ("k", 0.5)] {
      #expect(throws: DriftlineError.self) {
        try ChartDesign.design(
          chart: "ewma", arl0: 370, shift: 1, settings: [.init(name, .number(value))])
      }
    }
  }
}
