import Driftline
import Foundation
import Testing

/// Tails against `Goldens/distributions.json`, and what must hold between them.
@Suite struct DistributionsTests {
  // MARK: - Goldens

  @Test func theNormalTailAgreesWithMpmath() throws {
    for row in try Golden.read().normal {
      check(Normal.logUpperTail(row[0]), row[1], within: 2e-13, "z = \(row[0])")
      let p = exp(row[1])
      #expect(abs(Normal.upperTail(row[0]) - p) <= 2e-13 * p, "z = \(row[0])")
    }
  }

  @Test func theNormalQuantileAgreesWithMpmath() throws {
    for row in try Golden.read().quantile {
      let got = Normal.quantile(row[0])
      #expect(abs(got - row[1]) <= 2e-15 * max(abs(row[1]), 0.1), "p = \(row[0]): \(got)")
    }
  }

  @Test func theKolmogorovTailAgreesWithMpmath() throws {
    for row in try Golden.read().kolmogorov {
      check(Kolmogorov.logUpperTail(row[0]), row[1], within: 2e-13, "lambda = \(row[0])")
    }
  }

  @Test func bothGammaTailsAgreeWithMpmath() throws {
    for row in try Golden.read().gamma {
      let (shape, x) = (row[0], row[1])
      let place: Comment = "shape = \(shape), x = \(x)"
      check(GammaDistribution.logLowerTail(x, shape: shape), row[2], within: 1e-12, place)
      check(GammaDistribution.logUpperTail(x, shape: shape), row[3], within: 1e-12, place)
    }
  }

  @Test func theChiSquaredTailsAgreeWithMpmath() throws {
    for row in try Golden.read().gamma {
      let (degrees, x) = (2 * row[0], 2 * row[1])
      let place: Comment = "degrees = \(degrees), x = \(x)"
      check(
        ChiSquared.logLowerTail(x, degreesOfFreedom: degrees), row[2], within: 1e-12, place)
      check(
        ChiSquared.logUpperTail(x, degreesOfFreedom: degrees), row[3], within: 1e-12, place)
    }
  }

  @Test func bothBetaTailsAgreeWithMpmath() throws {
    for row in try Golden.read().beta {
      let (a, b, x) = (row[0], row[1], row[2])
      let place: Comment = "a = \(a), b = \(b), x = \(x)"
      check(BetaDistribution.logLowerTail(x, a: a, b: b), row[3], within: 1e-12, place)
      check(BetaDistribution.logUpperTail(x, a: a, b: b), row[4], within: 1e-12, place)
    }
  }

  @Test func bothTailsOfFAgreeWithMpmath() throws {
    for row in try Golden.read().f {
      let (d1, d2, f) = (row[0], row[1], row[2])
      let place: Comment = "d1 = \(d1), d2 = \(d2), f = \(f)"
      check(FDistribution.logLowerTail(f, d1: d1, d2: d2), row[3], within: 1e-12, place)
      check(FDistribution.logUpperTail(f, d1: d1, d2: d2), row[4], within: 1e-12, place)
    }
  }

  @Test func studentsTailsAgreeWithMpmath() throws {
    for row in try Golden.read().t {
      let (degrees, t) = (row[0], row[1])
      let place: Comment = "degrees = \(degrees), t = \(t)"
      check(
        StudentT.logTwoSided(t, degreesOfFreedom: degrees), row[2], within: 1e-12, place)
      check(
        StudentT.logUpperTail(t, degreesOfFreedom: degrees), row[3], within: 1e-12, place)
    }
  }

  // MARK: - Published numbers

  /// SciPy 1.17.1, `scipy.stats.kstwobign.sf`.
  @Test(arguments: [
    (0.3, 0.9999906941986655), (0.5, 0.9639452436648751), (0.8, 0.5441424115741981),
    (1, 0.26999967167735456), (1.2238478702170823, 0.10000000000000003),
    (1.3580986393225505, 0.050000000000000024),
  ])
  func theKolmogorovTailAgreesWithSciPy(_ lambda: Double, _ p: Double) {
    #expect(abs(Kolmogorov.upperTail(lambda) - p) <= 1e-14)
  }

