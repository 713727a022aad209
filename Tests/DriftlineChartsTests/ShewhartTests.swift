import Driftline
import DriftlineCharts
import Testing

@Suite struct ShewhartTests {
  /// The places where a rule alone raises an alarm.
  private func alarms(_ rule: ShewhartRules, _ values: [Double]) throws -> [Int] {
    var monitor = try Monitor(Shewhart(mean: 0, sigma: 1, limit: 3, rules: rule))
    return monitor.alarms(in: values)
  }

  @Test func aValueOnTheLimitIsNotBeyondIt() throws {
    #expect(try alarms(.beyondLimits, [0, 3, -3, 3.0001, -3.0001, 0]) == [3, 4])
  }

  @Test func twoOfThreeAreOnOneSideAndEndWithTheNewest() throws {
    #expect(try alarms(.twoOfThree, [2.1, 0, 2.1, 0, 0, 2.1, -2.1, 2.1]) == [2, 7])
    #expect(try alarms(.twoOfThree, [2.1, 0, 0, 2.1, -2.1, -2.1, 0]) == [5])
  }

  @Test func fourOfFive() throws {
    #expect(try alarms(.fourOfFive, [1.1, 1.1, 0, 1.1, 1.1, 1.1, 0, 1.1]) == [4, 5, 7])
  }

  @Test func runsOnOneSideAreBrokenByTheMean() throws {
    let up = [Double](repeating: 0.1, count: 8)
    #expect(try alarms(.eightOnOneSide, up) == [7])
    #expect(try alarms(.eightOnOneSide, Array(up[..<7]) + [0] + up) == [15])
    #expect(try alarms(.nineOnOneSide, up + [0.1, 0.1]) == [8, 9])
  }

  @Test func trendsOfSixValues() throws {
    #expect(try alarms(.sixTrending, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]) == [5, 6])
    #expect(try alarms(.sixTrending, [0, 0.1, 0.2, 0.2, 0.3, 0.4, 0.5, 0.6]) == [])
    var monitor = try Monitor(Shewhart(mean: 0, sigma: 1, limit: 3, rules: .sixTrending))
    let points = monitor.update([0.5, 0.4, 0.3, 0.2, 0.1, 0])
    #expect(points[5].direction == .down)
  }

  @Test func fourteenByTurns() throws {
    let values = (0..<15).map { $0.isMultiple(of: 2) ? 0.1 : -0.1 }
    #expect(try alarms(.fourteenAlternating, values) == [13, 14])
  }

  @Test func fifteenWithinAndEightOutside() throws {
    let within = (0..<16).map { $0.isMultiple(of: 3) ? 0.9 : -0.9 }
    #expect(try alarms(.fifteenWithin, within) == [14, 15])
    let outside = (0..<8).map { $0.isMultiple(of: 3) ? 1.1 : -1.1 }
    #expect(try alarms(.eightOutside, outside) == [7])
    #expect(try alarms(.eightOutside, Array(outside[..<7]) + [1]) == [])
  }

  @Test func namesWhatIsBroken() throws {
    var monitor = try Monitor(Shewhart(mean: 10, sigma: 2, limit: 3, rules: .nelson))
    let points = monitor.update([15, 17])
    #expect(!points[0].isAlarm)
    #expect(points[1].signals == (ShewhartRules.beyondLimits.union(.twoOfThree)).rawValue)
    #expect(points[1].upper == 16)
    #expect(points[1].direction == .up)
  }

  @Test func rulesAreReadByName() throws {
    let chart = try Shewhart([.init("rules", .array([.string("two_of_three")]))])
    #expect(chart.rules == .twoOfThree)
    #expect(throws: DriftlineError.self) {
      try Shewhart([.init("rules", .array([.string("three_of_two")]))])
    }
  }
}
