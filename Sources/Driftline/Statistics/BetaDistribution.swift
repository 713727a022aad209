private import Foundation

/// The beta distribution, whose tails are the regularised incomplete beta functions.
///
/// Its lower tail is `I_x(a, b) = integral from 0 to x of t^(a-1) (1-t)^(b-1) dt / B(a, b)`, its
/// upper tail `1 - I_x(a, b) = I_(1-x)(b, a)`. Each is computed directly where it is small.
///
/// Domain: a and b from 0.5 to 1e7, any x. There the tails are within a relative error of 1e-12
/// for probabilities down to 1e-300; beyond, their logs are within a relative error of 1e-14. Other
/// positive parameters work and are less sure. At x of 0 and below the upper tail is 1, at x of 1
/// and above 0. NaN for NaN, and for parameters that are not positive and finite.
///
/// Source: DLMF 8.17.1, 8.17.2; the method is described at `IncompleteBeta`.
///
/// - Complexity: O(1).
public enum BetaDistribution {
  /// The log of the probability of a value over `x`.
  public static func logUpperTail(_ x: Double, a: Double, b: Double) -> Double {
    tails(x, a, b).upper
  }

  /// The log of the probability of a value up to `x`.
  public static func logLowerTail(_ x: Double, a: Double, b: Double) -> Double {
    tails(x, a, b).lower
  }

  /// The probability of a value over `x`.
  public static func upperTail(_ x: Double, a: Double, b: Double) -> Double {
    exp(logUpperTail(x, a: a, b: b))
  }

  /// The probability of a value up to `x`.
  public static func lowerTail(_ x: Double, a: Double, b: Double) -> Double {
    exp(logLowerTail(x, a: a, b: b))
  }

  private static func tails(_ x: Double, _ a: Double, _ b: Double) -> LogTails {
    if x.isNaN || !(a > 0 && b > 0 && a + b < .infinity) { return .undefined }
    // t = (a + b) x - a with the rounding errors of the sum and of the product put back: at large
    // parameters they would show in the tail.
    let n = a + b
    let large = max(a, b)
    let sumError = min(a, b) - (n - large)
    let product = n * x
    let productError = (-product).addingProduct(n, x)
    let t = (product - a) + (productError + sumError * x)
    return IncompleteBeta.tails(x: x, y: 1 - x, t: t, a: a, b: b)
  }
}