  /// SciPy's `chi2_contingency` and `chisquare` tests; Hotelling's T2 of R's iris and of soap.
  @Test(arguments: [
    (4.0, 3.0, 0.26146412994911117), (6.133333333333333, 2, 0.046576150205),
    (16.9189776046, 9, 0.05), (21.6659943335, 9, 0.01), (27.8771648713, 9, 0.001),
    (10.596634733, 2, 0.005),
  ])
  func theChiSquaredTailAgreesWithTables(_ x: Double, _ degrees: Double, _ p: Double) {
    #expect(abs(ChiSquared.upperTail(x, degreesOfFreedom: degrees) - p) <= 1e-9 * p)
  }

  /// R 4.2.2, `manova` of iris: setosa against versicolor, and versicolor against virginica.
  @Test(arguments: [
    (625.458321063694, 2.66485694423225e-67), (86.1475862089547, 9.53987626478088e-31),
  ])
  func theTailOfFAgreesWithR(_ f: Double, _ p: Double) {
    #expect(abs(FDistribution.upperTail(f, d1: 4, d2: 95) - p) <= 1e-12 * p)
  }

  // MARK: - Relations

  @Test(arguments: [1e-3, 0.4, 3.0, 50, 690, 195_000])
  func chiSquaredWithTwoDegreesIsExponential(_ x: Double) {
    check(ChiSquared.logUpperTail(x, degreesOfFreedom: 2), -x / 2, within: 1e-14, "x = \(x)")
  }

  @Test(arguments: [0.4, 3.0, 50, 690, 195_000])
  func chiSquaredWithFourDegreesHasAClosedForm(_ x: Double) {
    let want = -x / 2 + log1p(x / 2)
    check(ChiSquared.logUpperTail(x, degreesOfFreedom: 4), want, within: 1e-13, "x = \(x)")
  }

  @Test(arguments: [0.01, 0.7, 2, 9, 30, 1000])
  func chiSquaredWithOneDegreeIsTheSquareOfANormal(_ z: Double) {
    let want = log(2.0) + Normal.logUpperTail(z)
    check(ChiSquared.logUpperTail(z * z, degreesOfFreedom: 1), want, within: 2e-13, "z = \(z)")
  }

  @Test(arguments: [-37.0, -3, -0.1, 0, 0.1, 2, 8])
  func theNormalIsSymmetric(_ z: Double) {
    #expect(abs(Normal.upperTail(z) + Normal.upperTail(-z) - 1) <= 1e-15)
  }

  @Test(arguments: [1e-300, 1e-30, 1e-5, 0.2, 0.5, 0.7, 0.99])
  func theNormalQuantileInvertsTheTail(_ p: Double) {
    let tail = Normal.upperTail(-Normal.quantile(p))
    #expect(abs(tail - p) <= 1e-12 * p)
  }

  @Test(arguments: [0.5, 7, 300, 2000, 1e6], [0.3, 0.9, 1, 1.01, 2])
  func theTailsSumToOne(_ size: Double, _ relative: Double) {
    let x = size * relative
    let gamma =
      GammaDistribution.upperTail(x, shape: size) + GammaDistribution.lowerTail(x, shape: size)
    let share = relative / (1 + relative)
    let beta =
      BetaDistribution.upperTail(share, a: size, b: size)
      + BetaDistribution.lowerTail(share, a: size, b: size)
    #expect(abs(gamma - 1) <= 1e-15)
    #expect(abs(beta - 1) <= 1e-15)
  }

  @Test(arguments: [(0.5, 3.0), (20, 4), (1500, 1100), (1e6, 30)], [0.125, 0.5, 0.75, 0.984375])
  func theBetaTailsAreEachOthersMirrorImage(_ parameters: (Double, Double), _ x: Double) {
    let (a, b) = parameters
    let upper = BetaDistribution.logUpperTail(x, a: a, b: b)
    let mirrored = BetaDistribution.logLowerTail(1 - x, a: b, b: a)
    check(upper, mirrored, within: 1e-12, "a = \(a), b = \(b), x = \(x)")
  }

  @Test(arguments: [0.01, 0.6, 1, 4, 90])
  func theTailsOfFAreReciprocal(_ f: Double) {
    let upper = FDistribution.logUpperTail(f, d1: 7.5, d2: 40)
    check(FDistribution.logLowerTail(1 / f, d1: 40, d2: 7.5), upper, within: 1e-13, "f = \(f)")
  }

