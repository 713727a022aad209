internal import DriftlineKernels
private import Foundation

/// The law of a quadratic form of the Brownian bridge: the limit null law of Cramer-von Mises and
/// Anderson-Darling statistics, of the energy distance of ordered data, and of any other weighted
/// sum of squares of F - G.
///
/// T = sum over k of w_k B(s_k)^2 + sum over k of v_k B(s_k) B(s_(k+1)), where B is a Brownian
/// bridge, Cov(B(s), B(t)) = min(s, t) - s t, at points 0 < s_1 < ... < s_K < 1. With ties the
/// points are the pooled sample's distinct cumulative shares, so that the law is the one of the
/// data at hand, not that of a continuous distribution.
///
/// Method: E exp(zeta T) = det(I - 2 zeta C M)^(-1/2), and as the bridge is Markov the determinant
/// is the end of a two-term recursion along the points. The upper tail is the contour integral of
/// exp(K(zeta) - zeta t) / zeta, K the logarithm of that transform, through the saddle point and
/// bent to the right along the steepest descent, by the trapezoid rule, which converges
/// geometrically. Nothing cancels, however small p is.
///
/// Source: the saddle point: R. Lugannani, S. Rice, Advances in Applied Probability 12 (1980),
/// DOI 10.2307/1426607; the rule: L. N. Trefethen, J. A. C. Weideman, "The
/// exponentially convergent trapezoidal rule", SIAM Review 56 (2014), DOI 10.1137/130932132; the
/// limit laws: T. W. Anderson, D. A. Darling, Annals of Mathematical Statistics 23 (1952),
/// DOI 10.1214/aoms/1177729437.
public struct BridgeQuadraticForm: Sendable {
  /// The mean of T.
  public let mean: Double
  /// The variance of T.
  public let variance: Double

  /// Distances between the points, from 0 to the first and from the last to 1.
  private let gaps: [Double]
  /// The weights, divided by the mean.
  private let weights: [Double]
  /// v_(k-1) at point k, divided by the mean; empty where all are 0.
  private let neighbours: [Double]
  /// The variance of B at the only point with a weight, times that weight; `nil` where there are
  /// more.
  private let only: Double?

  /// The form with given weights; O(K).
  ///
  /// - Parameters:
  ///   - points: s_1 < ... < s_K between 0 and 1, both excluded.
  ///   - weights: w_k, finite, one for each point; 0 or more unless `neighbourWeights` make up for
  ///     it.
  ///   - neighbourWeights: v_k for the pair of points k and k + 1, so K - 1 of them, or none. The
  ///     form they and `weights` make must not be negative anywhere.
  public init(points: [Double], weights: [Double], neighbourWeights: [Double] = []) {
    precondition(
      points.count == weights.count, "\(weights.count) weights for \(points.count) points")
    precondition(
      neighbourWeights.isEmpty || neighbourWeights.count == points.count - 1,
      "\(neighbourWeights.count) neighbour weights for \(points.count) points")
    var gaps: [Double] = []
    gaps.reserveCapacity(points.count + 1)
    var last = 0.0
    for point in points {
      precondition(point > last, "points must rise between 0 and 1: \(last), \(point)")
      gaps.append(point - last)
      last = point
    }
    precondition(last < 1, "points must rise between 0 and 1: \(last) is the last")
    gaps.append(1 - last)
    self.gaps = gaps
    let coupled = neighbourWeights.contains { $0 != 0 }
    let pairs = coupled ? [0] + neighbourWeights : []
    let start = BridgeTransform(gaps: gaps, weights: weights, neighbours: pairs, at: 0)
    mean = start.slope
    variance = start.curvature
    let scale = start.slope > 0 ? 1 / start.slope : 0
    self.weights = weights.map { $0 * scale }
    neighbours = pairs.map { $0 * scale }
    let atoms = weights.indices.filter { weights[$0] != 0 }
    only = atoms.count == 1 && !coupled ? start.slope : nil
  }

  /// The logarithm of P(T > t).
  ///
  /// - Parameter t: the statistic; 0 or less gives p = 1.
  /// - Returns: log p, finite far below log 1e-308. Relative error of p about 1e-11 down to 1e-300,
  ///   and about 1e-13 abs(log p) below; with one point with a weight exactly
  ///   2 (1 - Phi(sqrt(t/mean))).
  /// - Complexity: O(K).
  public func logUpperTail(_ t: Double) -> Double {
    if t.isNaN { return .nan }
    if t <= 0 { return 0 }
    if t == .infinity || mean <= 0 { return -.infinity }
    let level = t / mean
    if only != nil { return log(2) + Normal.logUpperTail(level.squareRoot()) }
    if level < 1e-22 { return 0 }
    if level >= 1 { return min(0, logTail(level, from: upperSaddle(level))) }
    return log1p(-min(1, exp(logTail(level, from: lowerSaddle(level)))))
  }

