public import Driftline

/// A threshold that is learned from the last values, for streams whose limits nobody knows.
///
/// A value is held against a threshold from the last `window` values before it, from `minimum` values
/// on; until then nothing is said. Alarm where it is beyond the threshold.
///
/// - `method: quantile`: the `level` quantile of those values (linear between neighbours, type 7 of
///   Hyndman and Fan); below, that of 1 - level. With n values before it, one value in about
///   n (1 - level) + 1 out of n + 1 is over it where nothing changes, whatever their distribution:
///   for rare alarms the window has to be long.
/// - `method: mean_sigma`: mean ± k sigma, over n - 1.
/// - `method: median_mad`: median ± k · 1.4826 · MAD, the median absolute deviation, scaled so that it
///   is sigma where values are normal. Half of the window may be outliers. Where more than half of the
///   values are equal, any other is an alarm.
/// - `side`: `up`, `down` or `both`.
/// - `learns_alarms: false`: values that raised an alarm are not taken into the history, so that an
///   incident does not raise its own threshold; a level that changes for good then alarms for ever.
/// - The statistic is the value itself, its limits are the thresholds.
/// - Complexity: O(window) for a value and of memory.
///
/// Source: R. J. Hyndman, Y. Fan, "Sample quantiles in statistical packages", American Statistician 50
/// (1996), DOI 10.1080/00031305.1996.10473566; F. R. Hampel, "The influence curve and its role in robust
/// estimation", JASA 69 (1974), DOI 10.1080/01621459.1974.10482962.
public struct DynamicThreshold: ValueChart {
  /// How the threshold is learned.
  public enum Method: String, Sendable, CaseIterable {
    /// A quantile.
    case quantile
    /// So many standard deviations from the mean.
    case meanSigma = "mean_sigma"
    /// So many scaled median absolute deviations from the median.
    case medianMAD = "median_mad"
  }

  /// Which values raise an alarm.
  public enum Side: String, Sendable, CaseIterable {
    /// Those over the upper threshold.
    case up
    /// Those under the lower one.
    case down
    /// Either.
    case both
  }

  /// What changes.
  public struct State: ChartState {
    /// The last values that are learned from.
    var recent: RecentValues
    /// Whether they are kept in order too, which a mean does not need.
    let keepsOrder: Bool
    /// The same in ascending order, of equal ones the older first.
    var sorted: [Double] = []

    /// What there is to store.
    public static let fields: [Parameter<Self>] = [
      .list(
        "values", "at most as many numbers as the window has", "the last values, oldest first",
        read: { $0.recent.list },
        write: { state, values in
          guard state.recent.replace(by: values) else { return false }
          state.sorted = state.keepsOrder ? values.sorted() : []
          return true
        })
    ]
  }

