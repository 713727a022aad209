public import Driftline
private import Foundation

/// Confidence sequence for a mean: intervals that hold the mean of the values at every moment, so
/// that one may look after each value, and stop whenever one likes.
///
/// Where every value has the mean `mean` given those before it, the share of streams that raise an
/// alarm, ever, is `alpha` at most: however long they are and however often one looks. Alarm where
/// `mean` is outside of the interval.
///
/// - `method`:
///   - `sub_gaussian`: deviations are sub-Gaussian with the known `sigma`: normal values of that
///     standard deviation or a smaller one, and values in a range of 2 sigma. The normal mixture of
///     Robbins: running mean ± sigma sqrt((t + rho) (log((t + rho) / rho) + 2 log(1 / alpha))) / t. It
///     says nothing of values with heavier tails.
///   - `bounded`: values are in [lower, upper], and their variance is learnt as they come. The
///     empirical-Bernstein sequence of Waudby-Smith and Ramdas: with values y scaled to [0, 1], m and
///     v their mean and variance so far (a half and a quarter count as one value more), bets
///     b = min(1/2, sqrt(2 L / (v h))) and L = log(2 / alpha), the interval is
///     (sum b y ± (L + sum (y - m)^2 (-log(1 - b) - b))) / sum b.
/// - A value outside of [lower, upper] under `bounded` breaks what the promise stands on: it raises
///   an alarm in its direction with the signal `range`, and is not taken into the state.
/// - `optimal_time`: after about how many values the interval is narrowest, beside what is possible:
///   it sets rho, and h = optimal_time as long as t is not over it, t log(1 + t) / log(1 +
///   optimal_time) then.
/// - `side`: both; or one alone, with the whole alpha: `up` sees a mean over `mean` and gives no upper
///   bound.
/// - `intersect`: each interval is cut to what it shares with all before it, which keeps the promise.
///   An alarm then stays; lower may be over upper, which says that the mean has not been the same.
/// - The statistic is the estimate in the middle of the interval: the running mean, under `bounded`
///   the one weighted by the bets. Limits are the interval. The chart runs on after an alarm.
/// - A late change is seen late, as all values since the start count: after a long time without one,
///   use a chart that forgets, or begin anew.
/// - Complexity: O(1) for a value, eight numbers of state.
///
/// Source: S. R. Howard, A. Ramdas, J. McAuliffe, J. Sekhon, Annals of Statistics 49 (2021), DOI
/// 10.1214/20-AOS1991; I. Waudby-Smith, A. Ramdas, JRSS B 86 (2024), DOI 10.1093/jrsssb/qkad009,
/// theorem 2.
public struct ConfidenceSequence: ValueChart {
  /// What is known of the values.
  public enum Method: String, Sendable, CaseIterable {
    /// How far they spread about their mean.
    case subGaussian = "sub_gaussian"
    /// Their range.
    case bounded
  }

  /// Which way the mean may not go.
  public enum Side: String, Sendable, CaseIterable {
    /// Either.
    case both
    /// Up.
    case up
    /// Down.
    case down
  }

  /// What changes.
  public struct State: ChartState {
    /// How many values there have been.
    public internal(set) var count = 0
    /// The sum of (x - mean) / sigma; under `bounded` of the scaled values less the scaled mean, each
    /// times its bet.
    var sum = 0.0
    /// The sum of the bets.
    var weight = 0.0
    /// The sum of what squares and bets cost.
    var penalty = 0.0
    /// The sum of the scaled values.
    var total = 0.0
    /// The sum of their squares about the means so far.
    var squares = 0.0
    /// The bounds of the intersection, less the mean.
    var lowest = -Double.greatestFiniteMagnitude
    var highest = Double.greatestFiniteMagnitude
    /// The boundary of the sub-Gaussian method.
    let mixture: NormalMixture
    /// log(2 / alpha), or log(1 / alpha) on one side.
    let level: Double
    /// 1 / log(1 + optimal_time).
    let slowness: Double

    /// What there is to store.
    public static let fields: [Parameter<Self>] = [
      .integer("count", \.count, in: 0...1 << 53, "how many values there have been"),
      .number("sum", \.sum, in: .finite, "the sum of the deviations, each times its bet"),
      .number("weight", \.weight, in: 0...0x1p53, "the sum of the bets"),
      .number("penalty", \.penalty, in: 0...0x1p53, "what squares and bets cost"),
      .number("total", \.total, in: 0...0x1p53, "the sum of the scaled values"),
      .number("squares", \.squares, in: 0...0x1p53, "the sum of their squares"),
      .number("lowest", \.lowest, in: .finite, "the highest lower bound so far, less the mean"),
      .number("highest", \.highest, in: .finite, "the lowest upper bound so far, less the mean"),
    ]

    /// Sums of numbers in [0, 1] are no more than the numbers are.
    public var isConsistent: Bool {
      let count = Double(count)
      return weight <= count && total <= count && squares <= count
    }
  }

