import Driftline
import Foundation
import Testing

/// Hotelling's T^2 against exact arithmetic, and its shrunk form against its own laws.
@Suite struct HotellingTests {
  struct Case: Decodable {
    let statistic: Double
    let f: Double
    let df1: Int
    let df2: Int
    let logP: Double
    let baseline: [[Double]]
    let current: [[Double]]
  }

  static var shrunk: HotellingTSquared {
    var detector = HotellingTSquared()
    detector.shrinkage = .auto
    return detector
  }

  @Test func agreesWithExactArithmeticOnIrises() throws {
    let cases = try Golden.load("hotelling.json", as: [Case].self)
    #expect(cases.count == 2)
    for golden in cases {
      let x = try Matrix(golden.baseline.flatMap(\.self), dimensions: 4)
      let y = try Matrix(golden.current.flatMap(\.self), dimensions: 4)
      for (a, b) in [(x, y), (y, x)] {
        let found = try find(HotellingTSquared(), a, b)
        #expect(agree(found.statistic, golden.statistic, relative: 1e-11))
        #expect(agree(found.number("f"), golden.f, relative: 1e-11))
        #expect(found.number("df1") == Double(golden.df1))
        #expect(found.number("df2") == Double(golden.df2))
        #expect(agree(try #require(found.logPValue), golden.logP, relative: 1e-10))
        #expect(found.threshold == nil)
      }
    }
  }

  @Test func agreesWithTextbooksOnMeansAndCovariances() throws {
    // Johnson and Wichern, Applied Multivariate Statistical Analysis: soap and electricity.
    let soap = MeanEquality(shift: [1.9, -0.2], [2, 1, 1, 6], [2, 1, 1, 4], n: 50, m: 50)
    let t = try soap.tSquared()
    #expect(agree(t, 1_889.0 / 36, relative: 1e-10))
    let f = 97.0 / 196 * t
    #expect(agree(f, 25.968395691609977, relative: 1e-10))
    #expect(agree(FDistribution.upperTail(f, d1: 2, d2: 97), 9.28608e-10, relative: 1e-5))
    let electricity = MeanEquality(
      shift: [130 - 204.4, 355 - 556.6], [13825.3, 23823.4, 23823.4, 73107.4],
      [8632, 19616.7, 19616.7, 55964.5], n: 45, m: 55)
    #expect(agree(try electricity.tSquared(), 16.06621909, relative: 1e-9))
  }

  @Test func unitsOfColumnsDoNotMatter() throws {
    let x = RowSource.correlated.draw(90, dimensions: 8, seed: 1, stream: 1).doubled()
    let y = RowSource.correlated.draw(70, dimensions: 8, seed: 1, stream: 2).doubled(plus: 0.3)
    func scaled(_ v: [Double]) -> [Double] { v.indices.map { v[$0] * pow(8, Double($0 % 8)) } }
    for detector in [HotellingTSquared(), Self.shrunk] {
      let a = try find(detector, Matrix(x, dimensions: 8), Matrix(y, dimensions: 8))
      let b = try find(
        detector, Matrix(scaled(x), dimensions: 8), Matrix(scaled(y), dimensions: 8))
      #expect(agree(a.statistic, b.statistic, relative: 1e-10))
      #expect(agree(try #require(a.logPValue), try #require(b.logPValue), relative: 1e-9))
    }
  }

  /// The message of the error that there must be.
  func refusal(_ x: [Float], _ y: [Float], _ d: Int, isDouble: Bool) throws -> String {
    do {
      let found =
        isDouble
        ? try find(
          HotellingTSquared(), Matrix(x.doubled(), dimensions: d),
          Matrix(y.doubled(), dimensions: d))
        : try find(HotellingTSquared(), Matrix(x, dimensions: d), Matrix(y, dimensions: d))
      Issue.record("T^2 of \(found.statistic)")
      return ""
    } catch let error as DriftlineError {
      #expect(error.kind == .insufficientData)
      return error.message
    }
  }

  @Test(arguments: [false, true]) func singularCovariancesAreRefused(_ isDouble: Bool) throws {
    let d = 6
    func change(_ edit: (inout [Float], Int) -> Void) -> ([Float], [Float]) {
      var x = RowSource.correlated.draw(400, dimensions: d, seed: 4, stream: 1, offset: 3)
      var y = RowSource.correlated.draw(300, dimensions: d, seed: 4, stream: 2, offset: 3)
      for row in 0..<400 { edit(&x, row * d) }
      for row in 0..<300 { edit(&y, row * d) }
      return (x, y)
    }
    var (x, y) = change { $0[$1 + 2] = 0.1 }
    var message = try refusal(x, y, d, isDouble: isDouble)
    #expect(message.contains("column 2 is constant") && message.contains("\"auto\""))
    (x, y) = change { $0[$1 + 4] = $0[$1 + 1] }
    message = try refusal(x, y, d, isDouble: isDouble)
    #expect(message.contains("column 4 follows"))
    // A multiple of 4 of one column plus another one, to the last bit of a float or two.
    (x, y) = change { $0[$1 + 5] = 4 * $0[$1] + $0[$1 + 3] }
    if !isDouble {
      message = try refusal(x, y, d, isDouble: isDouble)
      #expect(message.contains("column 5 follows"))
    }
    // With shrinkage there is an answer.
    let found = try find(Self.shrunk, Matrix(x, dimensions: d), Matrix(y, dimensions: d))
    #expect(found.statistic.isFinite && found.number("intensity") > 0)
  }

