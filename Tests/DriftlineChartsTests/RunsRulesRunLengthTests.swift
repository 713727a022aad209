import Driftline
import DriftlineCharts
import Testing

@Suite struct RunsRulesRunLengthTests {
  /// Table 1 of Champ and Woodall, Technometrics 29 (1987), in control.
  @Test(arguments: [
    ([RunsRule.beyondLimits], "370.40"), ([.beyondLimits, .twoOfThree], "225.44"),
    ([.beyondLimits, .fourOfFive], "166.05"), ([.beyondLimits, .eightOnOneSide], "152.73"),
    ([.beyondLimits, .twoOfThree, .fourOfFive], "132.89"),
    ([.beyondLimits, .twoOfThree, .eightOnOneSide], "122.05"),
    ([.beyondLimits, .fourOfFive, .eightOnOneSide], "105.78"), (RunsRule.allCases, "91.75"),
  ])
  func agreesWithChampAndWoodall(rules: [RunsRule], printed: String) throws {
    let average = try RunsRulesRunLength(Set(rules)).average(shift: 0)
    #expect(rounds(average, to: printed), "\(average)")
  }

  @Test func hasTheRunsOfThePlainRules() throws {
    let chart = RunsRulesRunLength(Set(RunsRule.allCases))
    var random = SeededRandom(seed: 5)
    let runs = (0..<20_000).map { _ in
      var values: [Double] = []
      while true {
        values.append(random.normal() + 0.5)
        if Self.isAlarm(values) { return Double(values.count) }
      }
    }
    try expect(runs, from: chart, shift: 0.5)
  }

  @Test func isThePlainChartWithOneRule() throws {
    let chart = RunsRulesRunLength([.beyondLimits], limit: 2.5)
    let plain = ShewhartRunLength(limit: 2.5)
    for state in RunLengthState.allCases {
      #expect(
        isClose(
          try chart.average(shift: 1, state: state), try plain.average(shift: 1), 1e-12))
    }
    #expect(throws: DriftlineError.self) { try RunsRulesRunLength([]).average(shift: 0) }
  }

  private static func isAlarm(_ values: [Double]) -> Bool {
    [1.0, -1].contains { side in
      let sided = values.map { $0 * side }
      return sided[sided.count - 1] > 3
        || sided.suffix(3).count { $0 > 2 } >= 2 || sided.suffix(5).count { $0 > 1 } >= 4
        || sided.count >= 8 && sided.suffix(8).allSatisfy { $0 > 0 }
    }
  }
}