  // MARK: - The saddle point

  /// Near the zero of K'(z) - t - 1/z between 0 and the first singularity; t in means.
  private func upperSaddle(_ t: Double) -> (zeta: Double, at: BridgeTransform) {
    // The largest eigenvalue lies between variance / (2 mean) and sqrt(variance / 2).
    let spread = variance / (mean * mean)
    var low = 0.0
    var high = 1 / spread * (1 + 1e-9)
    var zeta = min(0.5 / (0.5 * spread).squareRoot(), high) * t / (t + 1)
    for _ in 0..<100 {
      let here = transform(zeta)
      guard here.isRegular else {
        high = zeta
        zeta = 0.5 * (low + high)
        continue
      }
      // 1/K' falls nearly straight to 0 at the singularity: Newton's method for
      // 1/K'(z) = 1/(t + 1/z).
      let gap = 1 / here.slope - zeta / (1 + t * zeta)
      if abs(gap) * here.slope < 0.02 || high - low < 1e-15 * high { return (zeta, here) }
      if gap > 0 { low = zeta } else { high = zeta }
      let fall =
        -here.curvature / (here.slope * here.slope) - 1 / ((1 + t * zeta) * (1 + t * zeta))
      let next = zeta - gap / fall
      zeta = next > low && next < high ? next : 0.5 * (low + high)
    }
    return (zeta, transform(zeta))
  }

  /// Near the zero of K'(z) - t - 1/z below 0; t in means.
  private func lowerSaddle(_ t: Double) -> (zeta: Double, at: BridgeTransform) {
    var x = 1 / t
    var here = transform(-x)
    for _ in 0..<60 {
      let value = here.slope + 1 / x  // falls like a power of x
      if abs(log(value / t)) < 0.02 { break }
      let power = -x * (here.curvature + 1 / (x * x)) / value
      x *= exp(max(-5, min(5, -log(value / t) / power)))
      here = transform(-x)
    }
    return (-x, here)
  }

  private func transform(_ zeta: Double) -> BridgeTransform {
    BridgeTransform(gaps: gaps, weights: weights, neighbours: neighbours, at: zeta)
  }

  // MARK: - The contour

  /// The logarithm of P(T > t) for a saddle over 0, of P(T < t) for one below.
  private func logTail(_ t: Double, from saddle: (zeta: Double, at: BridgeTransform)) -> Double {
    let (zeta, here) = saddle
    let width = 1 / (here.curvature + 1 / (zeta * zeta)).squareRoot()
    // The third derivative, that of K taken from the gamma law with its first two.
    let third =
      2 * here.curvature * here.curvature / here.slope - 2 / (zeta * zeta * zeta)
    let bend = max(third * width * width / 6, 0.15 / width)

    var step = 0.4 * width
    var sum = 0.5 + integrand(t, saddle, bend, from: step, by: step)
    for _ in 0..<8 {
      let between = integrand(t, saddle, bend, from: 0.5 * step, by: step)
      let coarse = sum * step
      sum += between
      step *= 0.5
      // Each halving squares the relative error.
      if abs(sum * step - coarse) < 3e-7 * abs(coarse) { break }
    }
    return here.logTransform - zeta * t - log(abs(zeta)) + log(sum * step / .pi)
  }

  /// The sum of the integrand along zeta + bend y^2 + i y over y = first, first + step ..., in
  /// units of its value at y = 0.
  private func integrand(
    _ t: Double, _ saddle: (zeta: Double, at: BridgeTransform), _ bend: Double, from first: Double,
    by step: Double
  ) -> Double {
    var sum = 0.0
    var y = first
    for _ in 0..<400 {
      var imaginary = SIMD8<Double>()
      for lane in 0..<8 { imaginary[lane] = y + Double(lane) * step }
      let shift = bend * imaginary * imaginary
      let real = saddle.zeta + shift
      let determinant = logBridgeDeterminants(
        gaps: gaps, weights: weights, neighbours: neighbours, real: real, imaginary: imaginary)
      var largest = 0.0
      for lane in 0..<8 {
        let size = exp(
          -0.5 * determinant.real[lane] - saddle.at.logTransform - shift[lane] * t)
        let angle = -0.5 * determinant.imaginary[lane] - imaginary[lane] * t
        // exp(i angle) (1 - 2 i bend y) zeta_0 / zeta
        let (x, v) = (real[lane], imaginary[lane])
        let slant = 2 * bend * v
        let inverse = saddle.zeta / (x * x + v * v)
        let (a, b) = ((x - slant * v) * inverse, -(v + slant * x) * inverse)
        sum += size * (a * cos(angle) - b * sin(angle))
        largest = max(lane == 7 ? size * (abs(a) + abs(b)) : 0, largest)
      }
      if largest < 1e-17 * abs(sum) || largest < 1e-18 { break }
      y += 8 * step
    }
    return sum
  }
}
