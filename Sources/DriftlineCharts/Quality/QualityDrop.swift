public import Driftline

/// How far quality has fallen: the mean of the newest values against the mean of those before.
///
/// drop = (baseline - mean) / |baseline|, with the mean of the newest `window` values, and as
/// baseline the mean of the `baseline_window` values before them, or a given number. Alarm where the
/// drop is more than `drop`; 0.1 is 10 %. Nothing is said before both windows are full.
///
/// - `worse: down`, where low values are bad (quality, accuracy); `up`, where high ones are (latency,
///   cost, error rates), and then drop = (mean - baseline) / |baseline|. A drop over 0 is always for
///   the worse, and so an alarm's direction is that of the values.
/// - A negative baseline counts by its size: from -1 to -1.2 is a drop of 0.2. About a baseline near
///   0 a relative drop means little; at 0 it is infinite, minus infinite for a better mean, and 0
///   for a mean of 0. Give the values an offset, or watch them with another chart.
/// - A mean that is 1e-12 of the baseline over the limit is not over it, so that 0.9 to 0.81 is a
///   drop of 10 % and not more, however it is rounded.
/// - The baseline follows the stream: a level that lasts is the new normal `window` +
///   `baseline_window` values later. With a given baseline it is not.
/// - Complexity: O(window + baseline_window) for a value and of memory.
public struct QualityDrop: ValueChart {
  /// Which way is for the worse.
  public enum Worse: String, Sendable, CaseIterable {
    /// Low values are bad.
    case down
    /// High values are bad.
    case up
  }

  /// What changes.
  public struct State: ChartState {
    /// The values of both windows.
    var recent: RecentValues

    /// What there is to store.
    public static let fields: [Parameter<Self>] = [
      .list(
        "values", "at most as many numbers as both windows have",
        "the last values, oldest first",
        read: { $0.recent.list }, write: { $0.recent.replace(by: $1) })
    ]
  }

  /// The name in JSON and on the command line.
  public static let name = "quality_drop"
  /// What it watches, in one line.
  public static let summary = "Mean of the newest values against the mean of those before them"
  /// Where the definition comes from.
  public static let source = "Driftline"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .integer("window", \.window, in: 1...100_000, "how many values are the newest"),
    .integer(
      "baseline_window", \.baselineWindow, in: 1...100_000, "how many before them are the baseline"),
    .optionalNumber(
      "baseline", \.baseline, in: -1e300...1e300,
      "the mean where nothing is wrong, where it is known"),
    .number("drop", \.drop, in: 0...1e6, "the relative drop that is not yet an alarm"),
    .choice("worse", \.worse, "which way is for the worse"),
  ]

  /// How many values are the newest.
  public var window = 20
  /// How many values before them are the baseline.
  public var baselineWindow = 100
  /// The mean where nothing is wrong; `nil`: that of the values before the newest.
  public var baseline: Double?
  /// The largest relative drop that is no alarm.
  public var drop = 0.1
  /// Which way is for the worse.
  public var worse = Worse.down

  /// 10 % of 20 values against 100.
  public init() {}

  /// Two windows.
  public init(window: Int, baselineWindow: Int) {
    self.window = window
    self.baselineWindow = baselineWindow
  }

  /// The newest values against a baseline that is known.
  public init(window: Int, baseline: Double) {
    self.window = window
    self.baseline = baseline
  }

  /// The chart with the mean of a sample of good values as its baseline.
  public func fitted(to sample: [Double]) throws(DriftlineError) -> Self {
    let finite = sample.filter(\.isFinite)
    guard let first = finite.first else {
      throw DriftlineError(
        .insufficientData, "a baseline without a finite value has no mean",
        details: [.init("n", .int(0)), .init("min", .int(1))])
    }
    var chart = self
    let n = Double(finite.count)
    chart.baseline = bounded(first + finite.reduce(0) { $0 + centred($1, around: first) / n })
    return chart
  }

  /// Nothing seen.
  public var initialState: State {
    State(recent: RecentValues(size: window + (baseline == nil ? baselineWindow : 0)))
  }

  /// Takes one value.
  public func update(_ state: inout State, with value: Double) -> ChartPoint {
    state.recent.insert(value)
    let recent = state.recent
    guard recent.isFull else { return ChartPoint(value: value, statistic: .nan, upper: drop) }
    let split = recent.size - window
    let newest = recent.mean(of: split..<recent.size)
    let before =
      baseline.map { RecentValues.Moments(origin: $0, mean: 0) } ?? recent.mean(of: 0..<split)
    let fall = QualityDrop.relative(before, newest, worse)
    let isAlarm = fall > drop + 1e-12
    return ChartPoint(
      value: value, statistic: fall, upper: drop, isAlarm: isAlarm,
      direction: isAlarm ? (worse == .up ? .up : .down) : nil)
  }

  /// How far `after` is from `before` for the worse, relative to `before`.
  static func relative(
    _ before: RecentValues.Moments, _ after: RecentValues.Moments, _ worse: Worse
  ) -> Double {
    let step = centred(after.origin, around: before.origin) + (after.mean - before.mean)
    let size = abs(before.origin + before.mean)
    if step == 0 { return 0 }
    let share = bounded(step) / size
    return size == 0 || share.isFinite
      ? (worse == .up ? share : -share) : (worse == .up) == (step > 0) ? 1e300 : -1e300
  }
  /// How far `after` is from `before` for the worse, relative to `before`.
  static func relative(_ before: Double, _ after: Double, _ worse: Worse) -> Double {
    relative(
      RecentValues.Moments(origin: before, mean: 0), RecentValues.Moments(origin: after, mean: 0),
      worse)
  }
}
