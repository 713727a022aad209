private import Foundation

/// The chi-squared distribution: the sum of squares of independent standard normal variables.
///
/// Its upper tail is `Q(degreesOfFreedom / 2, x / 2)`, the regularised incomplete gamma function;
/// the degrees of freedom need not be whole. Domain and accuracy are those of
/// ``GammaDistribution``, so from 1 to 2e8 degrees. At x of 0 and below the upper tail is 1, at
/// infinity 0. NaN for NaN, and for degrees of freedom that are not positive and finite.
///
/// Source: DLMF 8.2.4; N. Johnson, S. Kotz, N. Balakrishnan, "Continuous univariate
/// distributions", volume 1 (1994), chapter 18.
///
/// - Complexity: O(1).
public enum ChiSquared {
  /// The log of the probability of a value over `x`.
  public static func logUpperTail(_ x: Double, degreesOfFreedom: Double) -> Double {
    GammaDistribution.logUpperTail(x / 2, shape: degreesOfFreedom / 2)
  }

  /// The log of the probability of a value up to `x`.
  public static func logLowerTail(_ x: Double, degreesOfFreedom: Double) -> Double {
    GammaDistribution.logLowerTail(x / 2, shape: degreesOfFreedom / 2)
  }

  /// The probability of a value over `x`.
  public static func upperTail(_ x: Double, degreesOfFreedom: Double) -> Double {
    exp(logUpperTail(x, degreesOfFreedom: degreesOfFreedom))
  }
}
