import Driftline
import DriftlineCharts
import Foundation
import Testing

@Suite struct CUSUMRunLengthTests {
  static let fixtures = RunLengthFixtures.all

  @Test func agreesWithEveryRowOfTheReference() throws {
    for row in Self.fixtures.cusum {
      let chart = CUSUMRunLength(k: row.k, h: row.h)
      let quick = CUSUMRunLength(k: row.k, h: row.h, headStart: 0.5)
      for (index, shift) in Self.fixtures.shifts.enumerated() {
        let (average, fir) = (try chart.average(shift: shift), try quick.average(shift: shift))
        #expect(isClose(average, row.average[index], 1e-8), "\(chart) \(shift): \(average)")
        #expect(isClose(fir, row.halfHeadStart[index], 1e-8), "\(quick) \(shift): \(fir)")
      }
    }
  }

  /// Table 1 of Lucas and Crosier, Technometrics 24 (1982).
  @Test func agreesWithLucasAndCrosier() throws {
    let shifts = [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4]
    let printed = ["168", "74.2", "26.6", "13.3", "8.38", "4.75", "3.34", "2.62", "2.19", "1.71"]
    let quick = ["149", "62.7", "20.1", "8.97", "5.29", "2.86", "2.01", "1.59", "1.32", "1.07"]
    for (index, shift) in shifts.enumerated() {
      let plain = try CUSUMRunLength(k: 0.5, h: 4).average(shift: shift)
      let fir = try CUSUMRunLength(k: 0.5, h: 4, headStart: 0.5).average(shift: shift)
      #expect(rounds(plain, to: printed[index]), "\(shift): \(plain)")
      #expect(rounds(fir, to: quick[index]), "\(shift): \(fir)")
    }
  }

  /// Figures of Brook and Evans, of Vance, and of SAS/QC.
  ///
  /// Source: Biometrika 59 (1972); Journal of Quality Technology 18 (1986). Those of SAS/QC differ in
  /// the seventh digit: 4.1500836, and 4.1500827 for two sides.
  @Test func agreesWithOneSidedFigures() throws {
    let brook = CUSUMRunLength(k: 0.5, h: 3, isOneSided: true)
    #expect(isClose(try brook.average(shift: 0), 117.5957, 1e-6))
    #expect(isClose(try brook.average(shift: 1.5), 3.7491, 2e-5))
    let vance = CUSUMRunLength(k: 0, h: 10, isOneSided: true)
    let shifts = [-0.25, -0.125, 0, 0.125, 0.25, 0.5, 0.75, 1]
    let known = [2071.572, 400.281, 124.662, 59.295, 36.712, 20.372, 14.060, 10.747]
    for (shift, expected) in zip(shifts, known) {
      let average = try vance.average(shift: shift)
      #expect(isClose(average, expected, 1e-4), "\(shift): \(average)")
    }
    var sas = CUSUMRunLength(k: 0.25, h: 8, isOneSided: true)
    #expect(isClose(try sas.average(shift: 2.5), 4.15008373, 2e-9))
    sas.headStart = 0.1 / 8
    #expect(isClose(try sas.average(shift: 2.5), 4.10615884, 2e-9))
    sas = CUSUMRunLength(k: 0.25, h: 8)
    #expect(isClose(try sas.average(shift: 2.5), 4.15008373, 2e-9))
  }

  /// Table 5 of Crosier, Technometrics 28 (1986), whose chain has few states: up to 0.8 % low.
  @Test func agreesWithCrosierInTheSteadyState() throws {
    let chart = CUSUMRunLength(k: 0.5, h: 4)
    let printed = [163, 71.6, 25.2, 12.3, 7.68, 4.31, 3.03, 2.38, 2.00, 1.55, 1.22]
    for (shift, expected) in zip([0, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4, 5], printed) {
      let average = try chart.average(shift: shift, state: .conditional)
      #expect(isClose(average, expected, 0.008), "\(shift): \(average), \(expected)")
    }
  }

