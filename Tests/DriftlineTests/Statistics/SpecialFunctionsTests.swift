import Driftline
import Foundation
import Testing

/// Gamma, beta and binomial functions against `Goldens/special_functions.json`, and sums of logs.
@Suite struct SpecialFunctionsTests {
  @Test func logGammaAgreesWithMpmath() throws {
    for row in try SpecialFunctions.read().logGamma {
      let got = logGamma(row[0])
      #expect(abs(got - row[1]) <= 5e-15 * max(abs(row[1]), 1e-3), "x = \(row[0]): \(got)")
    }
  }

  @Test func stirlingsCorrectionAgreesWithMpmath() throws {
    for row in try SpecialFunctions.read().stirling {
      let tolerance = row[0] < 8 ? 1e-14 : 1e-16
      let got = stirlingCorrection(row[0])
      #expect(abs(got - row[1]) <= tolerance, "x = \(row[0]): \(got)")
    }
  }

  @Test func logBetaAgreesWithMpmath() throws {
    for row in try SpecialFunctions.read().logBeta {
      let (a, b, want) = (row[0], row[1], row[2])
      let got = logBeta(a, b)
      #expect(abs(got - want) <= 1e-14 * max(abs(want), 1), "a = \(a), b = \(b): \(got)")
      #expect(logBeta(b, a) == got)
    }
  }

  @Test func logBinomialAgreesWithMpmath() throws {
    for row in try SpecialFunctions.read().logBinomial {
      let (n, k, want) = (Int(row[0]), Int(row[1]), row[2])
      let got = logBinomial(n, k)
      #expect(abs(got - want) <= 1e-14 * max(want, 1), "n = \(n), k = \(k): \(got)")
      #expect(logBinomial(n, n - k) == got)
    }
  }

  @Test func thereIsNoWayToChooseMoreThanThereAre() {
    #expect(logBinomial(5, 6) == -.infinity && logBinomial(5, -1) == -.infinity)
    #expect(logBinomial(0, 0) == 0)
  }

  @Test(arguments: [0, -0.5, -3, -Double.infinity, .nan])
  func thereIsNoGammaOfWhatIsNotPositive(_ x: Double) {
    #expect(logGamma(x).isNaN && stirlingCorrection(x).isNaN && logBeta(x, 1).isNaN)
  }

  @Test func sumsOfLogsNeitherOverflowNorUnderflow() {
    #expect(abs(logAddExp(1000, 1000) - (1000 + log(2.0))) <= 1e-12)
    #expect(abs(logAddExp(-2000, -1999) - (-1999 + log1p(exp(-1.0)))) <= 1e-12)
    #expect(logAddExp(-.infinity, -5) == -5)
    #expect(logAddExp(-.infinity, -.infinity) == -.infinity)
    #expect(logAddExp(.infinity, -.infinity) == .infinity)
    #expect(logAddExp(.nan, 1).isNaN && logAddExp(1, .nan).isNaN)
  }

  @Test func theComplementOfALogKeepsItsDigits() {
    #expect(log1mexp(-1e-20) == log(1e-20))
    #expect(abs(log1mexp(-50) + exp(-50.0)) <= 1e-36)
    #expect(abs(log1mexp(-log(2.0)) + log(2.0)) <= 1e-15)
    #expect(log1mexp(-.infinity) == 0 && log1mexp(0) == -.infinity)
    #expect(log1mexp(1).isNaN && log1mexp(.nan).isNaN)
  }
}

/// The expected values, as `Goldens/scripts/special_functions.py` writes them.
private struct SpecialFunctions: Decodable {
  let logGamma, stirling, logBeta, logBinomial: [[Double]]

  static func read() throws -> SpecialFunctions {
    try Golden.load("special_functions.json")
  }
}
