import Driftline
import DriftlineCharts
import Testing

@Suite struct PageHinkleyTests {
  static func river(
    delta: Double = 0.005, threshold: Double = 50, alpha: Double = 0.9999,
    direction: PageHinkley.Change = .both, minimum: Int = 30
  ) -> PageHinkley {
    var chart = PageHinkley(delta: delta, threshold: threshold, direction: direction)
    chart.alpha = alpha
    chart.minimum = minimum
    chart.convention = .river
    return chart
  }

  @Test func alarmsWhereRiverDoes() throws {
    var seen = 0
    for (detector, chart) in [
      ("PageHinkley()", Self.river()),
      ("PageHinkley(threshold=20,mode='up')", Self.river(threshold: 20, direction: .up)),
    ] {
      for (name, values, alarms) in RiverStreams.alarms(of: detector) {
        var monitor = try Monitor(chart)
        #expect(monitor.alarms(in: values) == alarms, "\(detector) \(name)")
        seen += 1
      }
    }
    #expect(seen == 8)
  }

  /// The recipe of river 0.26.1, its largest sum from -1 on; with `start` minus infinity that of the
  /// papers.
  static func recipe(_ chart: PageHinkley, start: Double, _ values: [Double]) -> [(Double, Bool)] {
    var (n, mean, increase, decrease) = (0.0, 0.0, 0.0, 0.0)
    var (least, largest) = (Double.infinity, start)
    return values.map { x in
      n += 1
      mean += 1 / n * (x - mean)
      let dev = x - mean
      increase = chart.alpha * increase + dev - chart.delta
      decrease = chart.alpha * decrease + dev + chart.delta
      least = min(least, increase)
      largest = max(largest, decrease)
      let (rise, fall) = (increase - least, largest - decrease)
      let statistic =
        chart.direction == .up ? rise : chart.direction == .down ? fall : max(rise, fall)
      let isAlarm = n >= Double(chart.minimum) && statistic > chart.threshold
      if isAlarm {
        (n, mean, increase, decrease, least, largest) = (0, 0, 0, 0, .infinity, start)
      }
      return (statistic, isAlarm)
    }
  }

  @Test(arguments: PageHinkley.Convention.allCases, PageHinkley.Change.allCases)
  func followsTheRecipeValueByValue(
    convention: PageHinkley.Convention, direction: PageHinkley.Change
  ) throws {
    let values = StreamChecks.values(1000)
    for (delta, threshold, alpha, minimum) in [
      (0.005, 50.0, 0.9999, 30), (0.1, 3, 1, 10), (0.05, 2, 0.99, 5), (-3, 20, 0.9, 2),
      (0, 1, 0, 1),
    ] {
      var chart = Self.river(
        delta: delta, threshold: threshold, alpha: alpha, direction: direction, minimum: minimum)
      chart.convention = convention
      let start = convention == .river ? -1 : -Double.infinity
      let expected = Self.recipe(chart, start: start, values)
      var monitor = try Monitor(chart)
      for (value, (statistic, isAlarm)) in zip(values, expected) {
        let point = monitor.update(value)
        #expect(abs(point.statistic - statistic) < 1e-11 * max(1, statistic))
        #expect(point.isAlarm == isAlarm)
      }
    }
  }

  /// river's own alarms and last statistics on 1000 values of a linear congruential generator.
  @Test(arguments: [
    (
      river(), [314, 573, 824], 1.2094017492002411, 8.661660336325742
    ),
    (
      river(delta: 0.1, threshold: 3, alpha: 1, minimum: 10), [253, 502, 753],
      0.2914193321724525, 0.0606041412677758
    ),
    (
      river(delta: 0.05, threshold: 2, alpha: 0.99, direction: .up, minimum: 5),
      [88, 172, 217, 252, 445, 641, 669, 751, 863, 997], 0, 0
    ),
    (
      river(delta: 0.05, threshold: 2, alpha: 0.99, direction: .down, minimum: 5),
      [81, 104, 187, 397, 501, 547, 655, 718, 823, 919], 1.826761862403431, 0.12288595805921076
    ),
  ])
  func givesTheNumbersOfRiver(_ chart: PageHinkley, _ alarms: [Int], _ rise: Double, _ fall: Double)
    throws
  {
    var state: UInt64 = 7
    let values = (0..<1000).map { index in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53 + ((index / 250).isMultiple(of: 2) ? 0 : 0.8)
    }
    var monitor = try Monitor(chart)
    #expect(monitor.alarms(in: values) == alarms)
    #expect(abs(monitor.state.rise - rise) < 1e-11)
    #expect(abs(monitor.state.fall - fall) < 1e-11)
  }

