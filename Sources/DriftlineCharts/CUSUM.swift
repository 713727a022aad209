public import Driftline

/// Cumulative sums, one for each side: quickest for a shift of a known size.
///
/// With u = (x - mean) / sigma: C+ = max(0, C+ + u - k), C- = max(0, C- - u - k); alarm where one is
/// over h.
///
/// - `k` is half the shift to be seen, in sigma; `h` sets how often there is a false alarm.
/// - `head_start` (fast initial response) begins both sums at that share of h; a half is usual.
/// - The statistic is the larger sum, below 0 where it is the lower side's; limits are ± h. After an
///   alarm the chart runs on as it is.
/// - `side`: both, or one alone.
/// - Complexity: O(1) for a value, two numbers of state.
///
/// Source: E. S. Page, "Continuous inspection schemes", Biometrika 41 (1954), DOI
/// 10.1093/biomet/41.1-2.100; J. M. Lucas, R. B. Crosier, Technometrics 24 (1982), DOI
/// 10.1080/00401706.1982.10487759.
public struct CUSUM: PromisingChart {
  /// What changes: the two sums, in sigma.
  public struct State: ChartState {
    /// The sum of what was over the mean.
    public var above: Double
    /// The sum of what was under the mean.
    public var below: Double

    /// What there is to store.
    public static let fields: [Parameter<Self>] = [
      .number("above", \.above, in: 0...Double.greatestFiniteMagnitude, "C+, in sigma"),
      .number("below", \.below, in: 0...Double.greatestFiniteMagnitude, "C-, in sigma"),
    ]
  }

  /// Which shifts raise an alarm.
  public enum Side: String, Sendable, CaseIterable {
    /// Both.
    case both
    /// Those up.
    case up
    /// Those down.
    case down
  }

  /// The name in JSON and on the command line.
  public static let name = "cusum"
  /// What it watches, in one line.
  public static let summary = "Cumulative sums, for a lasting shift of a known size"
  /// Where the definition comes from.
  public static let source =
    "Page, Biometrika 41, 1954, doi:10.1093/biomet/41.1-2.100; "
    + "Lucas and Crosier, Technometrics 24, 1982, doi:10.1080/00401706.1982.10487759"
  /// What can be set.
  public static let parameters: [Parameter<Self>] =
    baselineParameters + [
      .number("k", \.k, in: 0...100, "half the shift to be seen, in sigma"),
      .optionalNumber(
        "h", \.h, in: 0...1e6, "the sum that raises an alarm, in sigma; null: as arl0 asks for"),
    ] + promiseParameters + [
      .number("head_start", \.headStart, in: 0...0.99, "where the sums begin, as a share of h"),
      .choice("side", \.side, "which shifts raise an alarm"),
    ]

  /// The mean where nothing is wrong.
  public var mean = 0.0
  /// The standard deviation where nothing is wrong.
  public var sigma = 1.0
  /// Half the shift to be seen, in sigma.
  public var k = 0.5
  /// The sum that raises an alarm, in sigma; `nil`: the one that ``arl0`` asks for.
  public var h: Double?
  /// How many values there are between false alarms, on average.
  public var arl0 = 370.4
  /// How many values mean and deviation are estimated from; 0: they are known.
  public var baselineSize = 0
  /// The share of baselines of that size with which the promise is kept.
  public var guarantee = 0.5
  /// Where the sums begin, as a share of h.
  public var headStart = 0.0
  /// Which shifts raise an alarm.
  public var side = Side.both

  /// A shift of one sigma around 0.
  public init() {}

  /// A chart around a mean.
  public init(mean: Double, sigma: Double, k: Double = 0.5, h: Double? = nil) {
    self.mean = mean
    self.sigma = sigma
    self.k = k
    self.h = h
  }

  var bound: Double? {
    get { h }
    set { h = newValue }
  }

  func runs(bound: Double) -> CUSUMRunLength {
    var law = CUSUMRunLength(k: k, h: bound, headStart: headStart, isOneSided: side != .both)
    law.isMirrored = side == .down
    return law
  }

  /// Both sums at the head start.
  public var initialState: State {
    let start = headStart * resolvedLimit(h)
    return State(above: start, below: start)
  }

  /// Takes one value.
  public func update(_ state: inout State, with value: Double) -> ChartPoint {
    let h = resolvedLimit(h)
    let step = bounded(centred(value, around: mean) / sigma)
    state.above = side == .down ? 0 : bounded(max(0, state.above + step - k))
    state.below = side == .up ? 0 : bounded(max(0, state.below - step - k))
    let isUp = state.above >= state.below
    let sum = isUp ? state.above : state.below
    return ChartPoint(
      value: value, statistic: isUp ? sum : -sum, lower: -h, upper: h, isAlarm: sum > h,
      direction: sum > h ? (isUp ? .up : .down) : nil)
  }
}
