public import Driftline
private import Foundation

/// A z-score against a mean and a deviation that follow the stream: no baseline has to be known.
///
/// With d = x - mean and weight w: mean = mean + w d, variance = (1 - w) (variance + w d^2). Alarm
/// where |z| is over the threshold, from `minimum` values before it on.
///
/// - `scoring: calibrated` holds a value against the state *before* it. The first values weigh as in
///   a plain mean, 1/t, until that is less than alpha; z is corrected for the few values that the
///   mean and the deviation stand on, by Wallace's approximation of Student's t, so that three sigma
///   mean about the same from the tenth value on. Of independent normal values a few less than the
///   0.0027 of the normal law raise an alarm, and for large alpha clearly less.
/// - `scoring: classic`, the published recipe, takes w = alpha from the second value on and holds a
///   value against the state that it has changed already. Its z can never pass
///   sqrt((1 - alpha) / alpha): 2 at alpha = 0.2, so that a threshold of 3 is never reached.
/// - Where the deviation is 0, a value equal to the mean scores 0, any other is an infinite score.
/// - alpha by use: 0.1 for stable streams, 0.3 for active ones, 0.1 to 0.15 for noisy ones, 0.4 to
///   0.5 where changes are sudden and the baseline has to follow.
/// - Complexity: O(1) for a value, six numbers of state.
///
/// Source: T. Finch, "Incremental calculation of weighted mean and variance", University of Cambridge
/// Computing Service (2009), equations 124 and 143; D. L. Wallace, "Bounds on normal approximations
/// to Student's and the chi-square distributions", Annals of Mathematical Statistics 30 (1959), DOI
/// 10.1214/aoms/1177706078.
public struct EWMABaseline: ValueChart {
  /// Which state a value is held against.
  public enum Scoring: String, Sendable, CaseIterable {
    /// The one before it.
    case calibrated
    /// The one after it.
    case classic
  }

  /// What changes.
  public struct State: ChartState {
    /// How many values there have been.
    public var count = 0
    /// The first value, which the mean is kept relative to.
    public var origin = 0.0
    /// The mean, less the origin.
    public var mean = 0.0
    /// The root of the weighted variance.
    public var deviation = 0.0
    /// The sum of the squares of the weights: one over the number of values that they amount to.
    public var squares = 1.0
    /// The sum of the cubes of the weights.
    public var cubes = 1.0

    /// What there is to store.
    public static let fields: [Parameter<Self>] = [
      .integer("count", \.count, in: 0...(1 << 53), "values so far"),
      .number("origin", \.origin, in: .finite, "the first value"),
      .number("mean", \.mean, in: -1e300...1e300, "the mean, less the origin"),
      .number("deviation", \.deviation, in: 0...1e301, "the root of the variance"),
      .number("squares", \.squares, in: 0...1, "the sum of the squares of the weights"),
      .number("cubes", \.cubes, in: 0...1, "the sum of the cubes of the weights"),
    ]
  }

  /// The name in JSON and on the command line.
  public static let name = "ewma_baseline"
  /// What it watches, in one line.
  public static let summary = "z-score against a mean and deviation that follow the stream"
  /// Where the definition comes from.
  public static let source = "Finch, University of Cambridge Computing Service, 2009"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .number("alpha", \.alpha, in: 1e-6...1, "the weight of the newest value"),
    .number("threshold", \.threshold, in: 0...1e6, "the z-score that raises an alarm"),
    .integer("minimum", \.minimum, in: 2...1_000_000, "values before the first alarm"),
    .choice("scoring", \.scoring, "the state that a value is held against"),
  ]

  /// The weight of the newest value.
  public var alpha = 0.1
  /// The z-score that raises an alarm.
  public var threshold = 3.0
  /// How many values there have to be before one that can raise an alarm.
  public var minimum = 10
  /// The state that a value is held against.
  public var scoring = Scoring.calibrated

  /// alpha 0.1 and three sigma.
  public init() {}

  /// A weight and a way of scoring.
  public init(alpha: Double, scoring: Scoring = .calibrated) {
    self.alpha = alpha
    self.scoring = scoring
  }

  /// Checks that the state before a value has a deviation.
  public func validate() throws(DriftlineError) {
    guard scoring == .classic || alpha < 1 else {
      throw DriftlineError(
        .invalidParams, "\(Self.name).alpha is 1, which leaves no deviation; it takes less than 1",
        at: "\(Self.name).alpha")
    }
  }

  /// Nothing seen.
  public var initialState: State { State() }

  /// Takes one value.
  public func update(_ state: inout State, with value: Double) -> ChartPoint {
    if state.count == 0 { state.origin = value }
    let offset = centred(value, around: state.origin)
    let d = bounded(offset - state.mean)
    let before = state
    state.take(d, weight: weight(state.count))
    let isReady = before.count >= minimum
    let score: Double
    switch scoring {
    case .calibrated: score = before.count < 2 ? .nan : before.correctedScore(d)
    case .classic: score = state.score(bounded(offset - state.mean))
    }
    let isAlarm = isReady && abs(score) > threshold
    return ChartPoint(
      value: value, statistic: score, lower: -threshold, upper: threshold, isAlarm: isAlarm,
      direction: isAlarm ? (score > 0 ? .up : .down) : nil)
  }

  /// The weight of a value that `count` came before.
  private func weight(_ count: Int) -> Double {
    switch scoring {
    case .calibrated: max(alpha, 1 / Double(count + 1))
    case .classic: count == 0 ? 1 : alpha
    }
  }
}

extension EWMABaseline.State {
  /// Takes a value that is `d` from the mean.
  mutating func take(_ d: Double, weight w: Double) {
    count = min(count + 1, 1 << 53)
    mean = bounded(mean + w * d)
    deviation = (1 - w).squareRoot() * hypot(deviation, w.squareRoot() * d)
    squares = count == 1 ? 1 : (1 - w) * (1 - w) * squares + w * w
    cubes = count == 1 ? 1 : (1 - w) * (1 - w) * (1 - w) * cubes + w * w * w
  }

  /// d over the deviation.
  func score(_ d: Double) -> Double {
    d == 0 ? 0 : deviation == 0 ? (d > 0 ? .infinity : -.infinity) : bounded(d / deviation)
  }

  /// The normal score of the next value: as unlikely, where all values are independent and normal.
  func correctedScore(_ d: Double) -> Double {
    // The variance is a quadratic form, whose degrees of freedom are Satterthwaite's.
    let freedom = (1 - squares) * (1 - squares) / (squares - 2 * cubes + squares * squares)
    let t = score(d) * ((1 - squares) / (1 + squares)).squareRoot()
    return normalScore(ofT: t, freedom: freedom)
  }
}