  @Test(arguments: [0.1, 1, 3, 20])
  func theTailOfFWithTwoDegreesAboveIsAPower(_ f: Double) {
    let want = -4.5 * log1p(2 * f / 9)
    check(FDistribution.logUpperTail(f, d1: 2, d2: 9), want, within: 1e-13, "f = \(f)")
  }

  @Test(arguments: [-1e8, -2, 0.3, 5, 1e5, 1e200])
  func studentsTWithOneDegreeIsCauchys(_ t: Double) {
    let far = atan(1 / t) / .pi
    let want = t > 1 ? log(far) : t < -1 ? log1p(far) : log(0.5 - atan(t) / .pi)
    check(StudentT.logUpperTail(t, degreesOfFreedom: 1), want, within: 1e-13, "t = \(t)")
  }

  @Test(arguments: [-3, 0, 0.5, 4, 35])
  func studentsTWithoutEndIsNormal(_ t: Double) {
    let normal = Normal.logUpperTail(t)
    #expect(StudentT.logUpperTail(t, degreesOfFreedom: .infinity) == normal)
    check(StudentT.logUpperTail(t, degreesOfFreedom: 1e15), normal, within: 1e-9, "t = \(t)")
  }

  @Test func oneSideOfKolmogorovsIsHalfOfBothFarOut() {
    let both = Kolmogorov.logUpperTail(6)
    #expect(abs(Kolmogorov.logOneSided(6) + log(2.0) - both) <= 1e-13)
    #expect(Kolmogorov.logOneSided(0) == 0)
  }

  /// Where the method changes, at 4 standard deviations, at the mean and at shape 1000, too.
  @Test(arguments: [0.5, 1, 6.5, 999, 1000, 1e5, 1e8])
  func theTailsFall(_ size: Double) {
    var last = (gamma: 0.0, beta: 0.0, f: 0.0, t: 0.0)
    for step in -4600...4600 {
      let z = Double(step) / 1000
      let x = size + z * size.squareRoot()
      let next = (
        gamma: GammaDistribution.logUpperTail(x, shape: size),
        beta: BetaDistribution.logUpperTail(0.5 + z / 10 / size.squareRoot(), a: size, b: size),
        f: FDistribution.logUpperTail(1 + z / 5 / size.squareRoot(), d1: size, d2: 2 * size),
        t: StudentT.logUpperTail(z, degreesOfFreedom: size)
      )
      #expect(next.gamma <= last.gamma + 1e-14 && next.beta <= last.beta + 1e-14, "z = \(z)")
      #expect(next.f <= last.f + 1e-14 && next.t <= last.t + 1e-14, "z = \(z)")
      last = next
    }
  }

  @Test func theNormalAndKolmogorovTailsFall() {
    var last = (normal: 0.0, kolmogorov: 0.0)
    for step in -10_000...40_000 {
      let z = Double(step) / 1000
      let next = (normal: Normal.logUpperTail(z), kolmogorov: Kolmogorov.logUpperTail(z))
      #expect(next.normal <= last.normal && next.kolmogorov <= last.kolmogorov, "z = \(z)")
      last = next
    }
  }

  // MARK: - Edges

  @Test func notANumberGivesNotANumber() {
    let none = Double.nan
    #expect(Normal.logUpperTail(none).isNaN && Normal.upperTail(none).isNaN)
    #expect(Normal.quantile(none).isNaN)
    #expect(Kolmogorov.logUpperTail(none).isNaN && Kolmogorov.logOneSided(none).isNaN)
    for (x, p) in [(none, 2.0), (2, none), (none, none)] {
      #expect(GammaDistribution.logUpperTail(x, shape: p).isNaN)
      #expect(GammaDistribution.logLowerTail(x, shape: p).isNaN)
      #expect(ChiSquared.logUpperTail(x, degreesOfFreedom: p).isNaN)
      #expect(BetaDistribution.logUpperTail(x, a: p, b: 1).isNaN)
      #expect(BetaDistribution.logLowerTail(x, a: 1, b: p).isNaN)
      #expect(FDistribution.logUpperTail(x, d1: p, d2: 1).isNaN)
      #expect(FDistribution.logUpperTail(x, d1: 1, d2: p).isNaN)
      #expect(StudentT.logUpperTail(x, degreesOfFreedom: p).isNaN)
      #expect(StudentT.logTwoSided(x, degreesOfFreedom: p).isNaN)
    }
  }

