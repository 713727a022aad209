import Driftline
import DriftlineCharts
import Foundation
import Testing

@Suite struct ETwoSampleTests {
  let fixture = AnytimeFixture.shared

  private func isClose(_ points: [ChartPoint], _ expected: [Double]) -> Bool {
    points.count == expected.count
      && zip(points, expected).allSatisfy { abs($0.statistic - $1) < 1e-9 }
  }

  @Test func evidenceIsThatOfNumPy() throws {
    var chart = ETwoSample(baseline: fixture.baseline)
    chart.cells = 40
    chart.seed = 5
    var monitor = try Monitor(chart)
    let points = monitor.update(fixture.tied)
    #expect(isClose(points, fixture.evidence))
    #expect(monitor.state.peak == points.map(\.statistic).max())
    #expect(points.map(\.isAlarm) == fixture.evidence.map { $0 >= -log(0.01) })
    var known = try Monitor(ETwoSample())
    #expect(isClose(known.update(fixture.normal), fixture.evidenceKnown))
    chart.promise = .runLength
    chart.arl0 = 500
    var detector = try Monitor(chart)
    let sums = detector.update(fixture.tied)
    #expect(isClose(sums, fixture.detector))
    #expect(sums.indices.filter { sums[$0].isAlarm } == fixture.detectorAlarms)
  }

  @Test(arguments: NullLaw.allCases, [1, 20, 1000])
  func keepsItsPromiseForAnyLawAndBaseline(law: NullLaw, size: Int) throws {
    let alarmed = try law.alarmed(seed: 6) { stream, random in
      var chart = ETwoSample(baseline: law.draw(size, &random), alpha: 0.05)
      chart.seed = stream
      return chart
    }
    #expect(alarmed <= NullLaw.mostAlarmed)
  }

  /// The null hypothesis of a known distribution is that one, and no other.
  @Test func withoutABaselineTheDistributionIsKnown() throws {
    let normal = try NullLaw.normal.alarmed(seed: 7) { _, _ in ETwoSample(baseline: [], alpha: 0.05)
    }
    #expect(normal <= NullLaw.mostAlarmed)
    let heavy = try NullLaw.t3.alarmed(seed: 7) { _, _ in ETwoSample(baseline: [], alpha: 0.05) }
    #expect(heavy == 400)
  }

