import Driftline
import DriftlineCharts
import Synchronization
import Testing

@testable import DriftlineBench

/// Lets work go on for so many questions.
private final class Patience: WorkObserver {
  private let left: Mutex<Int>

  init(_ questions: Int) { left = Mutex(questions) }

  func expect(rows: Int) {}
  func advance(rows: Int) {}
  var interruption: DriftlineError? {
    left.withLock { left in
      left -= 1
      return left < 0 ? DriftlineError(.cancelled, "enough") : nil
    }
  }
}

@Suite struct StreamGridTests {
  private func grid(
    _ names: Set<String>, _ scenarios: Set<String>, controls: [StreamLaw] = [], repeats: Int
  ) -> StreamGrid {
    var grid = StreamGrid(seed: 11, version: "1")
    grid.charts = StreamChart.all.filter { names.contains($0.name) }
    grid.scenarios = StreamScenario.all.filter { scenarios.contains($0.name) }
    grid.controls = controls
    grid.repeats = repeats
    #expect(grid.charts.count == names.count && grid.scenarios.count == scenarios.count)
    return grid
  }

  /// Cells without what differs from run to run.
  private func numbers(_ cells: [StreamCell]) -> [StreamCell] {
    cells.map { cell in
      var cell = cell
      cell.secondsPerMillion = 0
      return cell
    }
  }

  @Test func oneThreadGivesTheNumbersOfTwo() throws {
    var grid = grid(
      ["ewma", "page_hinkley", "adwin", "kswin", "e_two_sample"], ["sudden", "error_rate"],
      controls: [.autocorrelated], repeats: 6)
    grid.threads = 1
    let one = numbers(try grid.run())
    grid.threads = 2
    #expect(numbers(try grid.run()) == one)
    // Three controls, of which the normal and the error rates belong to changes, and five levels.
    #expect(one.count == 8 * 7)
    grid.seed = 12
    #expect(numbers(try grid.run()) != one)
  }

  @Test func aShewhartChartHasItsRunLengthWhereTheLawIsKnown() throws {
    let grid = grid(["shewhart:known"], [], controls: [.normal], repeats: 400)
    let cells = try grid.run()
    let cell = try #require(cells.first)
    let found = try #require(cell.inControlRunLength)
    let known = 1 / (2 * Normal.upperTail(3))
    #expect(found.low < known && known < found.high)
    // 400 alarms or fewer: an interval of some 10 % either way.
    #expect(found.low > 0.85 * found.value && found.high < 1.15 * found.value)
    #expect(cell.promisedRunLength == 370.4)
    #expect(cell.falseAlarms.repeats == 400 && cell.falseAlarms.count > 390)
    #expect(cell.secondsPerMillion > 0)
    #expect(brokenPromises(cells).isEmpty)
  }

