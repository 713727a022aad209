private import Foundation

/// Fisher's F distribution: the ratio of two independent chi-squared variables, each over its
/// degrees of freedom.
///
/// With d1 degrees above and d2 below its upper tail is `I_y(d2/2, d1/2)`, the regularised
/// incomplete beta function at `y = d2 / (d2 + d1 f)`; the degrees need not be whole.
///
/// Domain: d1 and d2 from 1 to 1e7, any f. There the tails are within a relative error of 1e-12 for
/// probabilities down to 1e-300; beyond, their logs are within a relative error of 1e-14. Other
/// positive degrees work and are less sure. At f of 0 and below the upper tail is 1, at infinity 0.
/// NaN for NaN, and for degrees that are not positive and finite.
///
/// Source: DLMF 8.17.2; N. Johnson, S. Kotz, N. Balakrishnan, "Continuous univariate
/// distributions", volume 2 (1995), chapter 27.
///
/// - Complexity: O(1).
public enum FDistribution {
  /// The log of the probability of a value over `f`.
  public static func logUpperTail(_ f: Double, d1: Double, d2: Double) -> Double {
    tails(f, d1, d2).upper
  }

  /// The log of the probability of a value up to `f`.
  public static func logLowerTail(_ f: Double, d1: Double, d2: Double) -> Double {
    tails(f, d1, d2).lower
  }

  /// The probability of a value over `f`.
  public static func upperTail(_ f: Double, d1: Double, d2: Double) -> Double {
    exp(logUpperTail(f, d1: d1, d2: d2))
  }

  /// The log of the upper tail where f is so large that only the power of it counts, given the log
  /// of f, since f itself may overflow.
  static func logFarTail(logF: Double, _ d1: Double, _ d2: Double) -> Double {
    let a = d1 / 2
    let b = d2 / 2
    return b * (log(d2) - log(d1) - logF) - log(b) - logBeta(a, b)
  }

  private static func tails(_ f: Double, _ d1: Double, _ d2: Double) -> LogTails {
    if f.isNaN || !(d1 > 0 && d2 > 0 && d1 + d2 < .infinity) { return .undefined }
    if f <= 0 { return LogTails(lower: -.infinity) }
    if f == .infinity { return LogTails(upper: -.infinity) }
    // Both shares are computed from the ratio, and the distance to the mean from f - 1, so that
    // none of them is a difference of rounded numbers.
    if f > 1e280 { return LogTails(upper: logFarTail(logF: log(f), d1, d2)) }
    let ratio = f * (d1 / d2)
    let x = ratio <= 1 ? ratio / (1 + ratio) : 1 / (1 + 1 / ratio)
    let y = 1 / (1 + ratio)
    let a = d1 / 2
    return IncompleteBeta.tails(x: x, y: y, t: a * y * (f - 1), a: a, b: d2 / 2)
  }
}