  @Test(arguments: [
    ("up", 0.5, 1.0, 150), ("down", -0.5, 1, 150), ("wider", 0, 1.5, 200),
    ("narrower", 0, 0.6, 200),
  ])
  func seesChangesSoon(finding: String, shift: Double, scale: Double, most: Int) throws {
    var delays: [Int] = []
    var named = 0
    for stream in 0..<50 {
      var random = SeededRandom(seed: 8, stream: UInt64(stream))
      var monitor = try Monitor(ETwoSample(baseline: NullLaw.normal.draw(1000, &random)))
      #expect(monitor.alarms(in: NullLaw.normal.draw(500, &random)).isEmpty)
      for delay in 1...2000 {
        let point = monitor.update(shift + scale * random.normal())
        guard point.isAlarm else { continue }
        delays.append(delay)
        let bit = try #require(ETwoSample.signals.firstIndex(of: finding))
        // Wider values are more in the tails, too.
        let others: UInt32 = finding == "wider" ? 0b110000 : 0
        if (1 << UInt32(bit) | others) & point.signals != 0 { named += 1 }
        if point.signals == 1 { #expect(point.direction == .up) }
        if point.signals == 2 { #expect(point.direction == .down) }
        break
      }
    }
    #expect(delays.count == 50)
    #expect(delays.sorted()[25] <= most, "\(delays.sorted())")
    #expect(named >= 40, "\(named) of 50")
  }

  /// Only ranks count: what keeps the order keeps the bits, as far from 0 as one likes.
  @Test func onlyTheOrderCounts() throws {
    var random = SeededRandom(seed: 9)
    let baseline = NullLaw.ties.draw(300, &random)
    let values = NullLaw.ties.draw(300, &random).map { $0 + 0.5 }
    var plain = try Monitor(ETwoSample(baseline: baseline))
    let expected = plain.update(values).map(\.statistic)
    for move: (Double) -> Double in [{ $0 + 1e12 }, { exp($0) }, { $0 * 1e300 }] {
      var moved = try Monitor(ETwoSample(baseline: baseline.map(move)))
      #expect(moved.update(values.map(move)).map(\.statistic) == expected)
    }
  }

  @Test func constantStreamsAgainstTheSameConstantRaiseNoAlarm() throws {
    for value in [0, 1e12, -Double.greatestFiniteMagnitude, 0x1p-1074] {
      var monitor = try Monitor(ETwoSample(baseline: [Double](repeating: value, count: 100)))
      #expect(monitor.alarms(in: [Double](repeating: value, count: 2000)).isEmpty)
      var other = try Monitor(ETwoSample(baseline: [Double](repeating: value, count: 100)))
      let alarms = other.alarms(in: [Double](repeating: value.nextUp, count: 200))
      #expect((alarms.first ?? .max) < 50)
    }
  }

  /// The false alarms of the e-detector are arl0 values apart on average, or more.
  @Test func keepsThePromisedRunLength() throws {
    var runs: [Double] = []
    for stream in 0..<400 {
      var random = SeededRandom(seed: 10, stream: UInt64(stream))
      var chart = ETwoSample(baseline: NullLaw.ties.draw(200, &random))
      chart.seed = stream
      chart.promise = .runLength
      chart.arl0 = 100
      var monitor = try Monitor(chart)
      runs.append(
        Double((1...100_000).first { _ in monitor.update(NullLaw.ties.draw(&random)).isAlarm } ?? 0)
      )
    }
    let mean = runs.reduce(0, +) / 400
    let square = runs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 399
    #expect(mean >= 100 - 3 * (square / 400).squareRoot(), "\(mean)")
    #expect(mean < 300, "\(mean)")
  }

  @Test func evidenceStaysANumberForEver() throws {
    var monitor = try Monitor(ETwoSample())
    let alarms = monitor.alarms(in: [Double](repeating: 9, count: 100_000))
    #expect(alarms.count > 99_990)
    #expect(monitor.state.peak > 69 && monitor.state.peak < 72)
    _ = try Monitor(ETwoSample(), resuming: monitor.checkpoint)
    // What is lost by many values without a change does not keep the chart from the next.
    var random = SeededRandom(seed: 11)
    _ = monitor.alarms(in: NullLaw.normal.draw(20_000, &random))
    #expect(!monitor.update(0).isAlarm)
    let again = monitor.alarms(in: (0..<300).map { _ in 1 + random.normal() })
    #expect(!again.isEmpty)
  }

  @Test func resumesAfterAnyValue() throws {
    for promise in ETwoSample.Promise.allCases {
      var chart = ETwoSample(baseline: fixture.baseline, alpha: 0.05)
      chart.promise = promise
      chart.cells = 16
      try StreamChecks.resumesAfterAnyValue(chart, fixture.tied)
      try StreamChecks.countsTheSameInPieces(chart, fixture.tied)
    }
    try StreamChecks.survivesEverySize(ETwoSample(baseline: [0, 1e-300, 1e300]))
  }

  @Test func refusesCellsAndBetsThatCannotBe() throws {
    let chart = ETwoSample(baseline: [1, 2, 3])
    var monitor = try Monitor(chart)
    _ = monitor.update([0, 2.5, 2.5, 4])
    #expect(monitor.state.json["cells"] == JSON([1.0, 0, 2, 1]))
    for cells in [
      [1.0, 0, 2], [1, 0, 2, 2], [-1, 2, 2, 1], [0.5, 0.5, 2, 1], [1e300, 0, 0, 0],
    ] {
      try StreamChecks.refuses(chart, monitor.state, "cells", JSON(cells))
    }
    for bets in [[Double](repeating: 1, count: 11), [Double](repeating: -1, count: 12)] {
      try StreamChecks.refuses(chart, monitor.state, "bets", JSON(bets))
    }
    try StreamChecks.refuses(chart, monitor.state, "count", .int(3))
    let known = try Monitor(ETwoSample())
    try StreamChecks.refuses(ETwoSample(), known.state, "cells", JSON([1.0]))
  }

  @Test func takesASampleAsItsBaseline() throws {
    let sample = (0..<25_000).map(Double.init)
    let fitted = try ETwoSample().fitted(to: [.nan] + sample + [.infinity])
    #expect(fitted.baseline.count == 10_000)
    #expect(fitted.baseline[1] == 2 && fitted.baseline[9999] == 24_997)
    #expect(try ETwoSample().fitted(to: Array(sample[..<20])).baseline == Array(sample[..<20]))
    #expect(throws: DriftlineError.self) { try ETwoSample().fitted(to: Array(sample[..<19])) }
  }
}
