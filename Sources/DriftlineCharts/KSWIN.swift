public import Driftline
private import Foundation

/// Kolmogorov-Smirnov windowing: sees that the newest values have another distribution, whatever
/// of it has changed.
///
/// Of the newest `window` values the last `stat_size` are held against as many that are drawn
/// from the older ones. Alarm where the two-sample statistic D has p <= alpha, exactly; ties make p
/// too large. The limit of D is worked out once. Nothing is said before the window is full.
///
/// **alpha is that of a single test**, and there is one at every value, so that false alarms are no
/// rarity on a long stream: docs/results.md has how many values there are between them.
///
/// - `convention`: `sample`, the default: the draws follow from the seed and the number of
///   values, the newest `stat_size` values stay after an alarm. `whole` is the same without draws:
///   the newest values are held against all older ones, which sees more and leaves nothing to
///   chance. `river` is river 0.26.1: the draws of Python's `random.Random(seed).sample`, D must
///   be over 0.1 besides, and after an alarm all is forgotten and the seed set again.
/// - The statistic is D, its upper limit the largest D that raises no alarm; the direction says which
///   values are larger where D is taken.
/// - Complexity: O(window) for a value and of memory.
///
/// Source: C. Raab, M. Heusinger, F.-M. Schleif, "Reactive soft prototype computing for concept drift
/// streams", Neurocomputing 416 (2020), DOI 10.1016/j.neucom.2019.11.111.
public struct KSWIN: ValueChart {
  /// What the newest values are held against.
  public enum Convention: String, Sendable, CaseIterable {
    /// As many older ones, drawn at random.
    case sample
    /// All older ones.
    case whole
    /// As many older ones, with the draws and rules of river 0.26.1.
    case river
  }

  /// What changes.
  public struct State: ChartState {
    /// The newest values.
    var window: KSWINWindow
    /// The number of values so far.
    public internal(set) var count = 0
    /// Python's generator, where draws are its.
    var twister: MersenneTwister?
    /// The least steps of the statistic that raise an alarm, and how many make D = 1.
    let limit: Int
    let steps: Int

    /// What there is to store.
    public static let fields: [Parameter<Self>] = [
      .integer("count", \.count, in: 0...1 << 53, "the number of values so far"),
      .list(
        "values", "at most as many numbers as the window has", "the newest, from the oldest on",
        read: { $0.window.list },
        write: { state, values in
          guard values.count <= state.window.size else { return false }
          state.window.keep(0)
          for value in values { state.window.insert(value) }
          return true
        }),
      .list(
        "generator", "625 whole numbers under river, and none else",
        "the state of Python's generator", read: { $0.twister?.list ?? [] },
        write: { state, list in
          if state.twister == nil { return list.isEmpty }
          state.twister = MersenneTwister(list: list)
          return state.twister != nil
        }),
    ]

    /// No more values than there have been.
    public var isConsistent: Bool { window.count <= count }
  }

  /// The name in JSON and on the command line.
  public static let name = "kswin"
  /// What it watches, in one line.
  public static let summary = "Kolmogorov-Smirnov windowing, for any change of the distribution"
  /// Where the definition comes from.
  public static let source =
    "Raab, Heusinger and Schleif, Neurocomputing 416, 2020, doi:10.1016/j.neucom.2019.11.111"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .number("alpha", \.alpha, in: 1e-300...1, "the share of false alarms of one test"),
    .integer("window", \.window, in: 2...10_000, "the number of values that are kept"),
    .integer("stat_size", \.statSize, in: 1...5000, "how many of them are the newest"),
    .integer("seed", \.seed, in: 0...Int.max, "what the draws follow from"),
    .choice("convention", \.convention, "what the newest values are held against"),
  ]

  /// The share of false alarms of one test.
  public var alpha = 0.005
  /// The number of values that are kept.
  public var window = 100
  /// How many of them are the newest; half of the window at most.
  public var statSize = 30
  /// What the draws follow from.
  public var seed = 0
  /// What the newest values are held against.
  public var convention = Convention.sample

  /// A chart as the paper sets it.
  public init() {}

  /// A chart of a level and a window.
  public init(alpha: Double, window: Int = 100, statSize: Int = 30) {
    self.alpha = alpha
    self.window = window
    self.statSize = statSize
  }

  /// The newest values are half of the window at most, and enough for alpha.
  public func validate() throws(DriftlineError) {
    guard statSize <= window / 2 else {
      throw DriftlineError(
        .invalidParams,
        "kswin.stat_size is \(statSize) of a window of \(window); half of it is the most",
        at: "kswin.stat_size")
    }
    let least = logP(steps)
    guard least <= log(alpha) else {
      throw DriftlineError(
        .invalidParams,
        "kswin.alpha is \(alpha), and \(statSize) values against \(others) have "
          + "p = \(exp(least)) at the least", at: "kswin.alpha")
    }
  }

  /// How many values the newest are held against.
  private var others: Int { convention == .whole ? window - statSize : statSize }

  /// The steps of the statistic: D is a whole number of times 1 over that.
  private var steps: Int { convention == .whole ? statSize * others : statSize }

  /// The logarithm of the probability of so many steps or more.
  private func logP(_ taken: Int) -> Double {
    convention == .whole
      ? KolmogorovSmirnovNull.exactLogPValue(numerator: taken, n: statSize, m: others)
      : KolmogorovSmirnovNull.closedFormLogPValue(steps: taken, n: statSize)
  }

  /// Nothing seen.
  ///
  /// - Complexity: O(log window) p-values, O(window) each, and O(window^2) for all older values.
  public var initialState: State {
    let wanted = log(alpha)
    var (none, enough) = (0, steps)
    while enough - none > 1 {
      let middle = (none + enough) / 2
      if logP(middle) <= wanted { enough = middle } else { none = middle }
    }
    if convention == .river { enough = max(enough, statSize / 10 + 1) }
    return State(
      window: KSWINWindow(size: window, newest: statSize, weighsAll: convention == .whole),
      twister: convention == .river ? MersenneTwister(seed: seed) : nil, limit: enough,
      steps: steps)
  }

  /// Takes one value.
  public func update(_ state: inout State, with value: Double) -> ChartPoint {
    state.window.insert(value)
    state.count = min(state.count + 1, 1 << 53)
    guard state.window.isFull else { return ChartPoint(value: value, statistic: .nan) }
    let distance = distance(&state)
    let isAlarm = distance.steps >= state.limit
    if isAlarm {
      state.window.keep(convention == .river ? 0 : statSize)
      if convention == .river { state.twister = MersenneTwister(seed: seed) }
    }
    let steps = Double(state.steps)
    return ChartPoint(
      value: value, statistic: Double(distance.steps) / steps,
      upper: Double(state.limit - 1) / steps, isAlarm: isAlarm,
      direction: isAlarm ? (distance.isUp ? .up : .down) : nil)
  }

  /// The steps of the statistic as the window is.
  private func distance(_ state: inout State) -> (steps: Int, isUp: Bool) {
    if convention == .whole { return state.window.distance() }
    if var twister = state.twister.take() {
      defer { state.twister = twister }
      return state.window.sampledDistance(&twister)
    }
    var random = SeededRandom(seed: UInt64(seed), stream: UInt64(state.count))
    return state.window.sampledDistance(&random)
  }
}
