import Driftline
import DriftlineCharts
import Foundation
import Testing

@Suite struct MEWMARunLengthTests {
  static let table = RunLengthFixtures.all.mewma

  @Test(arguments: 0..<5)
  func agreesWithEveryRowOfTheReference(row: Int) throws {
    let expected = Self.table.charts[row]
    let chart = MEWMARunLength(
      lambda: Self.table.lambda, limit: expected.limit, dimensions: expected.dimensions)
    for (shift, known) in zip(Self.table.shifts, expected.average) {
      let average = try chart.average(shift: shift)
      // Four or more digits are known.
      #expect(isClose(average, known, 5e-6) || abs(average - known) < 6e-5, "\(shift): \(average)")
    }
  }

  /// Table 1 of Rigdon, Journal of Statistical Computation and Simulation 52 (1995), recomputed.
  @Test func agreesWithRigdon() throws {
    let known = [
      (8.37, 99.95), (9.90, 199.72), (11.89, 500.71), (13.36, 999.14), (14.82, 2000.6),
      (16.72, 4985.8),
    ]
    for (limit, expected) in known {
      let average = try MEWMARunLength(lambda: 0.25, limit: limit, dimensions: 2).average(shift: 0)
      #expect(isClose(average, expected, 6e-5), "\(limit): \(average)")
    }
  }

  /// Table of Molnau and others, Journal of Quality Technology 33 (2001), by a Markov chain: within
  /// half a percent.
  @Test func agreesWithMolnau() throws {
    let chart = MEWMARunLength(lambda: 0.1, limit: 12.73, dimensions: 4)
    let printed = [(0, 199.78), (0.5, 35.05), (1, 12.17), (1.5, 7.22), (2, 5.19), (3, 3.42)]
    for (shift, expected) in printed {
      #expect(isClose(try chart.average(shift: shift), expected, 0.005))
    }
  }

  @Test func isTheChartOfSingleValuesInOneDimension() throws {
    let single = EWMARunLength(lambda: 0.2, limit: 2.5)
    let chart = MEWMARunLength(lambda: 0.2, limit: 6.25, dimensions: 1)
    #expect(try chart.average(shift: 0.5) == single.average(shift: 0.5))
  }

  @Test func isHotellingsChartWhereLambdaIsOne() throws {
    for dimensions in [2, 3, 7] {
      let chart = MEWMARunLength(lambda: 1, limit: 10, dimensions: dimensions)
      let hotelling = HotellingRunLength(limit: 10, dimensions: dimensions)
      for shift in [0, 0.5, 2] {
        for state in RunLengthState.allCases {
          let average = try chart.average(shift: shift, state: state)
          #expect(isClose(average, try hotelling.average(shift: shift), 1e-6), "\(average)")
        }
        let quantile = try chart.quantile(0.3, shift: shift)
        #expect(quantile == (try hotelling.quantile(0.3, shift: shift)))
      }
    }
  }

  /// The mean run length of the plain recursion, from the start and after 40 values without alarm.
  @Test(arguments: [RunLengthState.zero, .conditional])
  func hasTheRunsOfThePlainRecursion(state: RunLengthState) throws {
    let chart = MEWMARunLength(lambda: 0.15, limit: 8, dimensions: 3)
    let bound = chart.limit * chart.lambda / (2 - chart.lambda)
    var random = SeededRandom(seed: 3)
    var runs: [Double] = []
    while runs.count < 20_000 {
      var z = [0.0, 0, 0]
      func step(_ shift: Double) -> Bool {
        var square = 0.0
        for index in 0..<3 {
          let value = random.normal() + (index == 1 ? shift : 0)
          z[index] += chart.lambda * (value - z[index])
          square += z[index] * z[index]
        }
        return square > bound
      }
      if state == .conditional && (0..<40).contains(where: { _ in step(0) }) { continue }
      var length = 1.0
      while !step(0.8) { length += 1 }
      runs.append(length)
    }
    let count = Double(runs.count)
    let mean = runs.reduce(0, +) / count
    let square = runs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let average = try chart.average(shift: 0.8, state: state)
    #expect(abs(mean - average) < 4 * (square / count).squareRoot(), "\(mean), \(average)")
    if state == .zero {
      let median = try chart.median(shift: 0.8)
      let below = Double(runs.count { $0 < median }) / count
      let upTo = Double(runs.count { $0 <= median }) / count
      #expect(below < 0.515 && upTo > 0.485, "\(median)")
    }
  }

