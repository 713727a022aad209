import Driftline
import Foundation
import Testing

/// The Frechet distance against high precision, its properties and its null behaviour.
@Suite struct FrechetTests {
  struct Case: Decodable, CustomTestStringConvertible {
    let statistic: Double
    let meanTerm: Double
    let traceTerm: Double
    let traceRoot: Double
    let dimensions: Int
    let baseline: [Double]
    let current: [Double]
    var testDescription: String {
      "\(baseline.count / dimensions) and \(current.count / dimensions) rows of \(dimensions)"
    }
  }

  static let cases = (try? Golden.load("frechet.json", as: [Case].self)) ?? []

  static func identity(_ d: Int) -> [Double] {
    (0..<d * d).map { $0 % (d + 1) == 0 ? 1 : 0 }
  }

  @Test func thereAreGoldens() { #expect(Self.cases.count == 4) }

  @Test(arguments: cases) func agreesWithFiftyDigits(_ golden: Case) throws {
    var detector = FrechetDistance()
    detector.permutations = 0
    let x = try Matrix(golden.baseline, dimensions: golden.dimensions)
    let y = try Matrix(golden.current, dimensions: golden.dimensions)
    for (a, b) in [(x, y), (y, x)] {
      let found = try find(detector, a, b)
      #expect(agree(found.statistic, golden.statistic, relative: 1e-12))
      #expect(agree(found.number("mean_term"), golden.meanTerm, relative: 1e-12))
      #expect(agree(found.number("trace_term"), golden.traceTerm, relative: 1e-12))
      #expect(agree(found.number("trace_sqrt"), golden.traceRoot, relative: 1e-12))
      #expect(found.logPValue == nil && found.threshold == nil)
    }
    // As many digits as a sum of squares has where small eigenvalues are rooted.
    let single = try find(
      detector, Matrix(golden.baseline.map { Float($0) }, dimensions: golden.dimensions),
      Matrix(golden.current.map { Float($0) }, dimensions: golden.dimensions))
    #expect(agree(single.statistic, golden.statistic, relative: 1e-5))
  }

  @Test func publishedCasesOfMeansAndCovariances() throws {
    // pytorch-fid's test, and two normal laws in one and two dimensions.
    let wide = try GaussianFrechet(
      shift: [Double](repeating: 1, count: 256), Self.identity(256), Self.identity(256))
    #expect(wide.squared == 256)
    #expect(try GaussianFrechet(shift: [3], [1], [4]).squared == 10)
    let two = try GaussianFrechet(shift: [1, 1], [1, 0, 0, 4], [9, 0, 0, 1])
    #expect(two.squared == 7 && two.meanTerm == 2 && two.traceTerm == 5)
  }

  @Test func singularCovariancesAreNeverImaginary() throws {
    // Rank one against rank one, along and across; eigenvalues that rounding made negative.
    let along = try GaussianFrechet(shift: [0, 0], [1, 1, 1, 1], [4, 4, 4, 4])
    #expect(agree(along.squared, 2, relative: 1e-12))
    let across = try GaussianFrechet(shift: [0, 0], [1, 1, 1, 1], [1, -1, -1, 1])
    #expect(agree(across.squared, 4, relative: 1e-7))
    let negative = try GaussianFrechet(shift: [0, 0], [1, 0, 0, -1e-17], [1, 0, 0, -1e-17])
    #expect(negative.squared == 0)
  }

  @Test(arguments: RowSource.allCases) func equalRowsAreNoDistanceApart(
    _ source: RowSource
  ) throws {
    for (count, d) in [(400, 20), (15, 40), (40, 40)] {
      // The last column repeats the first, so the covariance is singular.
      var rows = source.draw(count, dimensions: d, seed: 2, stream: 1).doubled()
      for row in 0..<count { rows[row * d + d - 1] = rows[row * d] }
      let x = try Matrix(rows, dimensions: d)
      let found = try find(FrechetDistance(), x, x)
      #expect(found.statistic >= 0)
      #expect(found.statistic <= 1e-12 * found.number("trace_sqrt"), "\(count) \(d)")
      #expect(try #require(found.logPValue) > log(0.5))
    }
  }

  @Test func fewRowsByTheirCovariancesLoseDigits() throws {
    // What rows give directly, covariance matrices give to half the digits.
    let golden = try #require(Self.cases.first { $0.dimensions == 9 })
    func covariance(_ values: [Double]) -> [Double] {
      let n = values.count / 9
      let mean = (0..<9).map { j in (0..<n).reduce(0) { $0 + values[$1 * 9 + j] } / Double(n) }
      return (0..<81).map { index in
        let (i, j) = (index / 9, index % 9)
        return (0..<n).reduce(0) {
          $0 + (values[$1 * 9 + i] - mean[i]) * (values[$1 * 9 + j] - mean[j])
        } / Double(n - 1)
      }
    }
    let shift = [golden.meanTerm.squareRoot()] + [Double](repeating: 0, count: 8)
    let found = try GaussianFrechet(
      shift: shift, covariance(golden.baseline), covariance(golden.current))
    #expect(agree(found.squared, golden.statistic, relative: 1e-6))
  }

  @Test func columnsInAnotherOrderGiveTheSame() throws {
    let x = RowSource.correlated.draw(300, dimensions: 10, seed: 3, stream: 1).doubled()
    let y = RowSource.correlated.draw(200, dimensions: 10, seed: 3, stream: 2).doubled(plus: 0.1)
    func turned(_ v: [Double]) -> [Double] { v.indices.map { v[$0 / 10 * 10 + 9 - $0 % 10] } }
    let a = try find(FrechetDistance(), Matrix(x, dimensions: 10), Matrix(y, dimensions: 10))
    let b = try find(
      FrechetDistance(), Matrix(turned(x), dimensions: 10), Matrix(turned(y), dimensions: 10))
    #expect(agree(a.statistic, b.statistic, relative: 1e-12))
    // All ten dimensions are ranked, and all rows: the effect is the statistic.
    #expect(agree(a.effect, a.statistic, relative: 1e-9))
  }

  @Test func twoRowsOnEachSideAreEnough() throws {
    let x = try Matrix([0, 0, 1, 1] as [Double], dimensions: 2)
    let y = try Matrix([0, 1, 1, 2] as [Double], dimensions: 2)
    let found = try find(FrechetDistance(), x, y)
    #expect(agree(found.statistic, 1, relative: 1e-12))
    #expect(try #require(found.logPValue) > log(0.05))
  }

  @Test func withFewDrawsThereIsNoThreshold() throws {
    let x = try RowSource.isotropic.matrix(50, dimensions: 3, seed: 1, stream: 1)
    let y = try RowSource.isotropic.matrix(50, dimensions: 3, seed: 1, stream: 2)
    var detector = FrechetDistance()
    for (draws, hasThreshold) in [(98, false), (99, true)] {
      detector.permutations = draws
      let found = try find(detector, x, y)
      #expect((found.threshold != nil) == hasThreshold && found.logPValue != nil)
    }
  }

  @Test(arguments: [(40, 30, 3), (60, 25, 50), (300, 200, 40), (60, 50, 100)])
  func keepsItsPromise(_ n: Int, _ m: Int, _ d: Int) throws {
    var detector = FrechetDistance()
    detector.permutations = 99
    var (alarms, firm, over) = (0, 0, 0)
    let repeats = 200
    for repetition in 0..<repeats {
      let seed = UInt64(repetition)
      let x = try RowSource.correlated.matrix(n, dimensions: d, seed: seed, stream: 1)
      let y = try RowSource.correlated.matrix(m, dimensions: d, seed: seed, stream: 2)
      let found = try find(detector, x, y, seed: seed)
      if found.pValue <= 0.05 { alarms += 1 }
      if found.pValue <= 0.01 { firm += 1 }
      if found.effect > (found.threshold ?? .infinity) { over += 1 }
    }
    // Ten expected of 200, and two: four standard deviations to both sides, or none at all.
    #expect((1...22).contains(alarms), "\(alarms)")
    #expect(firm <= 8 && over <= 8, "\(firm) \(over)")
  }

  @Test func itSeesAChangeOfScaleThatLeavesTheMean() throws {
    let x = RowSource.correlated.draw(800, dimensions: 96, seed: 5, stream: 1)
    let y = RowSource.correlated.draw(600, dimensions: 96, seed: 5, stream: 2).map { $0 * 1.3 }
    let verdict = try compare(
      baseline: Matrix(x, dimensions: 96), current: Matrix(y, dimensions: 96),
      detectors: [FrechetDistance()])
    #expect(verdict.drifted == true)
    #expect(verdict.scores[0].severity >= .medium)
  }

  /// In 64 columns the directions of little variance count too: a change in the lower half of them.
  @Test func itSeesAChangeInTheDirectionsOfLittleVariance() throws {
    func rows(_ count: Int, stream: UInt64, scale: Double) throws -> Matrix {
      let plain = RowSource.isotropic.draw(count, dimensions: 64, seed: 3, stream: stream)
      return try Matrix(
        plain.enumerated().map { index, value in
          let column = index % 64
          let spread = 1 / Double(column + 1).squareRoot()
          return Double(value) * spread * (column < 32 ? 1 : scale)
        }, dimensions: 64)
    }
    let x = try rows(500, stream: 1, scale: 1)
    let same = try find(FrechetDistance(), x, try rows(500, stream: 2, scale: 1))
    let other = try find(FrechetDistance(), x, try rows(500, stream: 2, scale: 1.6))
    #expect(same.pValue > 0.05)
    #expect(other.pValue < 0.01 && other.effect > (other.threshold ?? .infinity))
  }
}
