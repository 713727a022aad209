import Driftline
import DriftlineKernels
import Foundation
import Testing

/// A pooled sample's labels, its marks and the numerators of D, D+ and D-.
private func numerator(
  _ baseline: [Double], _ current: [Double], _ alternative: Alternative
) -> (h: Int, checkable: [Bool]) {
  let (n, m) = (baseline.count, current.count)
  let pooled = (baseline.map { ($0, true) } + current.map { ($0, false) }).sorted { $0.0 < $1.0 }
  var (i, j, above, below) = (0, 0, 0, 0)
  var checkable: [Bool] = []
  for (index, (value, fromBaseline)) in pooled.enumerated() {
    if fromBaseline { i += 1 } else { j += 1 }
    let last = index + 1 == pooled.count || pooled[index + 1].0 > value
    checkable.append(last)
    if last {
      above = max(above, i * m - j * n)
      below = max(below, j * n - i * m)
    }
  }
  switch alternative {
  case .twoSided: return (max(above, below), checkable)
  case .greater: return (above, checkable)
  case .less: return (below, checkable)
  }
}

private struct Goldens: Decodable {
  struct Sample: Decodable {
    var baseline, current: [Double]
    var alternative, ties, source: String
    var p: Double
  }
  struct Sizes: Decodable {
    var n, m, numerator: Int
    var alternative, source: String
    var p, tolerance: Double
  }
  struct Lattice: Decodable {
    var n, m, numerator: Int
    var alternative: String
    var logP: Double
  }
  struct Equal: Decodable {
    var n, steps: Int
    var alternative: String
    var logP: Double
  }
  var samples: [Sample]
  var sizes: [Sizes]
  var lattice: [Lattice]
  var equal: [Equal]

  static func load() throws -> Goldens {
    let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Goldens/kolmogorov_smirnov_null.json")
    return try JSONDecoder().decode(Goldens.self, from: Data(contentsOf: url))
  }
}

