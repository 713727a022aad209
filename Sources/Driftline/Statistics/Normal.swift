private import Foundation

/// The standard normal distribution.
public enum Normal {
  /// The log of the probability of a value over `z`.
  ///
  /// The relative error of the log is below 1e-15 from z = 1 on; where the tail is near 1, that of
  /// what is missing to 1 is below 1e-13. Minus infinity only where z is over 1e154. NaN for NaN.
  ///
  /// Formula: `log(erfc(z / sqrt(2)) / 2)`; from z = 5 on the continued fraction of Mills' ratio.
  ///
  /// Source: DLMF 7.2.2, 7.9.1; the latter is due to Laplace.
  ///
  /// - Complexity: O(1).
  public static func logUpperTail(_ z: Double) -> Double {
    if z < -1 { return log1p(-0.5 * erfc(-z * rootHalf)) }
    if z < 5 { return log(0.5 * erfc(z * rootHalf)) }
    if z == .infinity { return -.infinity }
    return -0.5 * z * z - halfLogTwoPi + log(millsRatio(z))
  }

  /// The probability of a value over `z`, within a relative error of 2e-13; NaN for NaN.
  ///
  /// - Complexity: O(1).
  public static func upperTail(_ z: Double) -> Double {
    z < 5 ? 0.5 * erfc(z * rootHalf) : exp(logUpperTail(z))
  }

  /// The value below which a share `p` of the distribution lies, for p in 0...1.
  ///
  /// Within a relative error of 1e-15 or so for p from 1e-300 up to 1 - 1e-16. Minus infinity for 0,
  /// infinity for 1, NaN outside of 0...1.
  ///
  /// Source: M. Wichura, algorithm AS 241, Applied Statistics 37 (1988), DOI 10.2307/2347330,
  /// routine PPND16.
  ///
  /// - Complexity: O(1).
  public static func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    let q = p - 0.5
    if abs(q) <= 0.425 { return q * ratio(0.180625 - q * q, middle) }
    let tail = min(p, 1 - p)
    if tail == 0 { return q < 0 ? -.infinity : .infinity }
    let r = (-log(tail)).squareRoot()
    let size = r <= 5 ? ratio(r - 1.6, near) : ratio(r - 5, far)
    return q < 0 ? -size : size
  }

  private static let rootHalf = 0.707_106_781_186_547_5

  /// The upper tail over the density, for z of 5 or more.
  private static func millsRatio(_ z: Double) -> Double {
    var tail = 0.0
    var n = (z < 8 ? 56 : z < 20 ? 24 : 8) as Double
    while n > 0 {
      tail = n / (z + tail)
      n -= 1
    }
    return 1 / (z + tail)
  }

  /// A quotient of two polynomials of degree 7, whose coefficients follow each other from the
  /// lowest power up: those above, and then those below.
  private static func ratio(_ x: Double, _ coefficients: [16 of Double]) -> Double {
    var above = 0.0
    var below = 0.0
    for power in stride(from: 7, through: 0, by: -1) {
      above = above * x + coefficients[power]
      below = below * x + coefficients[8 + power]
    }
    return above / below
  }

  private static let middle: [16 of Double] = [
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
    1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
    3.3430575583588128105e4, 2.5090809287301226727e3,
    1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
    2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
    5.2264952788528545610e3,
  ]

  private static let near: [16 of Double] = [
    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
    3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
    2.27238449892691845833e-2, 7.74545014278341407640e-4,
    1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
    1.05075007164441684324e-9,
  ]

  private static let far: [16 of Double] = [
    6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
    2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
    2.71155556874348757815e-5, 2.01033439929228813265e-7,
    1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
    2.04426310338993978564e-15,
  ]
}