  @Test func anEWMASeesAShiftWithItsKnownDelay() throws {
    let cells = try grid(["ewma:known"], ["sudden"], repeats: 400).run()
    let law = try #require(try EWMA().resolved().runLength)
    for level in [1.0, 2] {
      let cell = try #require(
        cells.first { $0.level == level && $0.contender.name == "ewma:known" })
      #expect(cell.missed == Rate(0, of: 400))
      let delays = cell.delays.map(Double.init)
      let mean = delays.reduce(0, +) / 400
      let spread = delays.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 399
      let known = try law.average(shift: level, state: .cyclical)
      #expect(abs(mean - known) < 4 * (spread / 400).squareRoot(), "\(mean) for \(known)")
      // An alarm before the change with probability 1 - exp(-1000 / 370).
      #expect(abs(cell.early.share - 0.933) < 0.05)
    }
  }

  @Test func whatAlwaysAndWhatNeverFiresStandInEveryTable() throws {
    let cells = try grid([], ["sudden"], repeats: 5).run()
    #expect(cells.count == 8)
    let always = try #require(cells.last { $0.contender.name == "always" })
    #expect(always.contender.source == Contender.yardstick)
    #expect(always.inControlRunLength?.value == 1)
    #expect(always.falseAlarms == Rate(5, of: 5) && always.early == Rate(5, of: 5))
    #expect(always.delays == [1, 1, 1, 1, 1] && always.missed == Rate(0, of: 5))
    let never = try #require(cells.last { $0.contender.name == "never" })
    #expect(never.inControlRunLength == nil && never.falseAlarms == Rate(0, of: 5))
    #expect(never.early == Rate(0, of: 5) && never.missed == Rate(5, of: 5))
    #expect(never.delays.isEmpty && never.lengthAfter == 2000)
    #expect(cells.first?.lengthAfter == 0 && cells.first?.scenario == "control_normal")
  }

  @Test func chartsBeginAnewOnlyWhereTheyRemember() throws {
    // A stream that is far out from its first value on: one alarm at each value for a chart that
    // begins anew, and the first one after the change for all.
    let sample = StreamSample(
      values: [Double](repeating: 0, count: 10) + [Double](repeating: 9, count: 30), training: 10,
      change: 30)
    let chart = Shewhart(mean: 0, sigma: 1, limit: 3)
    let places = sample.alarms(of: chart, .resetting).at
    #expect(places == Array(10...30))
    #expect(sample.alarms(of: chart, .afterTraining).at == Array(10..<40))
    let outcome = StreamOutcome(StreamAlarms(at: places), in: sample)
    #expect(outcome.isEarly && outcome.delay == 1)
    // An average of weight 0.5 takes two values of 2 to be over its limit, 1.155; one that runs on stays
    // there.
    let average = EWMA(mean: 0, sigma: 1, lambda: 0.5, limit: 2)
    let steps = StreamSample(
      values: [0, 0] + [Double](repeating: 2, count: 8), training: 2, change: 8)
    #expect(steps.alarms(of: average, .resetting).at == [3, 5, 7, 9])
    #expect(steps.alarms(of: average, .afterTraining).at == Array(3..<10))
  }

  @Test func promisesThatAreBrokenAreFound() throws {
    let names = ["shewhart:known", "rolling_z", "confidence_sequence"]
    let cells = try grid(
      Set(names), [], controls: [.normal, .heavyTailed, .autocorrelated], repeats: 60
    ).run()
    #expect(brokenPromises(cells).isEmpty)
    // Heavy tails and correlated neighbours break what charts for normal values assume, not a promise.
    let tails = try #require(
      cells.first { $0.scenario == "control_heavy_tailed" && $0.contender.name == "rolling_z" })
    #expect(try #require(tails.alarmShare).low > 0.01 && tails.promisedAlarmShare == nil)
    for (name, index) in zip(names, 0...) {
      var broken = cells
      let place = try #require(
        broken.firstIndex {
          $0.scenario == "control_normal" && $0.contender.name == name
        })
      switch index {
      case 0: broken[place].inControlRunLength = Estimate(320, 300, 370)
      case 1: broken[place].alarmShare = Estimate(0.003, 0.00275, 0.004)
      default: broken[place].falseAlarms = Rate(4, of: 60)
      }
      let found = brokenPromises(broken)
      #expect(found.map(\.chart) == [name] && found.map(\.scenario) == ["control_normal"])
      #expect(found.allSatisfy { $0.message.hasPrefix("\(name) promises ") })
    }
  }

  @Test func sharesOfAlarmsHaveTheIntervalOfTheirStreams() throws {
    let found = try #require(Estimate.share(alarms: [1, 2, 3, 2], length: 100))
    // Counts of mean 2 and variance 2/3, of which four have a standard error of 0.40825.
    #expect(abs(found.value - 0.02) < 1e-15)
    #expect(abs(found.low - (0.02 - 0.0080015)) < 1e-6)
    #expect(abs(found.high - (0.02 + 0.0080015)) < 1e-6)
    #expect(Estimate.share(alarms: [1], length: 100) == nil)
  }

  @Test func runLengthsOfCutStreamsHaveTheirPoissonInterval() throws {
    // Ten events: 95 % of Poisson means from 4.795 to 18.39 (Garwood 1936, table).
    let found = try #require(Estimate.runLength(values: 1000, alarms: 10))
    #expect(found.value == 100)
    #expect(abs(1000 / found.high - 4.7954) < 1e-3 && abs(1000 / found.low - 18.3904) < 1e-3)
    #expect(Estimate.runLength(values: 1000, alarms: 0) == nil)
  }

  @Test func streamsEndWhereTheWorkShallStop() throws {
    let grid = grid(["shewhart:known"], [], controls: [.normal], repeats: 50)
    #expect(throws: DriftlineError(.cancelled, "enough")) {
      try Work.observed(by: Patience(20)) { () throws(DriftlineError) in try grid.run() }
    }
    let cells = try Work.observed(by: Patience(1000)) { () throws(DriftlineError) in
      try grid.run()
    }
    #expect(cells.count == 3)
  }
}
