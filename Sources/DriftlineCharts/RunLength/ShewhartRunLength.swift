public import Driftline

/// Run lengths of a Shewhart chart of single values: alarm where one is outside of the limits.
///
/// A run's length is geometric. There is no start to speak of, so all states are the same.
///
/// - Complexity: O(1).
public struct ShewhartRunLength: RunLength {
  /// The limits, in standard deviations.
  public var limit: Double

  /// A chart's limits.
  public init(limit: Double = 3) {
    self.limit = limit
  }

  /// Checks the limits.
  public func validate() throws(DriftlineError) {
    try demand(limit > 0 && limit <= 100, "limit", limit, "a number over 0, up to 100")
  }

  /// The mean of the run length.
  public func average(
    shift: Double, state: RunLengthState, refinement: Double
  ) throws(DriftlineError) -> Double {
    sound(1 / (try alarmShare(shift: shift)), upTo: .infinity)
  }

  /// The quantile of the run length.
  public func quantile(_ share: Double, shift: Double) throws(DriftlineError) -> Double {
    try geometricQuantile(share, alarms: try alarmShare(shift: shift))
  }

  private func alarmShare(shift: Double) throws(DriftlineError) -> Double {
    try validate()
    try demand(shift.isFinite, "shift", shift, "a finite number")
    return Normal.upperTail(limit - shift) + Normal.upperTail(limit + shift)
  }
}
