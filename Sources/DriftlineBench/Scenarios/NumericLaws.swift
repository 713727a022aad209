internal import Driftline
private import Foundation

/// A distribution of numbers: draws one.
typealias NumericLaw = @Sendable (inout SeededRandom) -> Double

/// The distributions of the numeric scenarios.
enum NumericLaws {
  /// The standard normal distribution.
  static let normal: NumericLaw = { $0.normal() }

  /// Uniform in [0, 1).
  static let uniform: NumericLaw = { $0.uniform() }

  /// Student's t with three degrees of freedom over the root of 3: mean 0 and standard deviation 1.
  static let studentT3: NumericLaw = { random in
    let top = random.normal()
    let squares = (0..<3).map { _ in random.normal() }.reduce(0) { $0 + $1 * $1 }
    return top / squares.squareRoot()
  }

  /// Cauchy: no mean and no variance.
  static let cauchy: NumericLaw = { $0.normal() / $0.normal() }

  /// The exponential of a standard normal number.
  static let lognormal: NumericLaw = { exp($0.normal()) }

  /// Five whole numbers, equally likely.
  static let discrete: NumericLaw = { Double($0.below(5)) }

  /// A gamma distribution moved and scaled to mean 0 and standard deviation 1.
  ///
  /// Source of the draw: G. Marsaglia, W. W. Tsang, ACM TOMS 26 (2000), DOI 10.1145/358407.358414.
  ///
  /// - Parameter skewness: over 0 and at most 2; the shape is 4 over its square.
  /// - Returns: the law.
  static func skewed(_ skewness: Double) -> NumericLaw {
    precondition(skewness > 0 && skewness <= 2, "the skewness is \(skewness), not in (0, 2]")
    let shape = 4 / (skewness * skewness)
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    return { random in
      while true {
        let x = random.normal()
        let root = 1 + c * x
        if root <= 0 { continue }
        let v = root * root * root
        if log(1 - random.uniform()) < x * x / 2 + d - d * v + d * log(v) {
          return (d * v - shape) / shape.squareRoot()
        }
      }
    }
  }

  /// Two equal normal parts about `distance` and its negative: mean 0 and standard deviation 1.
  ///
  /// - Parameter distance: from 0 to below 1; at 0 it is the standard normal distribution.
  /// - Returns: the law.
  static func bimodal(_ distance: Double) -> NumericLaw {
    precondition(distance >= 0 && distance < 1, "the distance is \(distance), not in [0, 1)")
    let spread = (1 - distance * distance).squareRoot()
    return { random in
      (random.uniform() < 0.5 ? -distance : distance) + spread * random.normal()
    }
  }

  /// With the given probability a value of `other`, else one of `usual`.
  static func mixed(
    _ share: Double, of other: @escaping NumericLaw, in usual: @escaping NumericLaw
  ) -> NumericLaw {
    { random in random.uniform() < share ? other(&random) : usual(&random) }
  }
}