  /// The name in JSON and on the command line.
  public static let name = "dynamic_threshold"
  /// What it watches, in one line.
  public static let summary = "A threshold learned from the last values"
  /// Where the definition comes from.
  public static let source =
    "Hyndman and Fan, American Statistician 50, 1996, doi:10.1080/00031305.1996.10473566; "
    + "Hampel, JASA 69, 1974, doi:10.1080/01621459.1974.10482962"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .choice("method", \.method, "how the threshold is learned"),
    .number("level", \.level, in: 0.5...1, "quantile: which one"),
    .number("k", \.k, in: 0...1e6, "mean_sigma and median_mad: how many deviations"),
    .integer("window", \.window, in: 2...100_000, "how many values there are to learn from"),
    .integer("minimum", \.minimum, in: 2...100_000, "values before the first alarm"),
    .choice("side", \.side, "which values raise an alarm"),
    .flag("learns_alarms", \.learnsAlarms, "whether values that raised an alarm are learned from"),
  ]

  /// How the threshold is learned.
  public var method = Method.quantile
  /// The quantile.
  public var level = 0.99
  /// How many deviations.
  public var k = 3.0
  /// How many values there are to learn from.
  public var window = 500
  /// How many values there have to be before one that can raise an alarm.
  public var minimum = 30
  /// Which values raise an alarm.
  public var side = Side.up
  /// Whether values that raised an alarm are learned from.
  public var learnsAlarms = true

  /// Over the 0.99 quantile of the last 500 values.
  public init() {}

  /// A way to learn.
  public init(_ method: Method, window: Int = 500, minimum: Int = 30) {
    self.method = method
    self.window = window
    self.minimum = minimum
  }

  /// The window holds the values that are asked for.
  public func validate() throws(DriftlineError) {
    guard minimum <= window else {
      throw DriftlineError(
        .invalidParams,
        "dynamic_threshold.minimum is \(minimum), more than dynamic_threshold.window, \(window)",
        at: "dynamic_threshold.minimum")
    }
  }

  /// Nothing seen.
  public var initialState: State {
    State(recent: RecentValues(size: window), keepsOrder: method != .meanSigma)
  }

  /// Takes one value.
  public func update(_ state: inout State, with value: Double) -> ChartPoint {
    guard state.recent.count >= minimum else {
      learn(value, &state)
      return ChartPoint(value: value, statistic: .nan)
    }
    // Held relative to an origin among the values, so that nothing is lost far from 0.
    let (origin, centre, reach) = thresholds(state)
    let step = centred(value, around: origin)
    let isAbove = side != .down && step > centre + reach.up
    let isBelow = side != .up && step < centre - reach.down
    if learnsAlarms || !(isAbove || isBelow) { learn(value, &state) }
    return ChartPoint(
      value: value, statistic: value,
      lower: side == .up ? -.infinity : origin + (centre - reach.down),
      upper: side == .down ? .infinity : origin + (centre + reach.up),
      isAlarm: isAbove || isBelow, direction: isAbove ? .up : isBelow ? .down : nil)
  }

  private func learn(_ value: Double, _ state: inout State) {
    let leaving = state.recent.insert(value)
    guard state.keepsOrder else { return }
    if let leaving { state.sorted.remove(at: state.sorted.place { $0 < leaving }) }
    state.sorted.insert(value, at: state.sorted.place { $0 <= value })
  }

  private func thresholds(
    _ state: State
  ) -> (origin: Double, centre: Double, reach: (down: Double, up: Double)) {
    switch method {
    case .meanSigma:
      let moments = state.recent.moments(ddof: 1)
      let reach = bounded(k * moments.deviation)
      return (moments.origin, moments.mean, (reach, reach))
    case .quantile:
      let origin = state.sorted[state.sorted.count / 2]
      return (
        origin, 0,
        (
          -state.sorted.quantile(1 - level, from: origin),
          state.sorted.quantile(level, from: origin)
        )
      )
    case .medianMAD:
      let origin = state.sorted[state.sorted.count / 2]
      let median = state.sorted.quantile(0.5, from: origin)
      let reach = bounded(k * 1.482602218505602 * state.sorted.medianDistance(median, from: origin))
      return (origin, median, (reach, reach))
    }
  }
}

extension [Double] {
  /// The first place at which a sorted list no longer is as `isBefore` says.
  ///
  /// - Complexity: O(log n).
  fileprivate func place(_ isBefore: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// A quantile of sorted values, less `origin`; linear between neighbours.
  fileprivate func quantile(_ level: Double, from origin: Double) -> Double {
    let place = level * Double(count - 1)
    let index = Int(place)
    let value = centred(self[index], around: origin)
    if index + 1 == count { return value }
    let next = centred(self[index + 1], around: origin)
    return bounded(value + (place - Double(index)) * (next - value))
  }

  /// The median distance of sorted values, less `origin`, from their `median`.
  ///
  /// - Complexity: O(n): the distances ascend both ways from the median.
  fileprivate func medianDistance(_ median: Double, from origin: Double) -> Double {
    var high = place { centred($0, around: origin) < median }
    var low = high - 1
    var (last, next) = (0.0, 0.0)
    for _ in 0...count / 2 {
      let below = low < 0 ? .infinity : median - centred(self[low], around: origin)
      let above = high == count ? .infinity : centred(self[high], around: origin) - median
      last = next
      next = Swift.min(below, above)
      if below <= above { low -= 1 } else { high += 1 }
    }
    return count.isMultiple(of: 2) ? last + (next - last) / 2 : next
  }
}
