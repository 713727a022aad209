import Driftline
import Foundation
import Testing

@testable import DriftlineCharts

@Suite struct KSWINTests {
  static func chart(
    _ convention: KSWIN.Convention, alpha: Double = 0.005, window: Int = 100, statSize: Int = 30,
    seed: Int = 0
  ) -> KSWIN {
    var chart = KSWIN(alpha: alpha, window: window, statSize: statSize)
    chart.convention = convention
    chart.seed = seed
    return chart
  }

  @Test func drawsWhatPythonDraws() {
    var random = MersenneTwister(seed: 42)
    #expect(
      (0..<5).map { _ in random.next() } == [
        2_746_317_213, 478_163_327, 107_420_369, 3_184_935_163, 1_181_241_943,
      ])
    random = MersenneTwister(seed: (1 << 40) + 7)
    #expect(
      (0..<3).map { _ in random.next() } == [2_635_837_658, 3_209_733_218, 3_500_038_837])
    random = MersenneTwister(seed: 0)
    for _ in 0..<2000 { _ = random.next() }
    #expect(random.next() == 4_065_999_976)
    #expect(random.list.reduce(0, +) == 1_289_735_950_000)
    #expect(MersenneTwister(list: random.list) == random)
  }

  @Test func alarmsWhereRiverDoes() throws {
    for (detector, window, statSize) in [
      ("KSWIN(alpha=0.0001,seed=42)", 100, 30),
      ("KSWIN(alpha=0.0001,window_size=200,stat_size=100,seed=42)", 200, 100),
    ] {
      let cases = RiverStreams.alarms(of: detector)
      #expect(cases.count == 1)
      for (_, values, alarms) in cases {
        var monitor = try Monitor(
          Self.chart(.river, alpha: 1e-4, window: window, statSize: statSize, seed: 42))
        #expect(monitor.alarms(in: values) == alarms)
      }
    }
  }

  /// Alarms of river 0.26.1 on 4000 values of a linear congruential generator; Python draws from a
  /// list in all cases but the second.
  @Test(arguments: [
    (
      chart(.river, seed: 1),
      [513, 943, 1433, 1537, 2012, 2157, 2309, 2521, 2795, 3018, 3443, 3548]
    ),
    (
      chart(.river, alpha: 0.001, window: 300, statSize: 20, seed: 7),
      [529, 985, 2027, 2536, 3051, 3577]
    ),
    (
      chart(.river, window: 100, statSize: 50, seed: 3),
      [532, 1039, 1552, 2045, 2328, 2527, 3028, 3543]
    ),
    (
      chart(.river, alpha: 0.05, window: 1000, statSize: 100, seed: 5), [999, 1999, 2999, 3999]
    ),
  ])
  func givesTheAlarmsOfRiver(_ chart: KSWIN, _ alarms: [Int]) throws {
    var state: UInt64 = 7
    let values = (0..<4000).map { index in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53 + ((index / 500).isMultiple(of: 2) ? 0 : 0.3)
    }
    var monitor = try Monitor(chart)
    #expect(monitor.alarms(in: values) == alarms)
  }

  /// D of the newest values against all older ones, counted for every value of a window with ties.
  @Test func takesTheLargestDistanceOfTheDistributions() throws {
    let chart = Self.chart(.whole, window: 60, statSize: 20)
    var monitor = try Monitor(chart)
    var values: [Double] = []
    var alarms = 0
    for value in StreamChecks.values(3000).map({ ($0 * 40).rounded() }) {
      values.append(value)
      let point = monitor.update(value)
      guard values.count >= 60 else {
        #expect(point.statistic.isNaN && !point.isAlarm)
        continue
      }
      let older = values.suffix(60).prefix(40)
      let newest = values.suffix(20)
      let gaps = values.suffix(60).map { x in
        Double(older.count { $0 <= x }) / 40 - Double(newest.count { $0 <= x }) / 20
      }
      let distance = try #require(gaps.map(abs).max())
      guard abs(point.statistic - distance) < 1e-12 else {
        Issue.record("\(point.statistic), not \(distance)")
        return
      }
      let p = exp(
        KolmogorovSmirnovNull.exactLogPValue(
          numerator: Int((distance * 800).rounded()), n: 20, m: 40))
      #expect(point.isAlarm == (p <= 0.005))
      #expect(point.isAlarm == (point.statistic > point.upper))
      if point.isAlarm {
        alarms += 1
        #expect(gaps.contains(point.direction == .up ? distance : -distance))
        values = Array(newest)
      }
    }
    #expect(alarms >= 3)
  }

  /// Each older value is drawn as often as the others, and so many every time.
  @Test func drawsEveryOlderValueAlike() {
    var window = KSWINWindow(size: 50, newest: 20, weighsAll: false)
    for value in 0..<50 { window.insert(Double(value)) }
    var random = SeededRandom(seed: 1)
    // The newest are the largest: D is 1, whatever is drawn.
    for _ in 0..<100 { #expect(window.sampledDistance(&random) == (20, true)) }
    // With one value drawn from 10 older ones, D below it is 0 and from it on 1.
    var counts = [Int](repeating: 0, count: 9)
    for _ in 0..<9000 {
      var small = KSWINWindow(size: 13, newest: 3, weighsAll: false)
      for value in 0..<10 { small.insert(Double(value)) }
      for value in [1.5, 4.5, 7.5] { small.insert(value) }
      let (steps, _) = small.sampledDistance(&random)
      counts[steps] += 1
    }
    // Of the 120 draws of 3 of 10, with newest values at 1.5, 4.5 and 7.5: by counting all of them.
    var expected = [Int](repeating: 0, count: 9)
    for a in 0..<10 {
      for b in 0..<a {
        for c in 0..<b {
          let largest = (0..<10).map { x in
            abs([a, b, c].count { $0 <= x } - [1.5, 4.5, 7.5].count { $0 <= Double(x) })
          }
          let between = [1.5, 4.5, 7.5].map { x in
            abs([a, b, c].count { Double($0) <= x } - [1.5, 4.5, 7.5].count { $0 <= x })
          }
          expected[(largest + between).max() ?? 0] += 1
        }
      }
    }
    for (count, share) in zip(counts, expected) {
      let mean = 9000 * Double(share) / 120
      #expect(abs(Double(count) - mean) <= 4 * mean.squareRoot())
    }
  }

  @Test(arguments: KSWIN.Convention.allCases)
  func keepsTheRulesOfAStream(convention: KSWIN.Convention) throws {
    let chart = Self.chart(convention, window: 60, statSize: 20)
    let values = StreamChecks.values(1500)
    try StreamChecks.countsTheSameInPieces(chart, values)
    try StreamChecks.resumesAfterAnyValue(chart, Array(values[..<600]))
    try StreamChecks.passesOverBrokenValues(chart, Array(values[..<600]))
    try StreamChecks.isCalmOnConstants(chart)
    try StreamChecks.survivesEverySize(chart)
    try StreamChecks.goesOnFromWhateverItAccepts(chart, Array(values[..<400]))
  }

  @Test(arguments: KSWIN.Convention.allCases)
  func isNotMovedByAnOffset(convention: KSWIN.Convention) throws {
    let values = StreamChecks.values(4000).map { ($0 * 1024).rounded() / 1024 }
    var plain = try Monitor(Self.chart(convention))
    var moved = try Monitor(Self.chart(convention))
    let alarms = plain.alarms(in: values)
    #expect(alarms.count >= 3)
    #expect(moved.alarms(in: values.map { $0 + 1e12 }) == alarms)
  }

  /// A million values of a stream that repeats: the window is that of the last values alone.
  @Test func holdsItsStateOverAMillionValues() throws {
    let block = (0..<1000).map { Double($0 * 617 % 1000) / 999 }
    var long = try Monitor(Self.chart(.whole, alpha: 1e-9))
    for _ in 0..<1000 { #expect(long.alarms(in: block) == []) }
    var short = try Monitor(Self.chart(.whole, alpha: 1e-9))
    _ = short.alarms(in: block)
    #expect(long.state.window == short.state.window)
    #expect(long.update(block) == short.update(block))
  }

  @Test func refusesWhatNeverAlarmsAndStatesThatCannotBe() throws {
    #expect(throws: DriftlineError.self) { try Monitor(Self.chart(.sample, statSize: 51)) }
    #expect(throws: DriftlineError.self) { try Monitor(Self.chart(.sample, statSize: 4)) }
    #expect(throws: DriftlineError.self) { try Monitor(Self.chart(.whole, alpha: 1e-300)) }
    let chart = Self.chart(.river)
    var monitor = try Monitor(chart)
    _ = monitor.update(StreamChecks.values(150))
    guard case .array(let words)? = monitor.state.json["generator"] else {
      Issue.record("no generator")
      return
    }
    for (name, value): (String, JSON) in [
      ("count", .int(-1)), ("count", .int(10)), ("values", .null),
      ("values", JSON([Double](repeating: 0, count: 101))), ("values", .array([.number(.nan)])),
      ("generator", .array([])), ("generator", .array(words.dropLast())),
      ("generator", .array(words.dropLast() + [.int(625)])),
      ("generator", .array([.int(1 << 32)] + words.dropFirst())),
      ("generator", .array([.number(0.5)] + words.dropFirst())),
    ] {
      try StreamChecks.refuses(chart, monitor.state, name, value)
    }
    try StreamChecks.refuses(
      Self.chart(.sample), Monitor(Self.chart(.sample)).state, "generator", .array(words))
  }
}
