private import Foundation

/// Student's t distribution.
///
/// The probability of a value beyond t on either side is the upper tail of ``FDistribution`` with
/// 1 and `degreesOfFreedom` degrees at t squared; one side has half of it.
///
/// Domain: degrees of freedom from 1 to 1e8, whole or not, any t. There the tails are within a
/// relative error of 1e-12 for probabilities down to 1e-300; beyond, their logs are within a
/// relative error of 1e-14. With infinitely many degrees it is the normal distribution. NaN for
/// NaN, and for degrees that are not positive.
///
/// Source: DLMF 8.17.2; N. Johnson, S. Kotz, N. Balakrishnan, "Continuous univariate
/// distributions", volume 2 (1995), chapter 28.
///
/// - Complexity: O(1).
public enum StudentT {
  /// The log of the probability of a value over `t`.
  public static func logUpperTail(_ t: Double, degreesOfFreedom: Double) -> Double {
    if degreesOfFreedom == .infinity { return Normal.logUpperTail(t) }
    if t == 0, degreesOfFreedom > 0 { return -log2 }
    let side = logTwoSided(t, degreesOfFreedom: degreesOfFreedom) - log2
    return t > 0 ? side : log1p(-exp(side))
  }

  /// The log of the probability of a value further from zero than `t` is.
  public static func logTwoSided(_ t: Double, degreesOfFreedom: Double) -> Double {
    let size = abs(t)
    if degreesOfFreedom == .infinity { return min(Normal.logUpperTail(size) + log2, 0) }
    if size > 1e140, size < .infinity, degreesOfFreedom > 0 {
      // The square would overflow.
      return FDistribution.logFarTail(logF: 2 * log(size), 1, degreesOfFreedom)
    }
    return FDistribution.logUpperTail(t * t, d1: 1, d2: degreesOfFreedom)
  }

  /// The probability of a value over `t`.
  public static func upperTail(_ t: Double, degreesOfFreedom: Double) -> Double {
    exp(logUpperTail(t, degreesOfFreedom: degreesOfFreedom))
  }

  private static let log2 = 0.693_147_180_559_945_3
}