  @Test(arguments: [
    CUSUMRunLength(k: 0.5, h: 3), CUSUMRunLength(k: 0.2, h: 4, headStart: 0.5),
    CUSUMRunLength(k: 0.2, h: 4, headStart: 0.9), CUSUMRunLength(k: 0, h: 5, headStart: 0.8),
    CUSUMRunLength(k: 0, h: 5), CUSUMRunLength(k: 0.3, h: 4, headStart: 0.4, isOneSided: true),
  ])
  func hasTheRunsOfThePlainRecursion(chart: CUSUMRunLength) throws {
    for shift in [0, 0.4] {
      var random = SeededRandom(seed: 7)
      let count = 20_000
      let runs = (0..<count).map { _ in
        var up = chart.headStart * chart.h
        var down = chart.isOneSided ? 0 : up
        var length = 0.0
        repeat {
          let value = random.normal() + shift
          up = max(0, up + value - chart.k)
          if !chart.isOneSided { down = max(0, down - value - chart.k) }
          length += 1
        } while up <= chart.h && down <= chart.h
        return length
      }
      if !chart.isOneSided && 2 * chart.headStart * chart.h > chart.h + 2 * chart.k {
        let mean = runs.reduce(0, +) / Double(count)
        let square = runs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
        let average = try chart.average(shift: shift)
        #expect(abs(mean - average) < 4 * (square / Double(count)).squareRoot(), "\(average)")
        #expect(throws: DriftlineError.self) { try chart.median(shift: shift) }
      } else {
        try expect(runs, from: chart, shift: shift)
      }
    }
  }

  /// The steady states, by running the recursion: the places before value 60 without an alarm, and
  /// those before value 2000 of a chart that begins anew.
  @Test(arguments: [RunLengthState.conditional, .cyclical])
  func hasTheRunsOfThePlainRecursionInTheSteadyState(state: RunLengthState) throws {
    let chart = CUSUMRunLength(k: 0.25, h: 3, headStart: 0.5)
    var random = SeededRandom(seed: 11)
    var runs: [Double] = []
    while runs.count < 20_000 {
      var (up, down) = (1.5, 1.5)
      var isOver = false
      func step(_ shift: Double) {
        let value = random.normal() + shift
        up = max(0, up + value - chart.k)
        down = max(0, down - value - chart.k)
        isOver = up > chart.h || down > chart.h
      }
      for _ in 0..<(state == .conditional ? 40 : 300) {
        step(0)
        if !isOver { continue }
        if state == .conditional { break }
        (up, down, isOver) = (1.5, 1.5, false)
      }
      if isOver { continue }
      var length = 0.0
      repeat {
        step(1)
        length += 1
      } while !isOver
      runs.append(length)
    }
    let count = Double(runs.count)
    let mean = runs.reduce(0, +) / count
    let square = runs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let average = try chart.average(shift: 1, state: state)
    #expect(abs(mean - average) < 4 * (square / count).squareRoot(), "\(mean), \(average)")
  }

  @Test func isExactWhereASumNeverAlarms() throws {
    let chart = CUSUMRunLength(k: 1, h: 20, headStart: 0.5)
    // Where alarms are rare, a run is exp(2 k) times as long for each unit of h.
    let short = try CUSUMRunLength(k: 1, h: 10).average(shift: 0)
    let long = try CUSUMRunLength(k: 1, h: 20).average(shift: 0)
    #expect(isClose(long, exp(20) * short, 1e-6), "\(long)")
    #expect(isClose(try chart.average(shift: 0, state: .conditional), long, 1e-4))
    let average = try chart.average(shift: 6)
    #expect(average > 2 && average < 3)
  }

  @Test func isExactWithItsNodes() throws {
    for chart in [
      CUSUMRunLength(k: 0.5, h: 5), CUSUMRunLength(k: 0, h: 40), CUSUMRunLength(k: 2, h: 1),
      CUSUMRunLength(k: 0.1, h: 20, headStart: 0.9),
    ] {
      #expect(try chart.relativeError(shift: 0) < 1e-8, "\(chart)")
      #expect(try chart.relativeError(shift: 1, state: .conditional) < 1e-8, "\(chart)")
    }
  }
}

@Suite struct ShewhartRunLengthTests {
  @Test func agreesWithTheReference() throws {
    let chart = ShewhartRunLength()
    for (shift, expected) in zip(
      RunLengthFixtures.all.shifts, RunLengthFixtures.all.shewhart3)
    {
      #expect(isClose(try chart.average(shift: shift), expected, 1e-12))
    }
    #expect(try chart.median(shift: 0) == 257)
  }
}
