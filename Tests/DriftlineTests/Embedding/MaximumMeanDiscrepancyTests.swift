import Driftline
import Foundation
import Testing

/// The kernel two-sample test, against peers and its own formula.
@Suite struct MaximumMeanDiscrepancyTests {
  /// Two samples and what a peer makes of them.
  struct Case: Decodable, CustomTestStringConvertible {
    let baseline: [[Double]]
    let current: [[Double]]
    let sigma: Double
    let unbiased: Double
    let biased: Double?
    let source: String
    var testDescription: String { "\(baseline.count)/\(current.count) rows, \(source)" }
  }

  static let cases = (try? Golden.load("maximum_mean_discrepancy.json", as: [Case].self)) ?? []

  func detector(_ values: [JSON.Member] = [], permutations: Int = 0) throws
    -> MaximumMeanDiscrepancy
  {
    var made = try MaximumMeanDiscrepancy(values)
    if permutations != 200 { made.permutations = permutations }
    return made
  }

  @Test func thereAreCases() { #expect(Self.cases.count >= 7) }

  @Test(arguments: cases) func agreesWithPeers(_ point: Case) throws {
    var mmd = MaximumMeanDiscrepancy()
    mmd.bandwidth = point.sigma
    let found = try find(mmd, Matrix(rows: point.baseline), Matrix(rows: point.current))
    #expect(
      agree(found.statistic, point.unbiased, relative: 1e-12, absolute: 1e-14),
      "\(found.statistic) \(point.unbiased)")
    if let biased = point.biased {
      #expect(agree(found.number("biased_mmd2"), biased, relative: 1e-12, absolute: 1e-14))
    }
  }

  /// The estimate, pair by pair.
  static func recipe(_ x: [[Double]], _ y: [[Double]], sigma: Double) -> Double {
    func kernel(_ a: [Double], _ b: [Double]) -> Double {
      exp(-zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / (2 * sigma * sigma))
    }
    func sum(_ a: [[Double]], _ b: [[Double]], skipping: Bool) -> Double {
      a.indices.reduce(0) { total, i in
        b.indices.reduce(total) { skipping && i == $1 ? $0 : $0 + kernel(a[i], b[$1]) }
      }
    }
    let (n, m) = (Double(x.count), Double(y.count))
    return sum(x, x, skipping: true) / (n * (n - 1)) + sum(y, y, skipping: true) / (m * (m - 1))
      - 2 * sum(x, y, skipping: false) / (n * m)
  }

  func rows(_ values: [Float], _ dimensions: Int) -> [[Double]] {
    stride(from: 0, to: values.count, by: dimensions).map { start in
      values[start..<start + dimensions].map(Double.init)
    }
  }

  @Test(arguments: [(2, 2, 1), (3, 70, 5), (63, 1, 2), (65, 64, 3), (500, 333, 9), (40, 30, 200)])
  func tilesAddUpToTheWhole(_ shape: (n: Int, m: Int, d: Int)) throws {
    let (n, m, d) = (shape.n, max(shape.m, 2), shape.d)
    let x = RowSource.clustered.draw(n, dimensions: d, seed: 1, stream: 1)
    let y = RowSource.clustered.draw(m, dimensions: d, seed: 1, stream: 2, offset: 0.3)
    var mmd = MaximumMeanDiscrepancy()
    mmd.bandwidth = 3 * Double(d).squareRoot()
    let wanted = Self.recipe(rows(x, d), rows(y, d), sigma: 3 * Double(d).squareRoot())
    let double = try find(
      mmd, Matrix(x.doubled(), dimensions: d), Matrix(y.doubled(), dimensions: d))
    #expect(agree(double.statistic, wanted, relative: 1e-11, absolute: 1e-13))
    let single = try find(mmd, Matrix(x, dimensions: d), Matrix(y, dimensions: d))
    #expect(agree(single.statistic, wanted, relative: 1e-4, absolute: 1e-6))
  }

  @Test func largeSamplesInWideTilesAddUp() throws {
    // Over 4096 rows strips are wider; a sum of exponentials of one column is quick to compute.
    let x = (0..<2_400).map { Double($0 % 50) / 10 }
    let y = (0..<2_400).map { Double($0 % 40) / 10 }
    var mmd = MaximumMeanDiscrepancy()
    mmd.bandwidth = 0.7
    mmd.permutations = 3
    let found = try find(mmd, Matrix(x, dimensions: 1), Matrix(y, dimensions: 1))
    func mean(_ a: Int, _ b: Int) -> Double {
      var sum = 0.0
      for i in 0..<a { for j in 0..<b { sum += exp(-Double((i - j) * (i - j)) / 98) } }
      return sum / Double(a * b)
    }
    let n = 2_400.0
    let wanted =
      (mean(50, 50) * n - 1) / (n - 1) + (mean(40, 40) * n - 1) / (n - 1) - 2 * mean(50, 40)
    #expect(agree(found.statistic, wanted, relative: 1e-10))
  }

