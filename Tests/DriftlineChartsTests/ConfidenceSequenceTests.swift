import Driftline
import DriftlineCharts
import Testing

@Suite struct ConfidenceSequenceTests {
  let fixture = AnytimeFixture.shared

  /// Half the width of the interval after so many values, times their number.
  private func reach(_ chart: ConfidenceSequence, after time: Int) throws -> Double {
    let state = JSON.object([
      .init("count", .int(time - 1)), .init("sum", .int(0)), .init("weight", .int(0)),
      .init("penalty", .int(0)), .init("total", .int(0)), .init("squares", .int(0)),
      .init("lowest", .number(-1e300)), .init("highest", .number(1e300)),
    ])
    var monitor = try Monitor(
      chart, resuming: .object([.init("count", .int(time - 1)), .init("state", state)]))
    return -monitor.update(chart.mean).lower * Double(time)
  }

  @Test func boundariesAreThoseOfTheMixture() throws {
    for (row, (alpha, time)) in [(0.05, 1000), (1e-6, 10)].enumerated() {
      var chart = ConfidenceSequence(mean: 0, sigma: 1, alpha: alpha)
      chart.optimalTime = time
      for (column, count) in fixture.times.enumerated() {
        let both = try reach(chart, after: count) / fixture.twoSided[row][column]
        #expect(abs(both - 1) < 1e-9, "\(alpha), \(count): \(both)")
        var one = chart
        one.side = .up
        let ratio = try reach(one, after: count) / fixture.oneSided[row][column]
        #expect(ratio > 1 - 1e-9 && ratio < 1.004, "\(alpha), \(count): \(ratio)")
      }
    }
  }

  @Test func boundedIntervalsAreThoseOfNumPy() throws {
    var chart = ConfidenceSequence(mean: -2, in: -5...5, alpha: 0.02)
    chart.optimalTime = 50
    var monitor = try Monitor(chart)
    let points = monitor.update(fixture.scores)
    chart.side = .up
    var oneSided = try Monitor(chart)
    let ups = oneSided.update(fixture.scores)
    for index in points.indices {
      #expect(abs(points[index].statistic - fixture.centre[index]) < 1e-11)
      #expect(abs(points[index].lower - max(-5, fixture.low[index])) < 1e-11)
      #expect(abs(points[index].upper - min(5, fixture.high[index])) < 1e-11)
      #expect(points[index].isAlarm == (fixture.low[index] > -2 || fixture.high[index] < -2))
      #expect(abs(ups[index].lower - max(-5, fixture.lowOneSide[index])) < 1e-11)
      #expect(ups[index].upper == .infinity)
    }
    #expect(points.contains { $0.isAlarm && $0.direction == .up && $0.signals == 1 })
  }

  @Test(arguments: [NullLaw.normal, .uniform, .bernoulli], ConfidenceSequence.Side.allCases)
  func keepsItsPromiseWhereSigmaIsKnown(law: NullLaw, side: ConfidenceSequence.Side) throws {
    var chart = ConfidenceSequence(mean: law.mean, sigma: law == .normal ? 1 : 0.5, alpha: 0.05)
    chart.side = side
    chart.optimalTime = 20
    let alarmed = try law.alarmed(seed: 1) { [chart] _, _ in chart }
    #expect(alarmed <= NullLaw.mostAlarmed)
  }

  @Test(arguments: [NullLaw.uniform, .bernoulli], ConfidenceSequence.Side.allCases)
  func keepsItsPromiseInARange(law: NullLaw, side: ConfidenceSequence.Side) throws {
    var chart = ConfidenceSequence(mean: law.mean, in: 0...1, alpha: 0.05)
    chart.side = side
    chart.optimalTime = 20
    chart.intersect = true
    let alarmed = try law.alarmed(seed: 2) { [chart] _, _ in chart }
    #expect(alarmed <= NullLaw.mostAlarmed)
  }

  /// The boundary is not so wide that nothing is ever over it.
  @Test func usesWhatItIsAllowed() throws {
    var chart = ConfidenceSequence(mean: 0, sigma: 1, alpha: 0.5)
    chart.optimalTime = 10
    let alarmed = try NullLaw.normal.alarmed(seed: 3) { [chart] _, _ in chart }
    #expect(alarmed > 100 && alarmed <= 230, "\(alarmed) of 400")
  }

  @Test func looksToTheSideThatIsAskedFor() throws {
    var random = SeededRandom(seed: 4)
    let low = (0..<2000).map { _ in 0.4 * random.uniform() }
    for base in [
      ConfidenceSequence(mean: 0.5, sigma: 0.5), ConfidenceSequence(mean: 0.5, in: 0...1),
    ] {
      var directions: [ConfidenceSequence.Side: Set<ChartPoint.Direction>] = [:]
      for side in ConfidenceSequence.Side.allCases {
        var chart = base
        chart.side = side
        var monitor = try Monitor(chart)
        directions[side] = Set(monitor.update(low).compactMap(\.direction))
      }
      #expect(directions == [.both: [.down], .down: [.down], .up: []])
    }
  }

