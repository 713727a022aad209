private import Foundation

/// The logarithm of E exp(zeta T), T a quadratic form of the Brownian bridge, and its first two
/// derivatives at a real zeta.
///
/// det(I - 2 zeta C M) is the displacement u at 1 of a string that leaves 0 with slope 1 and that
/// the weights bend at the points; all its leading minors are the displacements on the way, so zeta
/// lies below the first singularity just where these are positive. O(K).
struct BridgeTransform {
  /// K(zeta) = -1/2 log det(I - 2 zeta C M).
  var logTransform: Double
  /// K'(zeta); at 0 the mean.
  var slope: Double
  /// K''(zeta); at 0 the variance.
  var curvature: Double
  /// Whether zeta lies below the first singularity.
  var isRegular: Bool

  init(gaps: [Double], weights: [Double], neighbours: [Double], at zeta: Double) {
    // u and its slope s along the string, with two derivatives by zeta.
    var (u0, u1, u2) = (0.0, 0.0, 0.0)
    var (s0, s1, s2) = (1.0, 0.0, 0.0)
    var powers = 0.0
    var least = Double.infinity
    for k in weights.indices {
      let gap = gaps[k]
      let (before0, before1, before2) = (u0, u1, u2)
      u0 += gap * s0
      u1 += gap * s1
      u2 += gap * s2
      least = min(least, u0)
      let weight = 2 * weights[k]
      s0 -= weight * (zeta * u0)
      s1 -= weight * (zeta * u1 + u0)
      s2 -= weight * (zeta * u2 + 2 * u1)
      if !neighbours.isEmpty {
        let v = neighbours[k]
        let a = v * zeta * (2 + v * gap * zeta)
        let b = 2 * v * (1 + v * gap * zeta)
        let c = 2 * v * v * gap
        s0 -= a * before0
        s1 -= a * before1 + b * before0
        s2 -= a * before2 + 2 * b * before1 + c * before0
      }
      if abs(u0) > 0x1p200 {
        powers += 1
        u0 *= 0x1p-256
        u1 *= 0x1p-256
        u2 *= 0x1p-256
        s0 *= 0x1p-256
        s1 *= 0x1p-256
        s2 *= 0x1p-256
      }
    }
    let gap = gaps[weights.count]
    u0 += gap * s0
    u1 += gap * s1
    u2 += gap * s2
    isRegular = min(least, u0) > 0
    let ratio = u1 / u0
    logTransform = -0.5 * (log(u0) + powers * (256 * 0x1.62e42fefa39efp-1))
    slope = -0.5 * ratio
    curvature = -0.5 * (u2 / u0 - ratio * ratio)
  }
}