  @Test func aDeadColumnCountsAsConstant() throws {
    // As sentence models have them: values of 1e-33, whose squares are no floats.
    func rows(_ count: Int, _ stream: UInt64) -> [Float] {
      var rows = RowSource.isotropic.draw(count, dimensions: 5, seed: 8, stream: stream)
      for row in 0..<count { rows[row * 5 + 2] *= 1e-33 }
      return rows
    }
    let (x, y) = (rows(300, 1), rows(200, 2))
    #expect(try refusal(x, y, 5, isDouble: false).contains("column 2 is constant"))
    let found = try find(Self.shrunk, Matrix(x, dimensions: 5), Matrix(y, dimensions: 5))
    #expect(found.statistic < 50 && found.pValue > 1e-4)
  }

  @Test func tooFewRowsAreRefusedWithAWayOut() throws {
    let x = RowSource.isotropic.draw(6, dimensions: 10, seed: 1, stream: 1)
    let y = RowSource.isotropic.draw(5, dimensions: 10, seed: 1, stream: 2)
    #expect(try refusal(x, y, 10, isDouble: false).contains("needs 12 rows in all"))
    let z = RowSource.isotropic.draw(6, dimensions: 10, seed: 1, stream: 2)
    let found = try find(HotellingTSquared(), Matrix(x, dimensions: 10), Matrix(z, dimensions: 10))
    #expect(found.number("df2") == 1 && found.logPValue != nil)
    let shrunk = try find(Self.shrunk, Matrix(x, dimensions: 10), Matrix(y, dimensions: 10))
    #expect((0...1).contains(shrunk.pValue))
  }

  @Test(arguments: [(1, 5, 0.3), (4, 95, 6.25), (4, 95, 300), (30, 40, 0.7), (600, 900, 1.4)])
  func ratiosOfChiSquaresHaveTheLawOfF(_ d1: Int, _ d2: Int, _ f: Double) {
    // F > f where chi-square of d1, less f d1 / d2 times chi-square of d2, is positive.
    let contrast = ChiSquareContrast([
      (1, Double(d1)), (-f * Double(d1) / Double(d2), Double(d2)),
    ])
    let expected = FDistribution.logUpperTail(f, d1: Double(d1), d2: Double(d2))
    #expect(agree(contrast.logProbabilityPositive(), expected, relative: 1e-9, absolute: 1e-11))
  }

  @Test func oneSidedContrastsAreCertain() {
    #expect(ChiSquareContrast([(1, 3), (2, 1)]).logProbabilityPositive() == 0)
    #expect(ChiSquareContrast([(-1, 3)]).logProbabilityPositive() == -.infinity)
    #expect(ChiSquareContrast([]).logProbabilityPositive() == 0)
  }

  @Test func withManyRowsShrinkageIsTheFTest() throws {
    let x = try RowSource.correlated.matrix(20_000, dimensions: 5, seed: 6, stream: 1)
    let y = try RowSource.correlated.matrix(
      15_000, dimensions: 5, seed: 6, stream: 2, offset: 0.05)
    let plain = try #require(find(HotellingTSquared(), x, y).logPValue)
    let shrunk = try #require(find(Self.shrunk, x, y).logPValue)
    #expect(plain < log(1e-4))
    #expect(agree(plain, shrunk, relative: 0.02), "\(plain) \(shrunk)")
  }

  @Test(arguments: [(25, 25, 8), (30, 20, 60), (40, 10, 128)])
  func shrinkageKeepsItsPromise(_ n: Int, _ m: Int, _ d: Int) throws {
    for source in RowSource.allCases {
      var (alarms, firm) = (0, 0)
      for repetition in 0..<300 {
        let seed = UInt64(repetition)
        let x = try source.matrix(n, dimensions: d, seed: seed, stream: 1)
        let y = try source.matrix(m, dimensions: d, seed: seed, stream: 2)
        let p = try find(Self.shrunk, x, y, threads: 1).pValue
        if p < 0.05 { alarms += 1 }
        if p < 0.01 { firm += 1 }
      }
      // 15 expected of 300, and 3: four standard deviations.
      #expect((1...30).contains(alarms), "\(source) \(alarms)")
      #expect(firm <= 10, "\(source) \(firm)")
    }
  }
}
