private import Foundation

/// Kolmogorov's distribution: the largest distance of a Brownian bridge from zero.
///
/// It is what the Kolmogorov-Smirnov statistic, times the root of the number of values, tends to.
///
/// Source: N. Smirnov, Ann. Math. Statist. 19 (1948), DOI 10.1214/aoms/1177730256; the two series
/// are one by the transformation of theta functions, DLMF 20.7(viii).
///
/// - Complexity: O(1).
public enum Kolmogorov {
  /// The log of the probability that the distance is over `lambda`, on either side.
  ///
  /// Formula: `Q = 2 sum over k of (-1)^(k-1) exp(-2 k^2 lambda^2)` from lambda = 0.9 on, and below
  /// `1 - sqrt(2 pi) / lambda sum over k of exp(-(2k-1)^2 pi^2 / (8 lambda^2))`.
  ///
  /// The relative error of the log is below 1e-14 for lambda from 0.2 to 1e150, and below 1e-12
  /// under it, where the tail is 1 to all digits. 0 where lambda is 0 or less. NaN for NaN.
  public static func logUpperTail(_ lambda: Double) -> Double {
    if lambda <= 0 { return 0 }
    let square = lambda * lambda
    if lambda < 0.9 {
      let q = exp(-Double.pi * Double.pi / (8 * square))
      let lower = (2 * Double.pi).squareRoot() / lambda * q * (1 + power8(q) * (1 + power8(q * q)))
      return q == 0 ? 0 : log1p(-lower)
    }
    let q = exp(-2 * square)
    let cube = q * q * q
    return 0.693_147_180_559_945_3 - 2 * square
      + log1p(-cube * (1 - cube * q * q * (1 - cube * cube * q)))
  }

  /// The probability that the distance is over `lambda`, on either side.
  public static func upperTail(_ lambda: Double) -> Double {
    exp(logUpperTail(lambda))
  }

  /// The log of the probability that the distance is over `lambda` on one given side.
  ///
  /// It is `-2 lambda^2`, exactly; 0 where lambda is 0 or less. NaN for NaN.
  public static func logOneSided(_ lambda: Double) -> Double {
    lambda <= 0 ? 0 : -2 * lambda * lambda
  }

  private static func power8(_ x: Double) -> Double {
    let square = x * x
    let fourth = square * square
    return fourth * fourth
  }
}
