private import Foundation

/// The gamma distribution of scale 1, whose tails are the regularised incomplete gamma functions.
///
/// With X the sum of `shape` independent exponential variables of mean 1, its upper tail is
/// `Q(shape, x) = integral from x to infinity of t^(shape-1) exp(-t) dt / Gamma(shape)`, and its
/// lower tail `P = 1 - Q`. Each is computed directly where it is small.
///
/// Domain: shapes from 0.5 to 1e8, any x. There the tails are within a relative error of 1e-12 for
/// probabilities down to 1e-300; beyond, their logs are within a relative error of 1e-14. Other
/// positive shapes work and are less sure. At x of 0 and below the upper tail is 1. NaN for NaN,
/// and for a shape that is not positive and finite.
///
/// Source: DLMF 8.2.4; the method is described at `IncompleteGamma`.
///
/// - Complexity: O(1).
public enum GammaDistribution {
  /// The log of the probability of a value over `x`.
  public static func logUpperTail(_ x: Double, shape: Double) -> Double {
    IncompleteGamma.tails(x, shape: shape).upper
  }

  /// The log of the probability of a value up to `x`.
  public static func logLowerTail(_ x: Double, shape: Double) -> Double {
    IncompleteGamma.tails(x, shape: shape).lower
  }

  /// The probability of a value over `x`.
  public static func upperTail(_ x: Double, shape: Double) -> Double {
    exp(logUpperTail(x, shape: shape))
  }

  /// The probability of a value up to `x`.
  public static func lowerTail(_ x: Double, shape: Double) -> Double {
    exp(logLowerTail(x, shape: shape))
  }
}
