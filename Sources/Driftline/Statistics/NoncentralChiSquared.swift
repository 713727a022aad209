private import Foundation

/// The noncentral chi-squared distribution: the sum of squares of independent normal variables of
/// variance 1, whose means have the sum of squares `noncentrality`.
///
/// A mixture of chi-squared distributions with 2 j more degrees of freedom, j from a Poisson
/// distribution of mean `noncentrality / 2`. The terms are positive and rise to one peak, from which
/// they are added up both ways. Domain and accuracy are those of ``ChiSquared``, for a noncentrality
/// up to 1e8. NaN for NaN, and for a noncentrality that is negative or infinite.
///
/// Source: N. Johnson, S. Kotz, N. Balakrishnan, "Continuous univariate distributions", volume 2
/// (1995), chapter 29.
///
/// - Complexity: O(sqrt(noncentrality + x)) chi-squared tails.
public enum NoncentralChiSquared {
  /// The log of the probability of a value over `x`.
  public static func logUpperTail(
    _ x: Double, degreesOfFreedom: Double, noncentrality: Double
  ) -> Double {
    logMixture(noncentrality) {
      ChiSquared.logUpperTail(x, degreesOfFreedom: degreesOfFreedom + 2 * $0)
    }
  }

  /// The log of the probability of a value up to `x`.
  public static func logLowerTail(
    _ x: Double, degreesOfFreedom: Double, noncentrality: Double
  ) -> Double {
    logMixture(noncentrality) {
      ChiSquared.logLowerTail(x, degreesOfFreedom: degreesOfFreedom + 2 * $0)
    }
  }

  /// The probability of a value over `x`.
  public static func upperTail(
    _ x: Double, degreesOfFreedom: Double, noncentrality: Double
  ) -> Double {
    exp(
      logUpperTail(x, degreesOfFreedom: degreesOfFreedom, noncentrality: noncentrality))
  }

  private static func logMixture(
    _ noncentrality: Double, _ logTail: (Double) -> Double
  ) -> Double {
    guard noncentrality >= 0, noncentrality < .infinity else { return .nan }
    let mean = noncentrality / 2
    if mean == 0 { return logTail(0) }
    func term(_ j: Double) -> Double {
      j * log(mean) - mean - logGamma(j + 1) + logTail(j)
    }
    // The peak: terms rise before it and fall behind it.
    var low = 0.0
    var high = 1.0
    while high < 1e9 && term(high) > term(high - 1) { (low, high) = (high, 2 * high) }
    while high - low > 1 {
      let middle = ((low + high) / 2).rounded(.down)
      if term(middle) > term(middle - 1) { low = middle } else { high = middle }
    }
    let peak = term(low)
    if !peak.isFinite { return peak }
    var sum = 1.0
    var j = low + 1
    while true {
      let share = exp(term(j) - peak)
      sum += share
      if share < 1e-17 * sum { break }
      j += 1
    }
    j = low - 1
    while j >= 0 {
      let share = exp(term(j) - peak)
      sum += share
      if share < 1e-17 * sum { break }
      j -= 1
    }
    return peak + log(sum)
  }
}
