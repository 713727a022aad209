import Driftline
import DriftlineCharts
import Testing

@Suite struct ADWINTests {
  static func chart(_ convention: ADWIN.Convention, clock: Int = 32, delta: Double = 0.002) -> ADWIN
  {
    var chart = ADWIN(delta: delta, clock: clock)
    chart.convention = convention
    return chart
  }

  @Test(arguments: [0, 1e6])
  func alarmsWhereRiverDoes(offset: Double) throws {
    var seen = 0
    for (detector, clock) in [("ADWIN()", 32), ("ADWIN(clock=1)", 1)] {
      for (name, values, alarms) in RiverStreams.alarms(of: detector) {
        var monitor = try Monitor(Self.chart(.river, clock: clock))
        let found = monitor.alarms(in: values.map { $0 + offset })
        #expect(found == alarms, "\(detector) \(name)")
        seen += 1
      }
    }
    #expect(seen == 10)
  }

  /// MOA's alarms, the widths that they leave, and what the window is at the end.
  @Test(arguments: [0, 1e6])
  func alarmsWhereMOADoes(offset: Double) throws {
    #expect(RiverStreams.shared.moa.count == 12)
    for (key, text) in RiverStreams.shared.moa {
      let parts = key.split(separator: "|clock=")
      let values = try #require(RiverStreams.shared.streams[String(parts[0])])
      let clock = try #require(Int(parts[1]))
      let sides = text.split(separator: " | ")
      var monitor = try Monitor(Self.chart(.moa, clock: clock))
      var found: [String] = []
      for (index, value) in values.enumerated() where monitor.update(value + offset).isAlarm {
        found.append("\(index):\(monitor.state.window.width)")
      }
      #expect(found.joined(separator: " ") == sides[0], "\(key)")
      let end = try sides[1].split(separator: " ").map {
        try #require(Double($0.drop { $0 != "=" }.dropFirst()))
      }
      let window = monitor.state.window
      #expect(Double(window.width) == end[0])
      #expect(abs(window.mean - offset - end[1]) < (offset == 0 ? 1e-14 * end[1] : 1e-9))
      #expect(abs(window.variance - end[2]) < 1e-12 * end[2])
    }
  }

  /// A window of plain values cut as the paper says, where each bucket holds one value.
  @Test func keepsTheSumsOfItsValues() throws {
    var monitor = try Monitor(Self.chart(.moa, clock: 7))
    var kept: [Double] = []
    var alarms = 0
    for value in StreamChecks.values(6000, scale: 3, offset: -50) {
      kept.append(value)
      alarms += monitor.update(value).isAlarm ? 1 : 0
      let window = monitor.state.window
      kept.removeFirst(kept.count - window.width)
      let mean = kept.reduce(0, +) / Double(kept.count)
      let variance = kept.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(kept.count)
      guard abs(window.mean - mean) < 1e-11, abs(window.variance - variance) < 1e-9 else {
        Issue.record("\(window.mean) and \(window.variance), not \(mean) and \(variance)")
        return
      }
    }
    #expect(alarms >= 3)
  }

  /// No false alarm on 40 streams of 20000 values; river has one in 300 such streams.
  @Test func isCalmWhereNothingChanges() throws {
    var random = SeededRandom(seed: 2)
    for share in [0.01, 0.1, 0.5, 2] {
      for _ in 0..<10 {
        var monitor = try Monitor(ADWIN())
        let values = (0..<20_000).map { _ -> Double in
          let u = random.uniform()
          return share > 1 ? u : u < share ? 1 : 0
        }
        #expect(monitor.alarms(in: values) == [], "\(share)")
      }
    }
  }

  /// After .2 to .8 the mean delay is about that of river: 28 values at clock 1, 49 at clock 32.
  @Test(arguments: [(1, 22...34.0), (32, 42...56.0)])
  func seesALargeChangeSoon(clock: Int, expected: ClosedRange<Double>) throws {
    var random = SeededRandom(seed: 3)
    var delays = 0
    for _ in 0..<200 {
      var monitor = try Monitor(ADWIN(delta: 0.002, clock: clock))
      let values = (0..<1300).map { random.uniform() < ($0 < 1000 ? 0.2 : 0.8) ? 1.0 : 0 }
      let points = monitor.update(values)
      let alarm = try #require(points.firstIndex { $0.isAlarm })
      #expect(alarm >= 1000)
      #expect(points[alarm].direction == .up)
      delays += alarm - 999
    }
    #expect(expected.contains(Double(delays) / 200))
  }

