private import Foundation

/// How far the sum of t independent standard sub-Gaussian numbers may be from 0 for every t at once:
/// beyond it, at any t ever, with probability alpha at most.
///
/// With z = s / sqrt(t + rho) for a sum s, the mixture of exp(l s - l^2 t / 2) over normal l is
/// sqrt(rho / (t + rho)) exp(z^2 / 2), and over their absolute values that times 2 Phi(z). Either is 1
/// on average or less, and reaches 1 / alpha with probability alpha at most (Ville).
///
/// Source: H. Robbins, Annals of Mathematical Statistics 41 (1970), DOI 10.1214/aoms/1177696786; S. R.
/// Howard, A. Ramdas, J. McAuliffe, J. Sekhon, Annals of Statistics 49 (2021), DOI
/// 10.1214/20-AOS1991, equations 14 and 15.
struct NormalMixture: Sendable, Equatable {
  /// The precision of the mixture.
  let rho: Double
  /// log(1 / alpha).
  let level: Double
  /// Whether the sum is watched on one side only.
  let isOneSided: Bool

  /// The boundary of a share of false alarms, narrowest after so many values.
  ///
  /// rho = time / (w - 1) with w - log w = 1 + 2 log(1 / alpha), which is exact for two sides.
  init(alpha: Double, optimalTime: Int, isOneSided: Bool) {
    level = -log(alpha)
    self.isOneSided = isOneSided
    let wanted = 1 + 2 * level
    // The function is convex and the start is above its root: each step of Newton stays above.
    var root = wanted + log(wanted) + 1
    for _ in 0..<12 { root -= (root - log(root) - wanted) / (1 - 1 / root) }
    rho = Double(optimalTime) / (root - 1)
  }

  /// How far the sum of so many may be; on one side up to 0.4 % more than need be where alpha is 0.05
  /// or less.
  ///
  /// - Complexity: O(1).
  func reach(after count: Double) -> Double {
    let sum = count + rho
    let square = 2 * level + log(sum / rho)
    guard isOneSided else { return (sum * square).squareRoot() }
    // z^2 + 2 log(2 Phi(z)) = square, and Phi is 1 at most: a z that is too small makes the logarithm
    // too small, and so gives one that is large enough.
    let small = max(0, square - 2 * log(2)).squareRoot()
    return (sum * (square - 2 * log(erfc(-small * 0.5.squareRoot())))).squareRoot()
  }
}