  @Test func ranksTheObservedLabelsAmongAllPermutations() throws {
    // Of the 20 ways to label 3 + 3 rows two are as extreme: p tends to 0.1.
    let x = try Matrix([0, 0.1, 0.2] as [Double], dimensions: 1)
    let y = try Matrix([5, 5.1, 5.2] as [Double], dimensions: 1)
    var mmd = MaximumMeanDiscrepancy()
    mmd.permutations = 10_000
    let p = try exp(#require(find(mmd, x, y).logPValue))
    #expect(abs(p - 0.1) < 0.012, "\(p)")
  }

  @Test func withoutPermutationsThereIsNoP() throws {
    let x = try RowSource.isotropic.matrix(50, dimensions: 4, seed: 1, stream: 1)
    #expect(try find(detector(), x, x).logPValue == nil)
  }

  @Test func changingSidesChangesNothing() throws {
    let x = try RowSource.correlated.matrix(150, dimensions: 5, seed: 2, stream: 1)
    let y = try RowSource.correlated.matrix(90, dimensions: 5, seed: 2, stream: 2, offset: 0.2)
    let mmd = try detector([.init("bandwidth", .number(2))])
    #expect(
      agree(try find(mmd, x, y).statistic, try find(mmd, y, x).statistic, relative: 1e-4))
  }

  @Test func theBandwidthIsTheMedianDistance() throws {
    // Distances 1, 2, 3, 4, 6, 7 of pairs: the median is 3.5.
    let x = try Matrix([0, 1] as [Double], dimensions: 1)
    let y = try Matrix([3, 7] as [Double], dimensions: 1)
    #expect(try find(detector(), x, y).number("bandwidth") == 3.5)
    let constant = try Matrix([4, 4, 4] as [Double], dimensions: 1)
    let found = try find(MaximumMeanDiscrepancy(), constant, constant)
    #expect(found.number("bandwidth") == 1)
    #expect(found.statistic == 0)
    #expect(found.logPValue == 0)
  }

  @Test(arguments: [1e-30, 1e30]) func theUnitOfTheDataDoesNotMatter(_ unit: Double) throws {
    let x = RowSource.clustered.draw(80, dimensions: 3, seed: 4, stream: 1).doubled()
    let y = RowSource.clustered.draw(60, dimensions: 3, seed: 4, stream: 2).doubled()
    let plain = try find(detector(), Matrix(x, dimensions: 3), Matrix(y, dimensions: 3))
    let scaled = try find(
      detector(), Matrix(x.map { $0 * unit }, dimensions: 3),
      Matrix(y.map { $0 * unit }, dimensions: 3))
    #expect(agree(plain.statistic, scaled.statistic, relative: 1e-9, absolute: 1e-12))
  }

  @Test(arguments: [0.0, -1, .nan, .infinity]) func aBandwidthIsPositive(_ value: Double) {
    #expect {
      try MaximumMeanDiscrepancy([.init("bandwidth", .number(value))])
    } throws: { error in
      guard let error = error as? DriftlineError else { return false }
      return error.kind == .invalidParams && error.message.contains("over 0")
    }
  }

  @Test func randomFeaturesComeCloseToTheKernel() throws {
    let x = try RowSource.clustered.matrix(400, dimensions: 6, seed: 5, stream: 1)
    let y = try RowSource.clustered.matrix(300, dimensions: 6, seed: 5, stream: 2, offset: 1)
    let exact = try find(detector([.init("bandwidth", .number(8))]), x, y).statistic
    let rough = try find(
      detector([.init("bandwidth", .number(8)), .init("features", .int(4_000))], permutations: 1),
      x, y)
    #expect(agree(rough.statistic, exact, relative: 0.1), "\(rough.statistic) \(exact)")
    #expect(try #require(rough.logPValue) < log(1e-6))
  }

  @Test(arguments: [nil, 64] as [Int?]) func falseAlarmsAreAsRareAsPromised(_ r: Int?) throws {
    var alarms = 0
    for seed in 0..<300 as Range<UInt64> {
      var mmd = MaximumMeanDiscrepancy()
      mmd.features = r
      mmd.permutations = 99
      let x = try RowSource.correlated.matrix(60, dimensions: 5, seed: seed, stream: 21)
      let y = try RowSource.correlated.matrix(40, dimensions: 5, seed: seed, stream: 22)
      if try #require(find(mmd, x, y, seed: seed, threads: 1).logPValue) <= log(0.05) {
        alarms += 1
      }
    }
    // 15 are expected, with a standard deviation of 3.8.
    print("mmd", r ?? 0, "alarms", alarms)
    #expect(3...28 ~= alarms, "\(alarms) of 300")
  }
}