  @Test(arguments: ADWIN.Convention.allCases)
  func isNotMovedByAnOffset(convention: ADWIN.Convention) throws {
    // Multiples of 2^-10, so that an offset of 1e12 rounds nothing.
    let values = StreamChecks.values(4000).map { ($0 * 1024).rounded() / 1024 }
    for clock in [1, 32] {
      var plain = try Monitor(Self.chart(convention, clock: clock))
      let alarms = plain.alarms(in: values)
      #expect(alarms.count >= 3)
      for offset in [1e6, -1e12] {
        var moved = try Monitor(Self.chart(convention, clock: clock))
        #expect(moved.alarms(in: values.map { $0 + offset }) == alarms)
        #expect(abs(moved.state.window.variance - plain.state.window.variance) < 1e-12)
      }
    }
  }

  @Test func holdsItsStateOverAMillionValues() throws {
    let block = (0..<1000).map { Double($0 * 617 % 1000) / 999 }
    for convention in ADWIN.Convention.allCases {
      var monitor = try Monitor(Self.chart(convention))
      for _ in 0..<1000 { #expect(monitor.alarms(in: block) == []) }
      let window = monitor.state.window
      #expect(window.width == 1_000_000)
      #expect(abs(window.mean - 0.5) < 1e-13)
      #expect(abs(window.variance - 1001.0 / 999 / 12) < 1e-12)
      let again = try Monitor(monitor.chart, resuming: monitor.checkpoint)
      #expect(again == monitor)
    }
  }

  @Test(arguments: ADWIN.Convention.allCases)
  func keepsTheRulesOfAStream(convention: ADWIN.Convention) throws {
    let values = StreamChecks.values(1500)
    for (clock, most) in [(1, 5), (32, 5), (5, 2), (3, 9)] {
      var chart = Self.chart(convention, clock: clock)
      chart.maxBuckets = most
      try StreamChecks.countsTheSameInPieces(chart, values)
      try StreamChecks.resumesAfterAnyValue(chart, values)
      try StreamChecks.passesOverBrokenValues(chart, Array(values[..<500]))
      try StreamChecks.isCalmOnConstants(chart)
      try StreamChecks.survivesEverySize(chart)
      try StreamChecks.goesOnFromWhateverItAccepts(chart, Array(values[..<400]))
    }
  }

  @Test func refusesStatesThatCannotBe() throws {
    let chart = ADWIN()
    var monitor = try Monitor(chart)
    _ = monitor.update((0..<100).map { Double($0 % 3) })
    let state = monitor.state
    guard case .array(let list)? = state.json["buckets"] else {
      Issue.record("no buckets")
      return
    }
    func changed(_ place: Int, _ value: JSON) -> JSON {
      var list = list
      list[place] = value
      return .array(list)
    }
    for (name, value): (String, JSON) in [
      ("total", .number(3)), ("squares", .number(-1)), ("squares", .number(1)), ("tick", .int(-1)),
      ("centre", .number(.nan)), ("buckets", .null), ("buckets", .array([])),
      ("buckets", .array(Array(list.dropLast()))), ("buckets", .array(Array(list.dropLast(3)))),
      ("buckets", .array(Array(list.dropFirst(3)))), ("buckets", .array(list + list)),
      ("buckets", changed(0, .int(60))), ("buckets", changed(0, .int(-1))),
      ("buckets", changed(0, .number(1.5))), ("buckets", changed(0, .int(0))),
      ("buckets", changed(1, .number(1e300))), ("buckets", changed(1, .number(77))),
      ("buckets", changed(2, .number(-1))), ("buckets", changed(2, .string("x"))),
      ("buckets", .array([.int(39), .int(0), .int(0)])),
    ] {
      try StreamChecks.refuses(chart, state, name, value)
    }
    // The buckets of a window that keeps more of one size.
    var wide = ADWIN()
    wide.maxBuckets = 9
    var other = try Monitor(wide)
    _ = other.update((0..<100).map { Double($0 % 3) })
    var read = chart.initialState
    #expect(throws: DriftlineError.self) { try read.resume(from: other.state.json) }
  }
}
