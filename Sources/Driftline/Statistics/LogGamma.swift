private import Foundation

/// The log of the gamma function for positive arguments.
///
/// Unlike C's `lgamma` it writes no global, so threads may call it at once. The relative error is a
/// few rounding errors. NaN for arguments that are not positive; infinity for infinity.
///
/// - Complexity: O(1).
package func logGamma(_ x: Double) -> Double {
  guard x > 0 else { return .nan }
  if x == .infinity { return x }
  return lgamma(x).0
}

/// What Stirling's formula leaves out:
/// `logGamma(x + 1) - (x + 1/2) log(x) + x - log(2 pi) / 2`, about `1 / (12 x)`.
///
/// Tails of gamma and beta distributions with large parameters need this small number rather than
/// `logGamma` itself, whose size would cost all digits. The absolute error is below 1e-14 for x
/// from 1e-3, and below 1e-16 from 8 on. NaN for arguments that are not positive.
///
/// Source: DLMF 5.11.1, and C. Loader, "Fast and accurate computation of binomial probabilities"
/// (2000), section 3.
///
/// - Complexity: O(1).
package func stirlingCorrection(_ x: Double) -> Double {
  guard x > 0 else { return .nan }
  if x < 8 {
    return logGamma(x + 1) - (x + 0.5) * log(x) + x - halfLogTwoPi
  }
  let q = 1 / (x * x)
  var sum = -3617.0 / 122400
  sum = sum * q + 1.0 / 156
  sum = sum * q - 691.0 / 360360
  sum = sum * q + 1.0 / 1188
  sum = sum * q - 1.0 / 1680
  sum = sum * q + 1.0 / 1260
  sum = sum * q - 1.0 / 360
  sum = sum * q + 1.0 / 12
  return sum / x
}

/// Half the log of two pi.
let halfLogTwoPi = 0.918_938_533_204_672_74

/// The log of the number of ways to choose k things of n; minus infinity unless 0 <= k <= n.
///
/// The relative error is a few rounding errors also where n is large, as the digits that the three
/// factorials have in common are never computed.
///
/// Source: Loader (2000) as for ``stirlingCorrection(_:)``.
///
/// - Complexity: O(1).
package func logBinomial(_ n: Int, _ k: Int) -> Double {
  guard k >= 0, k <= n else { return -.infinity }
  let few = Double(min(k, n - k))
  if few == 0 { return 0 }
  let all = Double(n)
  if few == 1 { return log(all) }
  let many = all - few
  let entropy = few * log(all / few) - many * log1p(-few / all)
  let corrections =
    stirlingCorrection(all) - stirlingCorrection(few) - stirlingCorrection(many)
  return entropy + 0.5 * log(all / (few * many)) - halfLogTwoPi + corrections
}

/// The log of the beta function, for positive parameters; NaN for others.
///
/// The absolute error is a few rounding errors of the largest of `a`, `b` and the result, where the
/// smaller of them is large, and of the result elsewhere.
///
/// - Complexity: O(1).
package func logBeta(_ a: Double, _ b: Double) -> Double {
  guard a > 0, b > 0 else { return .nan }
  let few = min(a, b)
  let many = max(a, b)
  if many < 8 { return logGamma(few) + logGamma(many) - logGamma(few + many) }
  let all = few + many
  let entropy = few * log(all / few) + many * log1p(few / many)
  let corrections =
    stirlingCorrection(few) + stirlingCorrection(many) - stirlingCorrection(all)
  return halfLogTwoPi + 0.5 * log(all / (few * many)) - entropy + corrections
}

/// The deviance `u - log(1 + u)`, without cancellation near u = 0, where it is `u^2 / 2`.
///
/// Densities of gamma and beta distributions are exponentials of this function times their
/// parameters. The relative error is a few rounding errors.
///
/// With v = u / (2 + u), `log(1 + u)` is `2 atanh(v)`, and `u - 2 v = u v`; the rest is a series in
/// the square of v.
///
/// Source: Loader (2000) as for ``stirlingCorrection(_:)``, section 4; DLMF 4.6.4.
///
/// - Parameters:
///   - u: a number of -1 or more.
///   - ratio: 1 + u, as precisely as it is known: near u = -1 the rounding of u would spoil it.
/// - Returns: u - log(1 + u), which is 0 or more.
/// - Complexity: O(1).
@inline(__always)
func deviance(_ u: Double, ratio: Double) -> Double {
  if u < -0.4 || u > 0.7 { return u - log(ratio) }
  let v = u / (2 + u)
  let q = v * v
  var sum = 0.0
  if q > 0.0036 {
    sum = 1.0 / 29
    sum = sum * q + 1.0 / 27
    sum = sum * q + 1.0 / 25
    sum = sum * q + 1.0 / 23
    sum = sum * q + 1.0 / 21
    sum = sum * q + 1.0 / 19
    sum = sum * q + 1.0 / 17
  }
  sum = sum * q + 1.0 / 15
  sum = sum * q + 1.0 / 13
  sum = sum * q + 1.0 / 11
  sum = sum * q + 1.0 / 9
  sum = sum * q + 1.0 / 7
  sum = sum * q + 1.0 / 5
  sum = sum * q + 1.0 / 3
  return v * (u - 2 * q * sum)
}