  @Test func saysWhichWay() throws {
    let chart = PageHinkley(delta: 0.1, threshold: 5)
    for (shift, direction) in [(2.0, ChartPoint.Direction.up), (-2, .down)] {
      var monitor = try Monitor(chart)
      let points = monitor.update((0..<200).map { $0 < 100 ? 0 : shift })
      let alarm = try #require(points.firstIndex { $0.isAlarm })
      #expect((100..<110).contains(alarm))
      #expect(points[alarm].direction == direction)
      #expect(points[alarm].statistic > 5 && points[alarm].upper == 5)
      #expect(points[3].upper == .infinity)
    }
  }

  @Test func isNotMovedByAnOffset() throws {
    // Multiples of 2^-10, so that an offset of 1e12 rounds nothing.
    let values = StreamChecks.values(4000).map { ($0 * 1024).rounded() / 1024 }
    var chart = PageHinkley(delta: 0.05, threshold: 3)
    for alpha in [1, 0.9999] {
      chart.alpha = alpha
      var plain = try Monitor(chart)
      var offset = try Monitor(chart)
      let points = plain.update(values)
      let moved = offset.update(values.map { $0 + 1e12 })
      #expect(points.map(\.statistic) == moved.map(\.statistic))
      #expect(points.contains { $0.isAlarm })
    }
  }

  @Test func holdsItsStateOverAMillionValues() throws {
    // The mean of a block is 0.5 exactly, so that what is left after many is rounding alone.
    let block = (0..<1000).map { Double($0 * 617 % 1000) / 999 }
    var chart = PageHinkley(delta: 0, threshold: 1e9)
    chart.alpha = 1
    var monitor = try Monitor(chart)
    for _ in 0..<1000 { #expect(monitor.alarms(in: block) == []) }
    #expect(abs(monitor.state.centre + monitor.state.mean - 0.5) < 1e-12)
    let before = monitor.state.rise
    #expect(monitor.alarms(in: block) == [])
    #expect(abs(monitor.state.rise - before) < 1e-3)
  }

  @Test(arguments: PageHinkley.Convention.allCases)
  func keepsTheRulesOfAStream(convention: PageHinkley.Convention) throws {
    var chart = Self.river(delta: 0.05, threshold: 2, alpha: 0.999)
    chart.convention = convention
    let values = StreamChecks.values(2000)
    try StreamChecks.countsTheSameInPieces(chart, values)
    try StreamChecks.resumesAfterAnyValue(chart, values)
    try StreamChecks.passesOverBrokenValues(chart, Array(values[..<700]))
    try StreamChecks.isCalmOnConstants(PageHinkley())
    try StreamChecks.survivesEverySize(chart)
    try StreamChecks.goesOnFromWhateverItAccepts(chart, Array(values[..<400]))
  }

  @Test func refusesStatesThatCannotBe() throws {
    let chart = PageHinkley()
    var monitor = try Monitor(chart)
    _ = monitor.update([1, 2, 3])
    for (name, value): (String, JSON) in [
      ("count", .int(-1)), ("count", .int(.max)), ("count", .int(0)), ("count", .number(1.5)),
      ("centre", .number(.infinity)), ("mean", .number(1e290)), ("rise", .number(-1)),
      ("fall", .number(.nan)), ("up", .string("1")), ("down", .null),
    ] {
      try StreamChecks.refuses(chart, monitor.state, name, value)
    }
  }
}
