public import Driftline
private import Foundation

/// Run lengths of Hotelling's T2 chart of single vectors with a known mean and covariance: alarm
/// where the squared Mahalanobis distance is over `limit`.
///
/// A run's length is geometric. There is no start to speak of, so all states are the same.
///
/// - Complexity: O(1) noncentral chi-squared tails.
///
/// Source: D. C. Montgomery, "Introduction to Statistical Quality Control", chapter 11; the limit for
/// an estimated covariance: NIST/SEMATECH e-Handbook, 6.5.4.3.
public struct HotellingRunLength: RunLength {
  /// The limit of the squared distance.
  public var limit: Double
  /// How many numbers there are in a value.
  public var dimensions: Int

  /// A chart's numbers.
  public init(limit: Double, dimensions: Int) {
    self.limit = limit
    self.dimensions = dimensions
  }

  /// Checks the numbers.
  public func validate() throws(DriftlineError) {
    try demand(limit > 0 && limit < .infinity, "limit", limit, "a finite number over 0")
    try demand(
      dimensions >= 1 && dimensions <= 100_000, "dimensions", Double(dimensions),
      "a whole number from 1 to 100000")
  }

  /// The mean of the run length.
  public func average(
    shift: Double, state: RunLengthState, refinement: Double
  ) throws(DriftlineError) -> Double {
    sound(exp(-(try logAlarmShare(shift: shift))), upTo: .infinity)
  }

  /// The quantile of the run length.
  public func quantile(_ share: Double, shift: Double) throws(DriftlineError) -> Double {
    try geometricQuantile(share, alarms: exp(try logAlarmShare(shift: shift)))
  }

  /// The limit for a false alarm in `arl0` values on average.
  ///
  /// - Parameters:
  ///   - arl0: over 1.
  ///   - dimensions: how many numbers there are in a value.
  ///   - baseline: how many values the mean and the covariance are estimated from; `nil` where they
  ///     are known. Then a false alarm has the probability 1 / arl0 over baselines and values, by the
  ///     F distribution; the run length given one baseline differs.
  /// - Returns: the limit, to the last bit or two.
  /// - Throws: `invalid_params` for an arl0 up to 1, `insufficient_data` for a baseline of
  ///   `dimensions` values or less.
  public static func limit(
    arl0: Double, dimensions: Int, baseline: Int? = nil
  ) throws(DriftlineError) -> Double {
    try demand(arl0 > 1 && arl0 <= 1e12, "arl0", arl0, "a number over 1, up to 1e12")
    let p = Double(dimensions)
    guard let baseline else {
      return tailQuantile(logTail: -log(arl0)) { ChiSquared.logUpperTail($0, degreesOfFreedom: p) }
    }
    guard baseline > dimensions else {
      throw DriftlineError(
        .insufficientData,
        "a baseline of \(baseline) values for \(dimensions) dimensions; it takes more than that",
        at: "baseline")
    }
    let m = Double(baseline)
    let f = tailQuantile(logTail: -log(arl0)) { FDistribution.logUpperTail($0, d1: p, d2: m - p) }
    return p * (m + 1) * (m - 1) / (m * (m - p)) * f
  }

  private func logAlarmShare(shift: Double) throws(DriftlineError) -> Double {
    try validate()
    try demand(shift >= 0 && shift <= 1e4, "shift", shift, "a number from 0 to 10000")
    return NoncentralChiSquared.logUpperTail(
      limit, degreesOfFreedom: Double(dimensions), noncentrality: shift * shift)
  }
}
