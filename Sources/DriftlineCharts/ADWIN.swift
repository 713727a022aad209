public import Driftline

/// Adaptive windowing: keeps as many values as look alike, and sees that newer ones do not.
///
/// The window holds all values since the last change. It is cut where the mean of the older part
/// and that of the newer part differ by more than the Hoeffding-Bernstein bound
/// sqrt(2 m v d) + 2/3 m d with v the variance of the window of W values, d = ln(2 ln W / delta) and
/// m = 1/(n0 - min_window + 1) + 1/(n1 - min_window + 1). Where there is a cut the oldest bucket
/// goes, until there is none: an alarm.
///
/// **The bound's promise is for values in [0, 1]**: scale others to it. Its second term has no unit:
/// changes of small values pass it late, and large values pass it too easily.
///
/// - `convention`: `river` is river 0.26.1 and the default: a part has `min_window` values at least,
///   and the value after an alarm begins a new window. `moa` is MOA's ADWIN.java: a part has
///   `min_window` + 2 values at least, the newer part is kept, and alarms go on while older values
///   are let go.
/// - `clock`: cuts are looked for at every clock-th value (since the last alarm under river), once
///   the window has more than `grace`.
/// - The statistic is the mean of the window, without limits; the direction says where the newer
///   values went.
/// - Bucket sums are counted from the window's first value, and from its mean after a cut, so that an
///   offset of the values changes no alarm. A value further than 1e120 from there counts as that far.
/// - Complexity: O(1) for a value on average, O(max_buckets · log W) at each clock-th and of memory;
///   no memory is asked for but where the window doubles.
///
/// Source: A. Bifet, R. Gavalda, "Learning from time-changing data with adaptive windowing", SDM
/// 2007, DOI 10.1137/1.9781611972771.42.
public struct ADWIN: ValueChart {
  /// Whose rules hold.
  public enum Convention: String, Sendable, CaseIterable {
    /// Those of river 0.26.1.
    case river
    /// Those of MOA.
    case moa
  }

  /// What changes.
  public struct State: ChartState {
    /// The values that look alike.
    public internal(set) var window: ADWINWindow
    /// The number of values since cuts were last looked for.
    var tick = 0

    /// What there is to store.
    public static let fields: [Parameter<Self>] = [
      .number("centre", \.window.centre, in: .finite, "what the sums are counted from"),
      .number("total", \.window.total, in: -1e140...1e140, "the sum of the values over the centre"),
      .number("squares", \.window.squares, in: 0...1e270, "the squared distances from the mean"),
      .integer("tick", \.tick, in: 0...1 << 40, "values since cuts were looked for"),
      .list(
        "buckets", "three numbers for each bucket, the oldest first, as a window has them",
        "the power of 2 that is its number of values, their sum over the centre, their squares",
        read: { $0.window.list }, write: { $0.window.take($1) }),
    ]

    /// Whether the sums are those of the buckets.
    public var isConsistent: Bool { window.isConsistent }
  }

  /// The name in JSON and on the command line.
  public static let name = "adwin"
  /// What it watches, in one line.
  public static let summary = "Adaptive windowing, for a mean of values in [0, 1] that changes"
  /// Where the definition comes from.
  public static let source =
    "Bifet and Gavalda, SDM 2007, doi:10.1137/1.9781611972771.42"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .number("delta", \.delta, in: 1e-300...1, "the confidence: the smaller, the fewer alarms"),
    .integer("clock", \.clock, in: 1...1 << 40, "at every how many values cuts are looked for"),
    .integer("max_buckets", \.maxBuckets, in: 2...1000, "the most buckets of one size"),
    .integer("min_window", \.minWindow, in: 1...1 << 40, "the fewest values of a part"),
    .integer("grace", \.grace, in: 0...1 << 40, "the window that is too short to be cut"),
    .choice("convention", \.convention, "whose rules hold"),
  ]

  /// The confidence: the smaller, the fewer alarms.
  public var delta = 0.002
  /// At every how many values cuts are looked for.
  public var clock = 32
  /// The most buckets of one size; more see a change sooner.
  public var maxBuckets = 5
  /// The fewest values of a part.
  public var minWindow = 5
  /// The window that is too short to be cut.
  public var grace = 10
  /// Whose rules hold.
  public var convention = Convention.river

  /// A chart as the paper, MOA and river set it.
  public init() {}

  /// A chart of a confidence.
  public init(delta: Double, clock: Int = 32) {
    self.delta = delta
    self.clock = clock
  }

  /// Nothing seen.
  public var initialState: State { State(window: ADWINWindow(most: maxBuckets)) }

  /// Takes one value.
  public func update(_ state: inout State, with value: Double) -> ChartPoint {
    state.window.insert(value)
    state.tick += 1
    var point = ChartPoint(value: value, statistic: state.window.mean)
    guard state.tick >= clock else { return point }
    state.tick = 0
    guard state.window.width > grace, let gap = cut(state.window) else { return point }
    repeat { state.window.removeOldest() } while cut(state.window) != nil
    state.window.settle()
    point.statistic = state.window.mean
    point.isAlarm = true
    point.direction = gap > 0 ? .up : .down
    if convention == .river { state.window.clear() }
    return point
  }

  /// The first cut of a window: how far the newer mean is over the older one.
  private func cut(_ window: ADWINWindow) -> Double? {
    window.cut(
      delta: delta, shortest: minWindow, least: convention == .river ? minWindow : minWindow + 2)
  }
}