  /// The name in JSON and on the command line.
  public static let name = "confidence_sequence"
  /// What it watches, in one line.
  public static let summary = "Confidence sequence for a mean, which may be looked at at any time"
  /// Where the definition comes from.
  public static let source =
    "Howard, Ramdas, McAuliffe and Sekhon, Annals of Statistics 49, 2021, doi:10.1214/20-AOS1991; "
    + "Waudby-Smith and Ramdas, JRSS B 86, 2024, doi:10.1093/jrsssb/qkad009"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .number("mean", \.mean, in: .finite, "the mean where nothing is wrong"),
    .number("alpha", \.alpha, in: 1e-12...0.5, "the share of streams with a false alarm, ever"),
    .choice("method", \.method, "what is known of the values"),
    .number("sigma", \.sigma, in: .positive, "how far values spread, under sub_gaussian"),
    .number("lower", \.lower, in: .finite, "the least value there can be, under bounded"),
    .number("upper", \.upper, in: .finite, "the largest value there can be, under bounded"),
    .integer(
      "optimal_time", \.optimalTime, in: 1...1_000_000_000,
      "after how many values the interval is at its best"),
    .choice("side", \.side, "which way the mean may not go"),
    .flag("intersect", \.intersect, "whether each interval is cut to those before it"),
  ]
  /// What an alarm can be raised for.
  public static let signals = ["mean", "range"]

  /// The mean where nothing is wrong.
  public var mean = 0.0
  /// The share of streams that raise a false alarm, ever.
  public var alpha = 0.01
  /// What is known of the values.
  public var method = Method.subGaussian
  /// How far values spread about their mean, under ``Method/subGaussian``.
  public var sigma = 1.0
  /// The least value there can be, under ``Method/bounded``.
  public var lower = 0.0
  /// The largest value there can be, under ``Method/bounded``.
  public var upper = 1.0
  /// After how many values the interval is at its best.
  public var optimalTime = 1000
  /// Which way the mean may not go.
  public var side = Side.both
  /// Whether each interval is cut to what it shares with those before it.
  public var intersect = false

  /// Sub-Gaussian values around 0 with sigma 1.
  public init() {}

  /// Sub-Gaussian values around a mean.
  public init(mean: Double, sigma: Double, alpha: Double = 0.01) {
    self.mean = mean
    self.sigma = sigma
    self.alpha = alpha
  }

  /// Values in a range, around a mean.
  public init(mean: Double, in range: ClosedRange<Double>, alpha: Double = 0.01) {
    self.mean = mean
    self.alpha = alpha
    method = .bounded
    lower = range.lowerBound
    upper = range.upperBound
  }

  /// Under `bounded` the mean is in the range, and the range is one.
  public func validate() throws(DriftlineError) {
    guard method == .bounded else { return }
    guard lower < upper, (upper - lower).isFinite else {
      throw DriftlineError(
        .invalidParams,
        "confidence_sequence has values from \(lower) to \(upper); "
          + "lower must be under upper, by a finite difference", at: "confidence_sequence.upper")
    }
    guard lower <= mean, mean <= upper else {
      throw DriftlineError(
        .invalidParams,
        "confidence_sequence.mean is \(mean), and values are from \(lower) to \(upper)",
        at: "confidence_sequence.mean")
    }
  }

  /// Refuses a sample: its mean is not exact, and the promise would not hold.
  public func fitted(to sample: [Double]) throws(DriftlineError) -> Self {
    throw DriftlineError(
      .invalidParams,
      "confidence_sequence takes a mean that is known, and none from a baseline, whose mean has an "
        + "error; e_two_sample holds a stream against a baseline", at: "baseline")
  }

  /// Nothing seen.
  public var initialState: State {
    State(
      mixture: NormalMixture(alpha: alpha, optimalTime: optimalTime, isOneSided: side != .both),
      level: log((side == .both ? 2 : 1) / alpha), slowness: 1 / log1p(Double(optimalTime)))
  }

  /// Takes one value.
  public func update(_ state: inout State, with value: Double) -> ChartPoint {
    guard method == .bounded else {
      state.count += 1
      state.sum = bounded(state.sum + bounded(centred(value, around: mean) / sigma))
      let count = Double(state.count)
      return point(
        &state, value, state.sum / count * sigma,
        state.mixture.reach(after: count) / count * sigma)
    }
    guard lower <= value, value <= upper else {
      let isAbove = value > upper
      return ChartPoint(
        value: value, statistic: value, lower: lower, upper: upper, isAlarm: true,
        direction: isAbove ? .up : .down, signals: 0b10)
    }
    let range = upper - lower
    let scaled = (value - lower) / range
    let (old, new) = (Double(state.count + 1), Double(state.count + 2))
    let error = scaled - (0.5 + state.total) / old
    let optimal = Double(optimalTime)
    let horizon = old <= optimal ? optimal : old * log1p(old) * state.slowness
    let bet = min(
      0.5, (2 * state.level * old / ((0.25 + state.squares) * horizon)).squareRoot())
    state.sum += bet * ((value - mean) / range)
    state.weight += bet
    state.penalty += error * error * (-log1p(-bet) - bet)
    state.total += scaled
    let deviation = scaled - (0.5 + state.total) / new
    state.squares += deviation * deviation
    state.count += 1
    let unit = range / state.weight
    return point(&state, value, state.sum * unit, (state.level + state.penalty) * unit)
  }

  /// The interval about an estimate, both less the mean.
  private func point(
    _ state: inout State, _ value: Double, _ estimate: Double, _ reach: Double
  ) -> ChartPoint {
    let estimate = bounded(estimate)
    var (low, high) = (bounded(estimate - reach), bounded(estimate + reach))
    if intersect {
      low = max(low, state.lowest)
      high = min(high, state.highest)
      state.lowest = low
      state.highest = high
    }
    let isAbove = low > 0 && side != .down
    let isBelow = high < 0 && side != .up
    var (least, most) = (mean + low, mean + high)
    if method == .bounded { (least, most) = (max(least, lower), min(most, upper)) }
    let isAlarm = isAbove || isBelow
    return ChartPoint(
      value: value, statistic: mean + estimate,
      lower: side == .down ? -.infinity : least, upper: side == .up ? .infinity : most,
      isAlarm: isAlarm, direction: isAbove ? .up : isBelow ? .down : nil,
      signals: isAlarm ? 0b01 : 0)
  }
}