@Suite struct KolmogorovSmirnovNullTests {
  /// Long runs of ties: columns of two or three values, where the law is hypergeometric.
  @Test(arguments: [(600, 600), (2_000, 2_000), (5_000, 5_000), (10_000, 10_000), (3_000, 7_001)])
  func isHypergeometricForTwoValues(_ n: Int, _ m: Int) {
    let total = n + m
    for low in [total / 3, total / 2, total - 40] {
      var checkable = [Bool](repeating: false, count: total)
      checkable[low - 1] = true
      checkable[total - 1] = true
      let whole = logBinomial(total, n)
      for share in [0.01, 0.05, 0.1, 0.4, 0.8] {
        // i of the `low` pooled values are the baseline's: i m - (low - i) n.
        let numerator = Int(share * Double(n) * Double(m))
        var expected = -Double.infinity
        for i in max(0, low - m)...min(n, low) where abs(i * m - (low - i) * n) >= numerator {
          expected = logAddExp(
            expected, logBinomial(low, i) + logBinomial(total - low, n - i) - whole)
        }
        let found = KolmogorovSmirnovNull.exactLogPValue(
          numerator: numerator, n: n, m: m, checkable: checkable)
        #expect(!found.isNaN)
        // The sum of log binomials has an absolute error of some 1e-9 at these sizes.
        #expect(
          found == expected || abs(found - expected) <= 1e-8 + 1e-12 * abs(expected),
          "n = \(n), m = \(m), \(low) low, D = \(share): \(found), not \(expected)")
      }
    }
  }

  @Test(arguments: [2, 3, 5, 50]) func isANumberForFewValues(_ levels: Int) {
    for (n, m) in [(2_000, 2_000), (5_000, 4_000), (10_000, 10_000)] {
      let total = n + m
      let checkable = (1...total).map {
        $0 == total || $0 * levels / total != ($0 - 1) * levels / total
      }
      var last = 0.0
      for share in [0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 0.49] {
        let found = KolmogorovSmirnovNull.exactLogPValue(
          numerator: Int(share * Double(n) * Double(m)), n: n, m: m, checkable: checkable)
        let untied = KolmogorovSmirnovNull.exactLogPValue(
          numerator: Int(share * Double(n) * Double(m)), n: n, m: m)
        #expect(found <= untied + 1e-12 && found <= last, "\(n), \(share): \(found)")
        last = found
      }
    }
  }

  @Test func agreesWithSciPyAndRWhereTheseAreRight() throws {
    for golden in try Goldens.load().samples {
      let alternative = try #require(Alternative(rawValue: golden.alternative))
      let (h, marks) = numerator(golden.baseline, golden.current, alternative)
      let conditional = golden.ties == "conditional"
      let logP = KolmogorovSmirnovNull.exactLogPValue(
        numerator: h, n: golden.baseline.count, m: golden.current.count, alternative: alternative,
        checkable: conditional ? marks : nil)
      // SciPy's one-sided values for 100 and 110 carry 12 digits.
      #expect(abs(exp(logP) / golden.p - 1) < 1e-12, "\(golden.source): \(exp(logP)), \(golden.p)")
    }
  }

  @Test func agreesWithPublishedAndRecomputedTails() throws {
    for golden in try Goldens.load().sizes {
      let alternative = try #require(Alternative(rawValue: golden.alternative))
      let logP = KolmogorovSmirnovNull.exactLogPValue(
        numerator: golden.numerator, n: golden.n, m: golden.m, alternative: alternative)
      #expect(
        abs(exp(logP - log(golden.p)) - 1) < golden.tolerance,
        "\(golden.n), \(golden.m), \(golden.numerator): \(exp(logP)), \(golden.p)")
    }
  }

  @Test func agreesWithRationalArithmetic() throws {
    for golden in try Goldens.load().lattice {
      let alternative = try #require(Alternative(rawValue: golden.alternative))
      for wide in [false, true] {
        let logP = logLatticeHitProbability(
          h: golden.numerator, n: golden.n, m: golden.m, above: alternative != .less,
          below: alternative != .greater, checkable: nil, wide: wide)
        #expect(
          abs(logP - golden.logP) < 3e-14 * max(1, abs(golden.logP)),
          "\(golden.n), \(golden.m), \(golden.numerator) \(wide): \(logP), \(golden.logP)")
      }
    }
  }

  @Test func closedFormAgreesWithSixtyDigits() throws {
    for golden in try Goldens.load().equal {
      let alternative = try #require(Alternative(rawValue: golden.alternative))
      let logP = KolmogorovSmirnovNull.closedFormLogPValue(
        steps: golden.steps, n: golden.n, alternative: alternative)
      #expect(
        abs(logP - golden.logP) <= 1e-14 * max(1, abs(golden.logP)),
        "n \(golden.n), k \(golden.steps): \(logP), \(golden.logP)")
    }
  }

  @Test(arguments: [1, 2, 3, 7, 16, 60, 500])
  func closedFormIsTheRecursion(n: Int) {
    for k in stride(from: 1, through: n, by: max(1, n / 40)) {
      for alternative in Alternative.allCases {
        let closed = KolmogorovSmirnovNull.closedFormLogPValue(
          steps: k, n: n, alternative: alternative)
        let recursion = KolmogorovSmirnovNull.exactLogPValue(
          numerator: k * n, n: n, m: n, alternative: alternative,
          checkable: [Bool](repeating: true, count: 2 * n))
        #expect(abs(closed - recursion) < 1e-13 * max(1, abs(closed)), "\(k) \(alternative)")
      }
    }
  }

  @Test(arguments: [
    [0, 0, 1, 1, 1, 2], [0, 1, 1, 2, 2, 2, 3, 4], [1, 1, 1, 2, 3, 3, 5, 5, 5, 5],
  ])
  func isTheShareOfAllLabellings(pooled: [Double]) {
    for n in 1..<pooled.count {
      for alternative in Alternative.allCases {
        var counts: [Int: Int] = [:]
        for subset in 0..<(1 << pooled.count) where subset.nonzeroBitCount == n {
          let first = pooled.indices.filter { subset >> $0 & 1 == 1 }.map { pooled[$0] }
          let second = pooled.indices.filter { subset >> $0 & 1 == 0 }.map { pooled[$0] }
          counts[numerator(first, second, alternative).h, default: 0] += 1
        }
        let marks = numerator(pooled, [9], .twoSided).checkable.dropLast()
        let total = Double(counts.values.reduce(0, +))
        for h in counts.keys {
          let share = Double(counts.filter { $0.key >= h }.values.reduce(0, +)) / total
          let logP = KolmogorovSmirnovNull.exactLogPValue(
            numerator: h, n: n, m: pooled.count - n, alternative: alternative,
            checkable: Array(marks))
          #expect(abs(exp(logP) - share) < 1e-14, "n \(n), h \(h), \(alternative)")
        }
      }
    }
  }

  @Test func swappingTheSamplesSwapsTheSides() {
    var random = SeededRandom(seed: 1)
    for _ in 0..<300 {
      let (n, m) = (1 + random.below(300), 1 + random.below(80))
      let h = 1 + random.below(n * m)
      let marks = (1...(n + m)).map { $0 == n + m || random.below(3) == 0 }
      for checkable in [nil, marks] {
        func p(_ n: Int, _ m: Int, _ alternative: Alternative) -> Double {
          KolmogorovSmirnovNull.exactLogPValue(
            numerator: h, n: n, m: m, alternative: alternative, checkable: checkable)
        }
        #expect(close(p(n, m, .greater), p(m, n, .less)))
        #expect(close(p(n, m, .twoSided), p(m, n, .twoSided)))
        #expect(p(n, m, .twoSided) >= p(n, m, .greater) - 1e-12)
      }
    }
  }

  @Test func exponentsOfTheirOwnChangeNothingInsideTheRangeOfDoubles() {
    var random = SeededRandom(seed: 2)
    for _ in 0..<300 {
      let (n, m) = (1 + random.below(400), 1 + random.below(400))
      let h = 1 + random.below(n * m)
      let marks = (1...(n + m)).map { $0 == n + m || random.below(4) == 0 }
      let (above, below) = [(true, true), (true, false), (false, true)][random.below(3)]
      for checkable in [nil, marks] {
        let fast = logLatticeHitProbability(
          h: h, n: n, m: m, above: above, below: below, checkable: checkable)
        let wide = logLatticeHitProbability(
          h: h, n: n, m: m, above: above, below: below, checkable: checkable, wide: true)
        #expect(close(fast, wide), "\(h), \(n), \(m): \(fast), \(wide)")
      }
    }
  }

  @Test(arguments: [(10_000, 10_000), (10_000, 11_000), (300, 40_000), (1, 50), (50, 1)])
  func disjointSamplesAreTwoPathsOfAll(n: Int, m: Int) {
    // log C(n + m, n) as a sum of logarithms, smallest first.
    var paths = 0.0
    for i in 1...min(n, m) { paths += log1p(Double(max(n, m)) / Double(i)) }
    let marks = [Bool](repeating: true, count: n + m)
    let both = KolmogorovSmirnovNull.exactLogPValue(numerator: n * m, n: n, m: m, checkable: marks)
    #expect(abs(both - (log(2) - paths)) < 1e-14 * paths + 1e-14)
    let one = KolmogorovSmirnovNull.exactLogPValue(
      numerator: n * m, n: n, m: m, alternative: .less, checkable: marks)
    #expect(abs(one + paths) < 1e-14 * paths + 1e-14)
  }

  @Test func zeroIsCertainAndMoreThanOneImpossible() {
    #expect(KolmogorovSmirnovNull.exactLogPValue(numerator: 0, n: 3, m: 4) == 0)
    #expect(KolmogorovSmirnovNull.exactLogPValue(numerator: -2, n: 3, m: 4) == 0)
    #expect(KolmogorovSmirnovNull.exactLogPValue(numerator: 13, n: 3, m: 4) == -.infinity)
    let onlyTheEnd = [false, false, false, true]
    #expect(
      KolmogorovSmirnovNull.exactLogPValue(numerator: 1, n: 2, m: 2, checkable: onlyTheEnd)
        == -.infinity)
  }

  @Test func bandCellsCountTheCellsBetweenTheBoundaries() {
    for (n, m, h) in [(40, 60, 300), (40, 60, 2400), (100, 100, 1500), (7, 900, 2000)] {
      var both = 0
      var one = 0
      for i in 0...n {
        for j in 0...m {
          if abs(i * m - j * n) < h { both += 1 }
          if i * m - j * n < h { one += 1 }
        }
      }
      let slack = n + m + 2 + both / 10
      #expect(abs(KolmogorovSmirnovNull.bandCells(h: h, n: n, m: m) - both) <= slack)
      let counted = KolmogorovSmirnovNull.bandCells(h: h, n: n, m: m, alternative: .greater)
      #expect(abs(counted - one) <= slack)
    }
  }

  private func close(_ a: Double, _ b: Double) -> Bool {
    a == b || abs(a - b) < 1e-12 * max(1, abs(a))
  }
}