  @Test func aValueOutOfItsRangeIsAnAlarmAndNotTakenIn() throws {
    var monitor = try Monitor(ConfidenceSequence(mean: 0.5, in: 0...1))
    _ = monitor.update([0.2, 0.7, 0, 1])
    let state = monitor.state
    for (value, direction) in [(1.5, ChartPoint.Direction.up), (-1e-9, .down), (1e300, .up)] {
      let point = monitor.update(value)
      #expect(point.isAlarm && point.direction == direction && point.signals == 2)
      #expect(point.lower == 0 && point.upper == 1 && point.statistic == value)
      #expect(monitor.state == state)
    }
    #expect(!monitor.update(0.4).isAlarm)
  }

  @Test func intersectionsOnlyNarrow() throws {
    for base in [
      ConfidenceSequence(mean: 0, sigma: 5), ConfidenceSequence(mean: -2, in: -5...5),
    ] {
      var chart = base
      chart.intersect = true
      var monitor = try Monitor(chart)
      let points = monitor.update(fixture.scores + [Double](repeating: -5, count: 3000))
      for (before, after) in zip(points, points.dropFirst()) {
        #expect(before.lower <= after.lower && before.upper >= after.upper)
        #expect(!before.isAlarm || after.isAlarm)
      }
      #expect(points.last?.isAlarm == true)
      #expect((points.last?.lower ?? 0) > (points.last?.upper ?? 0))
    }
  }

  /// Values in quarters, so that nothing is lost where they are moved.
  @Test func farFromZeroNothingIsLost() throws {
    var random = SeededRandom(seed: 5)
    let values = (0..<4000).map {
      (4 * ($0 < 2000 ? 0 : 0.4) + 4 * random.normal()).rounded() / 4
    }.map { max(-8, min(8, $0)) }
    let offset = 1e12
    for (near, far) in [
      (ConfidenceSequence(mean: 0, sigma: 1), ConfidenceSequence(mean: offset, sigma: 1)),
      (
        ConfidenceSequence(mean: 0, in: -8...8),
        ConfidenceSequence(mean: offset, in: offset - 8...offset + 8)
      ),
    ] {
      var plain = try Monitor(near)
      var moved = try Monitor(far)
      let points = plain.update(values)
      let others = moved.update(values.map { $0 + offset })
      #expect(points.map(\.isAlarm) == others.map(\.isAlarm))
      #expect(points.contains { $0.isAlarm })
      #expect(plain.state == moved.state)
      for (point, other) in zip(points, others) {
        #expect(abs(other.statistic - offset - point.statistic) < 2e-4)
        #expect(abs(other.upper - offset - point.upper) < 2e-4)
      }
    }
  }

  @Test func aMillionValuesAtTheMeanRaiseNoAlarm() throws {
    for value in [0, 1, -7.25, 1e12, 1e300, 0x1p-1074] {
      var monitor = try Monitor(ConfidenceSequence(mean: value, sigma: 1))
      #expect(monitor.alarms(in: [Double](repeating: value, count: 2000)).isEmpty)
    }
    var bounded = try Monitor(ConfidenceSequence(mean: 0.1, in: 0...1))
    let steady = [Double](repeating: 0.1, count: 1_000_000)
    #expect(bounded.alarms(in: steady).isEmpty)
    let point = bounded.update(0.1)
    #expect(point.lower < 0.1 && point.upper > 0.1 && point.upper - point.lower < 0.01)
  }

  @Test func resumesAfterAnyValue() throws {
    var chart = ConfidenceSequence(mean: -2, in: -5...5, alpha: 0.2)
    chart.intersect = true
    chart.optimalTime = 5
    try StreamChecks.resumesAfterAnyValue(chart, fixture.scores)
    try StreamChecks.countsTheSameInPieces(chart, fixture.scores)
    try StreamChecks.survivesEverySize(ConfidenceSequence(mean: 3, sigma: 1e-300))
  }

  @Test func refusesWhatDoesNotGoTogether() throws {
    for chart in [
      ConfidenceSequence(mean: 2, in: 0...1), ConfidenceSequence(mean: 0, in: 0...0),
      ConfidenceSequence(mean: 0, in: -1.7e308...1.7e308),
    ] { #expect(throws: DriftlineError.self) { try Monitor(chart) } }
    let chart = ConfidenceSequence(mean: 0.5, in: 0...1)
    #expect(throws: DriftlineError.self) { try chart.fitted(to: [0.1, 0.2, 0.3]) }
    var monitor = try Monitor(chart)
    _ = monitor.update([0.2, 0.9])
    try StreamChecks.refuses(chart, monitor.state, "total", .number(2.5))
    try StreamChecks.refuses(chart, monitor.state, "weight", .int(-1))
    try StreamChecks.refuses(chart, monitor.state, "count", .int(0))
  }
}
