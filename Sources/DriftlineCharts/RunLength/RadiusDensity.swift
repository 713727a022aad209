private import Driftline
private import Foundation

/// The density of the distance from the origin of a normal vector of variance 1 in each of a number
/// of dimensions, whose mean is away from the origin.
///
/// f(s | t) = 2^(1 - p/2) s^(p - 1) exp(-(s - t)^2 / 2) B(s t), with the power series of the modified
/// Bessel function in B(x) = exp(-x) sum over j of (x/2)^(2 j) / (j! Gamma(p/2 + j)). All its terms
/// are positive; they are added up from the largest on.
///
/// Source: DLMF 10.25.2; the noncentral chi distribution.
struct RadiusDensity: Sendable {
  /// The number of dimensions, 1 or more.
  let dimensions: Int

  /// The density at `radius`, for a mean at the distance `centre`.
  func callAsFunction(_ radius: Double, centre: Double) -> Double {
    gauss(radius, centre) * series(radius * centre)
  }

  /// The factor that is not symmetric in its arguments.
  func gauss(_ radius: Double, _ centre: Double) -> Double {
    let step = radius - centre
    return room(radius) * exp(-0.5 * step * step)
  }

  /// The factor for the room there is at a distance.
  func room(_ radius: Double) -> Double {
    pow(radius, Double(dimensions - 1)) * exp2(1 - 0.5 * Double(dimensions))
  }

  /// B(x), for x of 0 and over.
  func series(_ x: Double) -> Double {
    let order = 0.5 * Double(dimensions)
    if x == 0 { return exp(-logGamma(order)) }
    let square = 0.25 * x * x
    let lag = order - 1
    let peak = max(0, (0.5 * ((lag * lag + x * x).squareRoot() - lag)).rounded(.down))
    let largest = exp(
      2 * peak * log(0.5 * x) - logGamma(peak + 1) - logGamma(peak + order) - x)
    var sum = 1.0
    var term = 1.0
    var j = peak
    while term > 1e-17 * sum {
      term *= square / ((j + 1) * (j + order))
      j += 1
      sum += term
    }
    (term, j) = (1, peak)
    while j > 0 && term > 1e-17 * sum {
      term *= j * (j - 1 + order) / square
      j -= 1
      sum += term
    }
    return largest * sum
  }
}
