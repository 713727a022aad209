private import Foundation

/// The regularised incomplete beta functions I_x(a, b) (lower) and I_y(b, a) (upper), as logs.
///
/// As in ``IncompleteGamma`` they are the density's value, in Loader's saddle-point form, times a
/// factor: an integral over 24 nodes where both parameters are 1000 or more and x is within 4
/// standard deviations of the mean, and elsewhere a continued fraction of the tail on the far side.
///
/// Source: DLMF 8.17.1, 8.17.22; C. Loader, "Fast and accurate computation of binomial
/// probabilities" (2000); A. DiDonato, A. Morris, ACM TOMS 18 (1992), DOI
/// 10.1145/131766.131776, equation (9).
enum IncompleteBeta {
  /// The tails at a point x.
  ///
  /// The point is given in three ways, which agree, because each is needed without the rounding
  /// errors of computing it from the others.
  ///
  /// - Parameters:
  ///   - x: the point, in 0...1.
  ///   - y: 1 - x.
  ///   - t: (a + b) x - a, which is b - (a + b) y.
  ///   - a: the first parameter, positive and finite.
  ///   - b: the second parameter, positive and finite.
  /// - Returns: the logs of I_x(a, b) and of 1 - I_x(a, b).
  static func tails(x: Double, y: Double, t: Double, a: Double, b: Double) -> LogTails {
    if x <= 0 { return LogTails(lower: -.infinity) }
    if y <= 0 { return LogTails(upper: -.infinity) }
    let n = a + b
    let exponent =
      a * deviance(t / a, ratio: x * (n / a)) + b * deviance(-t / b, ratio: y * (n / b))
    let corrections = stirlingCorrection(n) - stirlingCorrection(a) - stirlingCorrection(b)
    // The log of x y times the density.
    let logDensity = 0.5 * log(a * (b / n)) - halfLogTwoPi - exponent + corrections
    let deviation = (a * (b / n)).squareRoot()
    let distance = abs(t) / deviation
    if min(a, b) >= 1000, distance <= 4 {
      let sign: Double = t < 0 ? -1 : 1
      let integral = tailIntegral(distance: distance, deviation: deviation) { step in
        let s = t + sign * step
        let u = s / a
        let v = -s / b
        let further = a * deviance(u, ratio: 1 + u) + b * deviance(v, ratio: 1 + v)
        return exp(exponent - further) / ((1 + u) * (1 + v))
      }
      let value = logDensity + log(integral * (n / a / b))
      return t < 0 ? LogTails(lower: value) : LogTails(upper: value)
    }
    if t <= 0 {
      return LogTails(lower: logDensity + log(factor(x, y, -t, a, b)))
    }
    return LogTails(upper: logDensity + log(factor(y, x, t, b, a)))
  }

  /// What x y times the density is to be multiplied by to give I_x(a, b), where x is at most the
  /// mean and `lambda`, a - (a + b) x, so not negative.
  private static func factor(
    _ x: Double, _ y: Double, _ lambda: Double, _ a: Double, _ b: Double
  ) -> Double {
    let c = 1 + lambda
    var fraction = ContinuedFraction(first: c / (1 + 1 / a))
    var n = 1.0
    while true {
      let s = a + 2 * n - 1
      let e = a / s
      let p = 1 + (n - 1) / a
      let w = n * (b - n) * x
      let alpha = p * (p + b / a) * (e * e) * (w * x)
      let beta = n + w / s + (a + n) / (s + 2) * (c + n * (1 + y))
      if fraction.step(alpha, beta) { return 1 / fraction.value }
      n += 1
    }
  }
}
