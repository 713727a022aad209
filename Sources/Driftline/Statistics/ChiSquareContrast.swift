private import Foundation

/// A weighted sum of independent chi-squared variables, each with one weight and degrees of freedom.
///
/// The law of quadratic forms in normal variables, and at 0 of their ratios.
package struct ChiSquareContrast: Sendable {
  /// Weights with the degrees of freedom of the variables that have them.
  private let terms: [(weight: Double, degrees: Double)]

  /// The sum with the given weights.
  package init(_ terms: [(weight: Double, degrees: Double)]) {
    self.terms = terms.filter { $0.degrees > 0 && $0.weight != 0 }
  }

  /// The natural logarithm of the probability that the sum is positive.
  ///
  /// The inversion integral of exp(K(s)) / s, K the cumulant generating function, along the vertical
  /// line through the saddle point, on the scale of its curvature and with the arguments spread by
  /// sinh: the trapezoid rule then has a relative error of about 1e-12, however small the probability.
  ///
  /// Source: S. O. Rice, SIAM J. Scientific and Statistical Computing 1 (1980),
  /// DOI 10.1137/0901034; J. P. Imhof, Biometrika 48 (1961), DOI 10.1093/biomet/48.3-4.419.
  ///
  /// - Complexity: O(k) for k weights, some hundred logarithms each.
  package func logProbabilityPositive() -> Double {
    guard let largest = terms.map(\.weight).max(), let smallest = terms.map(\.weight).min() else {
      return 0
    }
    if smallest > 0 { return 0 }
    if largest < 0 { return -.infinity }
    let point = saddlePoint(below: 0.5 / largest)
    let width = 1 / curvature(at: point).squareRoot()
    let step = 0.125
    var sum = 0.5 * width
    var index = 1
    while index < 4_000 {
      let x = step * Double(index)
      let value = relative(point, width * sinh(x))
      let weight = width * cosh(x)
      sum += weight * value.size * cos(value.phase)
      if weight * value.size < 1e-17 * abs(sum) { break }
      index += 1
    }
    let size = log(max(sum * step / .pi, .leastNormalMagnitude))
    return min(0, exponent(at: point) + size)
  }

  /// K(s) - log s.
  private func exponent(at s: Double) -> Double {
    terms.reduce(-log(s)) { $0 - 0.5 * $1.degrees * log1p(-2 * $1.weight * s) }
  }

  private func slope(at s: Double) -> Double {
    terms.reduce(-1 / s) { $0 + $1.degrees * $1.weight / (1 - 2 * $1.weight * s) }
  }

  private func curvature(at s: Double) -> Double {
    terms.reduce(1 / (s * s)) { sum, term in
      let part = term.weight / (1 - 2 * term.weight * s)
      return sum + 2 * term.degrees * part * part
    }
  }

  /// Where K(s) - log s, which is convex and rises to both ends of the interval, is least.
  private func saddlePoint(below end: Double) -> Double {
    // The logarithm of s is halved: the point may lie many orders below the end.
    var (low, high) = (-700.0, 0.0)
    for _ in 0..<100 {
      let middle = 0.5 * (low + high)
      let s = end * exp(middle)
      // At the end itself the slope is infinite.
      if s < end, slope(at: s) < 0 { low = middle } else { high = middle }
    }
    return end * exp(low)
  }

  /// exp of what the exponent at s + iy is over that at s.
  private func relative(_ s: Double, _ y: Double) -> (size: Double, phase: Double) {
    let turn = y / s
    var size = -0.5 * log1p(turn * turn)
    var phase = -atan(turn)
    for term in terms {
      let ratio = 2 * term.weight * y / (1 - 2 * term.weight * s)
      size -= 0.25 * term.degrees * log1p(ratio * ratio)
      phase += 0.5 * term.degrees * atan(ratio)
    }
    return (exp(size), phase)
  }
}
