import Driftline
import DriftlineCharts
import Testing

/// What holds for every chart there is.
@Suite struct ConformanceTests {
  static let names = Charts.all.map { $0.name }

  /// A stream with a change, ties, and everything odd.
  private func stream(_ width: Int) -> [Double] {
    var random = SeededRandom(seed: 7)
    var values = (0..<60 * width).map { _ in random.normal() }
    values += [Double](repeating: 2.5, count: 20 * width)
    values += (0..<60 * width).map { _ in 3 + 2 * random.normal() }
    for (place, odd) in [
      (3, Double.nan), (11, .infinity), (17, -.infinity), (25, 0x1p-1074), (31, 1e308),
      (32, -1e308),
      (40, -0.0),
    ] { values[place * width] = odd }
    return values
  }

  private func points<C: Chart>(_ chart: C) throws -> [ChartPoint] {
    var monitor = try Monitor(chart)
    return monitor.update(stream(chart.width))
  }

  private func same(_ a: ChartPoint, _ b: ChartPoint) -> Bool {
    func bits(_ point: ChartPoint) -> [UInt64] {
      [point.value, point.statistic, point.lower, point.upper].map(\.bitPattern)
    }
    return bits(a) == bits(b) && a.isAlarm == b.isAlarm && a.direction == b.direction
      && a.signals == b.signals
  }

  @Test(arguments: names) func goesOnFromACheckpointAnywhere(name: String) throws {
    func check<C: Chart>(_ chart: C) throws {
      let values = stream(chart.width)
      let whole = try points(chart)
      for cut in [0, 1, 2, 3, 4, 12, 33, 59, 71, 100, 139] {
        var first = try Monitor(chart)
        let before = first.update(Array(values[..<(cut * chart.width)]))
        var second = try Monitor(chart, resuming: first.checkpoint)
        let after = second.update(Array(values[(cut * chart.width)...]))
        let joined = before + after
        #expect(zip(joined, whole).allSatisfy(same), "\(name), cut after \(cut)")
        #expect(joined.count == whole.count)
      }
    }
    try check(Charts.make(name))
  }

  @Test(arguments: names) func findsTheSameAlarmsInBulk(name: String) throws {
    func check<C: Chart>(_ chart: C) throws {
      let whole = try points(chart)
      var monitor = try Monitor(chart)
      let expected = whole.indices.filter { whole[$0].isAlarm }
      #expect(monitor.alarms(in: stream(chart.width)) == expected)
      #expect(monitor.count == whole.count)
    }
    try check(Charts.make(name))
  }

  @Test(arguments: names) func passesOverWhatIsMissing(name: String) throws {
    func check<C: Chart>(_ chart: C) throws {
      let values = stream(chart.width)
      var plain = try Monitor(chart)
      var gapped = try Monitor(chart)
      for row in 50..<140 {
        let observation = Array(values[(row * chart.width)..<((row + 1) * chart.width)])
        let missing = gapped.update([Double](repeating: .nan, count: chart.width))[0]
        #expect(!missing.isAlarm && missing.statistic.isNaN)
        #expect(same(plain.update(observation)[0], gapped.update(observation)[0]))
      }
      #expect(plain.state == gapped.state)
      let high = gapped.update([Double](repeating: .infinity, count: chart.width))[0]
      #expect(high.isAlarm && high.direction == .up)
      #expect(plain.state == gapped.state)
    }
    try check(Charts.make(name))
  }

  @Test(arguments: names) func staysFiniteOnHugeNumbers(name: String) throws {
    func check<C: Chart>(_ chart: C) throws {
      var monitor = try Monitor(chart)
      for _ in 0..<30 {
        for value in [1.7e308, -1.7e308, 0x1p-1074, 0] {
          _ = monitor.update([Double](repeating: value, count: chart.width))
        }
        let text = monitor.state.json.text
        #expect(!text.contains("nan") && !text.contains("inf"), "\(text)")
      }
      _ = try Monitor(chart, resuming: monitor.checkpoint)
    }
    try check(Charts.make(name))
  }

  @Test(arguments: names) func refusesADamagedCheckpoint(name: String) throws {
    func check<C: Chart>(_ chart: C) throws {
      var monitor = try Monitor(chart)
      _ = monitor.update(stream(chart.width))
      guard case .object(let members) = monitor.state.json else { return }
      for index in members.indices {
        for odd in [JSON.null, .string("x"), .number(.nan), .number(-.infinity), .array([.null])] {
          var damaged = members
          damaged[index].value = odd
          let json = JSON.object([.init("count", .int(1)), .init("state", .object(damaged))])
          #expect(throws: DriftlineError.self) { try Monitor(chart, resuming: json) }
        }
        var short = members
        short.remove(at: index)
        let json = JSON.object([.init("count", .int(1)), .init("state", .object(short))])
        #expect(throws: DriftlineError.self) { try Monitor(chart, resuming: json) }
      }
      let extra = JSON.object([
        .init("count", .int(1)), .init("state", .object(members + [.init("odd", .int(1))])),
      ])
      #expect(throws: DriftlineError.self) { try Monitor(chart, resuming: extra) }
      #expect(throws: DriftlineError.self) { try Monitor(chart, resuming: .null) }
    }
    try check(Charts.make(name))
  }

  /// Whatever a state may hold, the chart goes on from it.
  @Test(arguments: names) func survivesExtremeCheckpoints(name: String) throws {
    func check<C: Chart>(_ chart: C) throws {
      var monitor = try Monitor(chart)
      _ = monitor.update(stream(chart.width))
      guard case .object(let members) = monitor.state.json else { return }
      var extremes: [JSON] = [
        .int(0), .int(1), .int(-1), .int(Int.max), .int(Int.min), .int(1 << 53),
      ]
      extremes += [1e300, -1e300, 1e-300, .greatestFiniteMagnitude].map(JSON.number)
      extremes += [.bool(true), .bool(false)]
      for index in members.indices {
        for extreme in extremes {
          var odd = members
          if case .array(let items) = odd[index].value {
            odd[index].value = .array(items.map { _ in extreme })
          } else {
            odd[index].value = extreme
          }
          for count in [0, 1 << 53] {
            let json = JSON.object([.init("count", .int(count)), .init("state", .object(odd))])
            guard var resumed = try? Monitor(chart, resuming: json) else { continue }
            #expect(resumed.update(stream(chart.width)).count == 140)
          }
        }
      }
    }
    try check(Charts.make(name))
    #expect(throws: DriftlineError.self) {
      try Monitor(EWMA(), resuming: .object([.init("count", .int(Int.max))]))
    }
  }

  @Test(arguments: names) func readsItsOwnParameters(name: String) throws {
    func check<C: Chart>(_ chart: C) throws {
      guard case .object(let members) = chart.definition else { return }
      #expect(try C(members) == chart)
      let settled = try chart.resolved()
      guard case .object(let numbers) = settled.definition else { return }
      #expect(try C(numbers) == settled)
      #expect(try settled.resolved() == settled)
    }
    try check(Charts.make(name))
    #expect(throws: DriftlineError.self) { try Charts.make(name, [.init("lamda", .int(1))]) }
  }

  @Test func namesAreTold() {
    #expect(Set(Self.names).count == Self.names.count)
    let error = #expect(throws: DriftlineError.self) { try Charts.make("emwa") }
    #expect(error?.message.contains("ewma, ") == true)
  }
}
