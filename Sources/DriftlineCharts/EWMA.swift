public import Driftline

/// Exponentially weighted moving average: sees small shifts of the mean that last.
///
/// z = lambda x + (1 - lambda) z, from z = mean; alarm where z is outside of mean ± limit · w with
/// w = sigma · sqrt(lambda / (2 - lambda)).
///
/// - `limits`: `asymptotic` as above, for which run lengths are published; `time_varying` uses the
///   deviation of z after t values, w · sqrt(1 - (1 - lambda)^(2 t)), and is quicker at the start.
/// - `head_start` h (fast initial response): two averages begin at h times the first limits, the
///   upper one for upper alarms and the lower one for lower alarms. Both differ from z by
///   that distance times (1 - lambda)^t, so that one z is kept, and limits that begin narrow. The
///   first limits are mean ± limit · w, and mean ± limit · lambda · sigma where they vary with time.
/// - `start`: `mean`; or `first_value`, the classic recipe: the first value is z, whatever lambda.
/// - The chart runs on after an alarm.
/// - Complexity: O(1) for a value, three numbers of state.
///
/// Source: S. W. Roberts, "Control chart tests based on geometric moving averages", Technometrics 1
/// (1959), DOI 10.1080/00401706.1959.10489860; J. M. Lucas, M. S. Saccucci, Technometrics 32 (1990),
/// DOI 10.1080/00401706.1990.10484583.
public struct EWMA: PromisingChart {
  /// Which limits hold.
  public enum Limits: String, Sendable, CaseIterable {
    /// Those of the average after many values.
    case asymptotic
    /// Those of the average after as many values as there have been.
    case timeVarying = "time_varying"
  }

  /// What the average is at first.
  public enum Start: String, Sendable, CaseIterable {
    /// The mean, before the first value.
    case mean
    /// The first value.
    case firstValue = "first_value"
  }

  /// What changes.
  public struct State: ChartState {
    /// z - mean.
    public var deviation = 0.0
    /// (1 - lambda)^t.
    public var decay = 1.0
    /// Whether there has been a value.
    public var hasBegun = false

    /// What there is to store.
    public static let fields: [Parameter<Self>] = [
      .number("deviation", \.deviation, in: .finite, "the average less the mean"),
      .number("decay", \.decay, in: 0...1, "(1 - lambda) to the number of values"),
      .flag("has_begun", \.hasBegun, "whether there has been a value"),
    ]
  }

  /// The name in JSON and on the command line.
  public static let name = "ewma"
  /// What it watches, in one line.
  public static let summary = "Exponentially weighted moving average, for small lasting shifts"
  /// Where the definition comes from.
  public static let source =
    "Roberts, Technometrics 1, 1959, doi:10.1080/00401706.1959.10489860; "
    + "Lucas and Saccucci, Technometrics 32, 1990, doi:10.1080/00401706.1990.10484583"
  /// What can be set.
  public static let parameters: [Parameter<Self>] =
    baselineParameters + [
      .number("lambda", \.lambda, in: 1e-6...1, "the weight of the newest value"),
      .optionalNumber(
        "limit", \.limit, in: 0...100,
        "the limits, in standard deviations of the average; null: as arl0 asks for"),
    ] + promiseParameters + [
      .choice("limits", \.limits, "whether the limits begin narrow"),
      .number(
        "head_start", \.headStart, in: 0...0.99, "where to begin, as a share of the first limit"),
      .choice("start", \.start, "what the average is at first"),
    ]

  /// The mean where nothing is wrong.
  public var mean = 0.0
  /// The standard deviation where nothing is wrong.
  public var sigma = 1.0
  /// The weight of the newest value.
  public var lambda = 0.2
  /// The limits, in standard deviations of the average; `nil`: those that ``arl0`` asks for.
  public var limit: Double?
  /// How many values there are between false alarms, on average.
  public var arl0 = 370.4
  /// How many values mean and deviation are estimated from; 0: they are known.
  public var baselineSize = 0
  /// The share of baselines of that size with which the promise is kept.
  public var guarantee = 0.5
  /// Which limits hold.
  public var limits = Limits.asymptotic
  /// Where to begin, as a share of the first limit.
  public var headStart = 0.0
  /// What the average is at first.
  public var start = Start.mean

  /// lambda 0.2 around 0 with sigma 1.
  public init() {}

  /// A chart around a mean.
  public init(mean: Double, sigma: Double, lambda: Double = 0.2, limit: Double? = nil) {
    self.mean = mean
    self.sigma = sigma
    self.lambda = lambda
    self.limit = limit
  }

  var bound: Double? {
    get { limit }
    set { limit = newValue }
  }

  func runs(bound: Double) -> EWMARunLength {
    EWMARunLength(
      lambda: lambda, limit: bound, limits: limits, headStart: headStart, start: start)
  }

  /// Nothing seen.
  public var initialState: State { State() }

  /// Takes one value.
  public func update(_ state: inout State, with value: Double) -> ChartPoint {
    let step = centred(value, around: mean)
    if start == .firstValue && !state.hasBegun {
      state.deviation = step
    } else {
      state.deviation += lambda * (step - state.deviation)
    }
    state.hasBegun = true
    state.decay *= 1 - lambda
    var reach = resolvedLimit(limit) * sigma * (lambda / (2 - lambda)).squareRoot()
    if limits == .timeVarying || headStart > 0 {
      let varies = limits == .timeVarying
      let narrowed = varies ? (1 - state.decay * state.decay).squareRoot() : 1
      let first = varies ? (lambda * (2 - lambda)).squareRoot() : 1
      reach *= narrowed - headStart * first * state.decay
    }
    return ChartPoint(
      value: value, centre: mean, deviation: state.deviation, reach: reach)
  }
}