  @Test func isExactWithItsNodes() throws {
    for (lambda, limit, dimensions) in [(0.1, 8.66, 2), (0.3, 12, 3), (1, 25, 10)] {
      let chart = MEWMARunLength(lambda: lambda, limit: limit, dimensions: dimensions)
      #expect(try chart.relativeError(shift: 0) < 1e-7)
      #expect(try chart.relativeError(shift: 1) < 1e-6)
    }
  }

  @Test func refusesWhatCannotBeComputed() {
    for chart in [
      MEWMARunLength(lambda: 0.01, limit: 8, dimensions: 2),
      MEWMARunLength(lambda: 0.1, limit: -1, dimensions: 2),
      MEWMARunLength(lambda: 0.1, limit: 8, dimensions: 0),
    ] {
      #expect(throws: DriftlineError.self) { try chart.average(shift: 1) }
    }
    #expect(throws: DriftlineError.self) {
      try MEWMARunLength(lambda: 0.1, limit: 8, dimensions: 2).average(shift: -1)
    }
  }
}

@Suite struct HotellingRunLengthTests {
  @Test(arguments: [
    (2, 10.59663, [200, 115.53, 41.92, 15.78, 6.88, 3.55, 2.16]),
    (3, 12.83816, [200, 129.19, 52.41, 20.41, 8.80, 4.38, 2.55]),
    (10, 25.18818, [200, 161.34, 92.48, 44.53, 20.59, 9.92, 5.21]),
  ])
  func agreesWithTheReference(dimensions: Int, limit: Double, known: [Double]) throws {
    #expect(
      isClose(try HotellingRunLength.limit(arl0: 200, dimensions: dimensions), limit, 5e-7))
    let chart = HotellingRunLength(limit: limit, dimensions: dimensions)
    for (shift, expected) in zip([0, 0.5, 1, 1.5, 2, 2.5, 3], known) {
      #expect(abs(try chart.average(shift: shift) - expected) < 0.0061)
    }
  }

  /// Limits for estimated covariances tend to those for known ones, from above.
  @Test func takesTheSizeOfTheBaselineIntoAccount() throws {
    let known = try HotellingRunLength.limit(arl0: 200, dimensions: 3)
    var last = Double.infinity
    for baseline in [5, 20, 100, 10_000, 10_000_000] {
      let limit = try HotellingRunLength.limit(arl0: 200, dimensions: 3, baseline: baseline)
      #expect(limit > known && limit < last)
      last = limit
    }
    #expect(isClose(last, known, 1e-5))
    // One dimension, 20 values: t of 19 degrees at 0.9975, squared, times 21/20.
    let single = try HotellingRunLength.limit(arl0: 200, dimensions: 1, baseline: 20)
    #expect(isClose(single, 1.05 * 3.17372453 * 3.17372453, 1e-6))
    #expect(throws: DriftlineError.self) {
      try HotellingRunLength.limit(arl0: 200, dimensions: 3, baseline: 3)
    }
    #expect(throws: DriftlineError.self) { try HotellingRunLength.limit(arl0: 1, dimensions: 3) }
  }

  /// The noncentral tail in one dimension is that of two normal tails.
  @Test func hasTheNoncentralTail() {
    for (x, shift) in [(0.5, 0.3), (9, 2), (9, 0.01), (400, 3), (4, 40), (1e4, 90)] {
      let root = x.squareRoot()
      let expected = logAdd(Normal.logUpperTail(root - shift), Normal.logUpperTail(root + shift))
      let tail = NoncentralChiSquared.logUpperTail(
        x, degreesOfFreedom: 1, noncentrality: shift * shift)
      #expect(abs(tail - expected) <= 1e-11 * max(1, abs(expected)), "\(x) \(shift): \(tail)")
    }
    for (x, noncentrality) in [(3.0, 5.0), (60, 40), (1e-3, 1), (900, 1000)] {
      let up = NoncentralChiSquared.upperTail(
        x, degreesOfFreedom: 4, noncentrality: noncentrality)
      let down = NoncentralChiSquared.logLowerTail(
        x, degreesOfFreedom: 4, noncentrality: noncentrality)
      #expect(abs(logAdd(log(up), down)) < 1e-12)
    }
    #expect(NoncentralChiSquared.upperTail(1, degreesOfFreedom: 2, noncentrality: -1).isNaN)
  }

  private func logAdd(_ a: Double, _ b: Double) -> Double {
    max(a, b) + log1p(exp(-abs(a - b)))
  }
}
