private import Foundation

/// The two tails of a distribution, of which one was computed and the other follows.
///
/// The computed one is below the mean's or above, whichever is on the far side, so neither suffers
/// from cancellation.
struct LogTails {
  /// The log of the lower tail.
  let lower: Double
  /// The log of the upper tail.
  let upper: Double

  /// Tails of which the lower is known.
  init(lower: Double) {
    self.lower = min(lower, 0)
    upper = log1mexp(min(lower, 0))
  }

  /// Tails of which the upper is known.
  init(upper: Double) {
    self.upper = min(upper, 0)
    lower = log1mexp(min(upper, 0))
  }

  /// Neither tail is defined.
  static let undefined = LogTails(lower: .nan)
}

/// The regularised incomplete gamma functions P (lower) and Q (upper), as logs.
///
/// Both are the density's value, in Loader's saddle-point form, times a factor. Which tail is
/// computed depends on the side of x on which the mean is; the factor is
/// - for shapes from 1000 on and x within 4 standard deviations, an integral over 24 nodes;
/// - below 1 or the shape, whichever is larger, the continued fraction of P, which converges in
///   the number of steps that the distance to the mean allows, rather than the power series, whose
///   number of terms grows with the root of the shape;
/// - elsewhere the continued fraction of Q.
///
/// Source: DLMF 8.2.4, 8.9.2; C. Loader, "Fast and accurate computation of binomial probabilities"
/// (2000); A. DiDonato, A. Morris, ACM TOMS 18 (1992), DOI 10.1145/131766.131776, equation (9).
enum IncompleteGamma {
  static func tails(_ x: Double, shape a: Double) -> LogTails {
    if x.isNaN || !(a > 0) || a == .infinity { return .undefined }
    if x <= 0 { return LogTails(lower: -.infinity) }
    if x == .infinity { return LogTails(upper: -.infinity) }
    let t = x - a
    let exponent = a * deviance(t / a, ratio: x / a)
    // The log of x times the density.
    let logDensity = 0.5 * log(a) - halfLogTwoPi - exponent - stirlingCorrection(a)
    let deviation = a.squareRoot()
    let distance = abs(t) / deviation
    if a >= 1000, distance <= 4 {
      let sign: Double = t < 0 ? -1 : 1
      let integral = tailIntegral(distance: distance, deviation: deviation) { step in
        let s = t + sign * step
        let u = s / a
        return exp(exponent - a * deviance(u, ratio: 1 + u)) / (a + s)
      }
      let value = logDensity + log(integral)
      return t < 0 ? LogTails(lower: value) : LogTails(upper: value)
    }
    if x < max(a, 1) {
      return LogTails(lower: logDensity + log(lowerFraction(x, a, t)))
    }
    return LogTails(upper: logDensity + log(upperFraction(a, t)))
  }
  /// What x times the density is to be multiplied by to give P.
  ///
  /// It is the even part of the continued fraction of DLMF 13.5.1 for M(1, a + 1, x), which is the
  /// limit of that of the incomplete beta function.
  private static func lowerFraction(_ x: Double, _ a: Double, _ t: Double) -> Double {
    let c = 1 - t
    var fraction = ContinuedFraction(first: c / (1 + 1 / a))
    var n = 1.0
    while true {
      let s = a + 2 * n - 1
      let e = a / s
      let alpha = (1 + (n - 1) / a) * (e * e) * (x / a) * (n * x)
      let beta = n + n * x / s + (a + n) / (s + 2) * (c + 2 * n)
      if fraction.step(alpha, beta) { return 1 / fraction.value }
      n += 1
    }
  }

  /// What x times the density is to be multiplied by to give Q: the even part of Legendre's
  /// continued fraction.
  private static func upperFraction(_ a: Double, _ t: Double) -> Double {
    var fraction = ContinuedFraction(first: 1 + t)
    var n = 1.0
    while true {
      if fraction.step(n * (a - n), 1 + t + 2 * n) { return 1 / fraction.value }
      n += 1
    }
  }
}
