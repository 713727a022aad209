import Driftline
import DriftlineCharts
import Testing

/// What holds for every chart of a stream.
enum StreamChecks {
  /// Values around 0.3 and, in every second quarter, around 0.8.
  static func values(_ count: Int, seed: UInt64 = 11, scale: Double = 1, offset: Double = 0)
    -> [Double]
  {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { index in
      offset + scale * ((index * 4 / count).isMultiple(of: 2) ? 0.3 : 0.8) + scale
        * (random.uniform() - 0.5) * 0.6
    }
  }

  /// Many at once, one at a time, and in pieces: the same alarms, points and state.
  static func countsTheSameInPieces<C: ValueChart>(_ chart: C, _ values: [Double]) throws {
    var one = try Monitor(chart)
    let points = values.map { one.update($0) }
    #expect(points.contains { $0.isAlarm })
    var bulk = try Monitor(chart)
    #expect(bulk.alarms(in: values) == points.indices.filter { points[$0].isAlarm })
    #expect(bulk == one)
    var pieces = try Monitor(chart)
    var found: [ChartPoint] = []
    for start in stride(from: 0, to: values.count, by: 97) {
      found += pieces.update(Array(values[start..<min(start + 97, values.count)]))
    }
    #expect(isSame(found, points))
    #expect(pieces == one)
  }

  /// From the checkpoint after any value on the chart says what it said without one.
  static func resumesAfterAnyValue<C: ValueChart>(_ chart: C, _ values: [Double]) throws {
    var whole = try Monitor(chart)
    var resumed = try Monitor(chart)
    for value in values {
      resumed = try Monitor(chart, resuming: resumed.checkpoint)
      let point = whole.update(value)
      guard isSame([resumed.update(value)], [point]), resumed == whole else {
        Issue.record("differs after \(whole.count) values")
        return
      }
    }
  }

  /// Missing values are passed over, infinite ones raise an alarm, and neither changes the state.
  static func passesOverBrokenValues<C: ValueChart>(_ chart: C, _ values: [Double]) throws {
    var clean = try Monitor(chart)
    var broken = try Monitor(chart)
    for value in values {
      let missing = broken.update(.nan)
      #expect(!missing.isAlarm && missing.statistic.isNaN)
      let high = broken.update(.infinity)
      #expect(high.isAlarm && high.direction == .up)
      let low = broken.update(-.infinity)
      #expect(low.isAlarm && low.direction == .down)
      #expect(isSame([clean.update(value)], [broken.update(value)]))
    }
    #expect(clean.state == broken.state)
  }

  /// A stream that does not change raises no alarm, whatever it is.
  static func isCalmOnConstants<C: ValueChart>(_ chart: C) throws {
    for value in [
      0, 1, -7.25, 1e12, 1e300, Double.leastNonzeroMagnitude, -Double.greatestFiniteMagnitude,
    ] {
      var monitor = try Monitor(chart)
      #expect(monitor.alarms(in: Array(repeating: value, count: 2000)) == [])
    }
  }

  /// Values of every size leave a state that can be resumed.
  static func survivesEverySize<C: ValueChart>(_ chart: C) throws {
    var random = SeededRandom(seed: 5)
    let sizes = [1, 1e-300, 1e100, 1e200, Double.greatestFiniteMagnitude]
    var monitor = try Monitor(chart)
    for index in 0..<3000 {
      let value = (2 * random.uniform() - 1) * sizes[index / 50 % sizes.count]
      let point = monitor.update(value)
      #expect(!point.statistic.isInfinite)
      let again = try Monitor(chart, resuming: monitor.checkpoint)
      #expect(again == monitor)
    }
  }

  /// A checkpoint of which numbers were changed is refused, or the chart goes on from it and makes
  /// checkpoints that can be resumed; a state that has seen values takes a checkpoint whole.
  static func goesOnFromWhateverItAccepts<C: ValueChart>(_ chart: C, _ values: [Double]) throws {
    var random = SeededRandom(seed: 23)
    var monitor = try Monitor(chart)
    let odd: [JSON] = [
      .int(0), .int(1), .int(-1), .int(1 << 40), .int(1 << 53), .int(.max), .number(0.5),
      .number(1e120), .number(-1e300), .number(.greatestFiniteMagnitude), .number(5e-300),
    ]
    func changed(_ json: JSON) -> JSON {
      switch json {
      case .array(var items) where !items.isEmpty:
        let place = random.below(items.count)
        switch random.below(6) {
        case 0: items.remove(at: place)
        case 1: items.insert(items[place], at: place)
        default: items[place] = changed(items[place])
        }
        return .array(items)
      case .number(let value) where random.below(2) == 0: return .number(value * 1.0000001)
      default: return odd[random.below(odd.count)]
      }
    }
    var accepted = 0
    for (index, value) in values.enumerated() {
      _ = monitor.update(value)
      guard case .object(var members) = monitor.state.json else { return }
      for _ in 0..<20 {
        let place = random.below(members.count)
        let kept = members[place].value
        members[place].value = changed(kept)
        var state = chart.initialState
        if (try? state.resume(from: .object(members))) != nil {
          accepted += 1
          for value in values.prefix(40) { _ = chart.update(&state, with: value) }
          var again = chart.initialState
          try again.resume(from: state.json)
          #expect(again == state)
        }
        members[place].value = kept
      }
      var used = try Monitor(chart)
      _ = used.update(Array(values[index...].prefix(150)))
      var state = used.state
      try state.resume(from: monitor.state.json)
      #expect(state == monitor.state)
    }
    #expect(accepted > 0)
  }

  /// Whether two lists of points are the same, NaN being NaN.
  static func isSame(_ left: [ChartPoint], _ right: [ChartPoint]) -> Bool {
    left.count == right.count
      && zip(left, right).allSatisfy { a, b in
        a == b
          || (a.statistic.isNaN && b.statistic.isNaN && a.isAlarm == b.isAlarm
            && a.direction == b.direction)
      }
  }

  /// A state with one number changed is refused.
  static func refuses<C: Chart>(_ chart: C, _ state: C.State, _ name: String, _ value: JSON)
    throws
  {
    guard case .object(var members) = state.json else { return }
    let place = try #require(members.firstIndex { $0.key == name })
    members[place].value = value
    var read = chart.initialState
    #expect(throws: DriftlineError.self) { try read.resume(from: .object(members)) }
    #expect(read == chart.initialState)
  }
}
