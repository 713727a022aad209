public import Driftline

/// Page-Hinkley test: sees that the mean moved away from what it has been so far.
///
/// With the running mean of all values since the last alarm, x itself among them, and sums that
/// begin at 0: up = alpha · up + (x - mean) - delta, down = alpha · down + (x - mean) + delta. The
/// statistic is up - min up for a rise and max down - down for a fall, the extremes over the sums
/// since the first value; alarm where it is over the threshold.
///
/// - After an alarm all is forgotten: the next value is a first one.
/// - `alpha` under 1 fades the sums and not their extremes, as MOA and river do. river's own default
///   is 0.9999.
/// - `convention`: `textbook` as above; `river` is river 0.26.1, whose largest sum `down` begins at
///   -1. The first sum is delta, so that this is seen only where delta is under -1; else the two are
///   one. What MOA and frouros call by this name holds the sum against the threshold, without the
///   least sum, and is another test.
/// - delta and threshold have the unit of the values. An offset of the values does not matter: the
///   mean is kept as its deviation from the first value.
/// - A value further than 1e280 from the first is taken as one that is 1e280 away.
/// - Complexity: O(1) for a value, seven numbers of state.
///
/// Source: E. S. Page, "Continuous inspection schemes", Biometrika 41 (1954), DOI
/// 10.1093/biomet/41.1-2.100; D. V. Hinkley, "Inference about the change-point from cumulative sum
/// tests", Biometrika 58 (1971), DOI 10.1093/biomet/58.3.509; J. Gama, R. Sebastiao, P. P.
/// Rodrigues, "On evaluating stream learning algorithms", Machine Learning 90 (2013), DOI
/// 10.1007/s10994-012-5320-9.
public struct PageHinkley: ValueChart {
  /// Which changes of the mean are looked for.
  public enum Change: String, Sendable, CaseIterable {
    /// A rise.
    case up
    /// A fall.
    case down
    /// Either.
    case both
  }

  /// Whose rules hold.
  public enum Convention: String, Sendable, CaseIterable {
    /// The rules of the papers.
    case textbook
    /// Those of river 0.26.1.
    case river
  }

  /// What changes.
  public struct State: ChartState {
    /// The number of values since the last alarm.
    public var count = 0
    /// The first of them.
    public var centre = 0.0
    /// Their mean, less the first.
    public var mean = 0.0
    /// The faded sum of the deviations, each less delta.
    public var up = 0.0
    /// By how much `up` is over its least.
    public var rise = 0.0
    /// The faded sum of the deviations, each with delta added.
    public var down = 0.0
    /// By how much `down` is under its largest.
    public var fall = 0.0

    /// Before the first value.
    public init() {}

    /// What there is to store.
    public static let fields: [Parameter<Self>] = [
      .integer("count", \.count, in: 0...1 << 53, "the values since the last alarm"),
      .number("centre", \.centre, in: .finite, "the first of them"),
      .number("mean", \.mean, in: -1e280...1e280, "their mean less the first"),
      .number("up", \.up, in: -1e300...1e300, "the sum of deviations less delta"),
      .number("rise", \.rise, in: 0...1e300, "how far the sum is over its least"),
      .number("down", \.down, in: -1e300...1e300, "the sum of deviations plus delta"),
      .number("fall", \.fall, in: 0...1e300, "how far that sum is under its largest"),
    ]

    /// Nothing but zeros before the first value.
    public var isConsistent: Bool { count > 0 || self == State() }
  }

  /// The name in JSON and on the command line.
  public static let name = "page_hinkley"
  /// What it watches, in one line.
  public static let summary = "Page-Hinkley test, for a mean that leaves what it has been so far"
  /// Where the definition comes from.
  public static let source =
    "Page, Biometrika 41, 1954, doi:10.1093/biomet/41.1-2.100; "
    + "Hinkley, Biometrika 58, 1971, doi:10.1093/biomet/58.3.509"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .number("delta", \.delta, in: -1e100...1e100, "the deviation that is let pass at each value"),
    .number("threshold", \.threshold, in: 0...1e100, "how far a sum may go from its extreme"),
    .number("alpha", \.alpha, in: 0...1, "what is left of a sum at the next value"),
    .integer("minimum", \.minimum, in: 1...1 << 53, "values before the first alarm can be"),
    .choice("direction", \.direction, "which changes of the mean are looked for"),
    .choice("convention", \.convention, "whose rules hold"),
  ]

  /// The deviation that is let pass at each value, in the unit of the values.
  public var delta = 0.005
  /// How far a sum may go from its extreme, in the unit of the values.
  public var threshold = 50.0
  /// What is left of a sum at the next value; 1 forgets nothing.
  public var alpha = 1.0
  /// The number of values since the last alarm from which on there can be one.
  public var minimum = 30
  /// Which changes of the mean are looked for.
  public var direction = Change.both
  /// Whose rules hold.
  public var convention = Convention.textbook

  /// A test for both directions, with river's thresholds.
  public init() {}

  /// A test with a threshold.
  public init(delta: Double, threshold: Double, direction: Change = .both) {
    self.delta = delta
    self.threshold = threshold
    self.direction = direction
  }

  /// Nothing seen.
  public var initialState: State { State() }

  /// Takes one value.
  @inlinable
  public func update(_ state: inout State, with value: Double) -> ChartPoint {
    let isFirst = state.count == 0
    if isFirst { state.centre = value }
    state.count = min(state.count + 1, 1 << 53)
    let step = min(1e280, max(-1e280, value - state.centre))
    state.mean += 1 / Double(state.count) * (step - state.mean)
    let deviation = step - state.mean
    // The extreme stands still while the sum moves, or else the distance is 0.
    let fading = 1 - alpha
    let rise = state.rise + (deviation - delta) - fading * state.up
    let fall = state.fall - (deviation + delta) + fading * state.down
    state.rise = isFirst ? 0 : max(0, rise)
    state.fall = isFirst ? (convention == .river ? max(0, -1 - delta) : 0) : max(0, fall)
    state.up = alpha * state.up + (deviation - delta)
    state.down = alpha * state.down + (deviation + delta)

    let looksUp = direction != .down
    let looksDown = direction != .up
    let isUp = looksUp && (!looksDown || state.rise >= state.fall)
    let statistic = isUp ? state.rise : state.fall
    let isReady = state.count >= minimum
    let isAlarm = isReady && statistic > threshold
    if isAlarm { state = State() }
    return ChartPoint(
      value: value, statistic: statistic, upper: isReady ? threshold : .infinity, isAlarm: isAlarm,
      direction: isAlarm ? (isUp ? .up : .down) : nil)
  }
}