  @Test(arguments: [0, -1, -Double.infinity])
  func parametersThatAreNotPositiveGiveNotANumber(_ p: Double) {
    #expect(GammaDistribution.logUpperTail(1, shape: p).isNaN)
    #expect(ChiSquared.logUpperTail(1, degreesOfFreedom: p).isNaN)
    #expect(BetaDistribution.logUpperTail(0.5, a: p, b: 1).isNaN)
    #expect(BetaDistribution.logUpperTail(0.5, a: 1, b: p).isNaN)
    #expect(FDistribution.logUpperTail(1, d1: p, d2: 1).isNaN)
    #expect(FDistribution.logUpperTail(1, d1: 1, d2: p).isNaN)
    #expect(StudentT.logUpperTail(1, degreesOfFreedom: p).isNaN)
    #expect(StudentT.logUpperTail(0, degreesOfFreedom: p).isNaN)
    #expect(StudentT.logTwoSided(1e200, degreesOfFreedom: p).isNaN)
  }

  @Test func nothingIsOverInfinity() {
    let end = Double.infinity
    #expect(Normal.logUpperTail(end) == -end && Normal.upperTail(end) == 0)
    #expect(Kolmogorov.logUpperTail(end) == -end && Kolmogorov.logOneSided(end) == -end)
    #expect(GammaDistribution.logUpperTail(end, shape: 3) == -end)
    #expect(ChiSquared.logUpperTail(end, degreesOfFreedom: 3) == -end)
    #expect(ChiSquared.upperTail(end, degreesOfFreedom: 3) == 0)
    #expect(BetaDistribution.logUpperTail(1, a: 2, b: 3) == -end)
    #expect(BetaDistribution.logUpperTail(end, a: 2, b: 3) == -end)
    #expect(FDistribution.logUpperTail(end, d1: 2, d2: 3) == -end)
    #expect(StudentT.logUpperTail(end, degreesOfFreedom: 3) == -end)
    #expect(StudentT.logTwoSided(-end, degreesOfFreedom: 3) == -end)
  }

  @Test func everythingIsOverTheLeastValue() {
    let end = Double.infinity
    #expect(Normal.logUpperTail(-end) == 0 && Normal.upperTail(-end) == 1)
    #expect(StudentT.logUpperTail(-end, degreesOfFreedom: 3) == 0)
    #expect(StudentT.logTwoSided(0, degreesOfFreedom: 3) == 0)
    for x in [0, -1, -end] {
      #expect(Kolmogorov.logUpperTail(x) == 0 && Kolmogorov.upperTail(x) == 1)
      #expect(GammaDistribution.logUpperTail(x, shape: 3) == 0)
      #expect(GammaDistribution.logLowerTail(x, shape: 3) == -end)
      #expect(ChiSquared.logUpperTail(x, degreesOfFreedom: 3) == 0)
      #expect(BetaDistribution.logUpperTail(x, a: 2, b: 3) == 0)
      #expect(FDistribution.logUpperTail(x, d1: 2, d2: 3) == 0)
    }
  }

  @Test func theNormalQuantileEndsAtTheInfinities() {
    #expect(Normal.quantile(0) == -.infinity && Normal.quantile(1) == .infinity)
    #expect(Normal.quantile(0.5) == 0)
    #expect(Normal.quantile(-0.1).isNaN && Normal.quantile(1.1).isNaN)
  }

  // MARK: -

  /// Compares logs of probabilities: relatively where the probability is near 1 or the log beyond
  /// doubles, and else absolutely, which is the relative error of the probability.
  private func check(
    _ got: Double, _ want: Double, within tolerance: Double, _ place: Comment,
    location: SourceLocation = #_sourceLocation
  ) {
    let size = abs(want) > 690 ? abs(want) / 690 : min(abs(want), 1)
    #expect(
      abs(got - want) <= tolerance * size + .leastNormalMagnitude,
      "\(place): \(got), not \(want)", sourceLocation: location)
  }
}

/// The expected values, as `Goldens/scripts/distributions.py` writes them.
private struct Golden: Decodable {
  let normal, quantile, kolmogorov, gamma, beta, f, t: [[Double]]

  static func read() throws -> Golden {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Goldens/distributions.json")
    return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
  }
}
