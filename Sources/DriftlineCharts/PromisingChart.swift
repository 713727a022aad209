import Driftline

/// A chart of values with known mean and deviation, whose limit follows from the run length that is
/// promised.
protocol PromisingChart: ValueChart {
  /// The law of its run lengths.
  associatedtype Runs: LimitedRunLength

  /// The mean where nothing is wrong.
  var mean: Double { get set }
  /// The standard deviation where nothing is wrong.
  var sigma: Double { get set }
  /// The limit; `nil` where it is to follow from ``arl0``.
  var bound: Double? { get set }
  /// How many values there are between false alarms, on average.
  var arl0: Double { get set }
  /// How many values mean and deviation are estimated from; 0: they are known.
  var baselineSize: Int { get set }
  /// The share of baselines of that size with which the promise is kept.
  var guarantee: Double { get set }
  /// The law of its run lengths with a limit.
  func runs(bound: Double) -> Runs
}

extension PromisingChart {
  /// The baseline that is known.
  static var baselineParameters: [Parameter<Self>] {
    [
      .number("mean", \.mean, in: .finite, "the mean where nothing is wrong"),
      .number("sigma", \.sigma, in: .positive, "the standard deviation where nothing is wrong"),
    ]
  }

  /// What an open limit follows from.
  static var promiseParameters: [Parameter<Self>] {
    [
      .number("arl0", \.arl0, in: 1.001...1e9, "values between false alarms, on average"),
      .integer(
        "baseline_size", \.baselineSize, in: 0...1_000_000_000,
        "values that mean and sigma come from; 0: known"),
      .number(
        "guarantee", \.guarantee, in: 0.01...0.99, "the share of such baselines that keep arl0"),
    ]
  }

  /// The chart with its limit as a number.
  ///
  /// Where mean and deviation are estimated, the limit is corrected for it: with the share
  /// ``guarantee`` of all baselines of that size, runs in control are as long as promised or longer, on
  /// average.
  public func resolved() throws(DriftlineError) -> Self {
    guard bound == nil else { return self }
    let open = runs(bound: 3)
    var chart = self
    chart.bound =
      baselineSize == 0
      ? try open.withLimit(arl0: arl0).bound
      : try PhaseOne(count: baselineSize).guaranteed(open, arl0: arl0, share: guarantee).bound
    return chart
  }

  /// The chart with mean and deviation of a sample, and the sample's size.
  public func fitted(to sample: [Double]) throws(DriftlineError) -> Self {
    guard mean == 0, sigma == 1 else {
      throw DriftlineError(
        .invalidParams,
        "mean and sigma come from the baseline, and are given too; leave out one or the other",
        at: "\(Self.name).\(mean == 0 ? "sigma" : "mean")")
    }
    let facts = try BaselineSample(sample)
    var chart = self
    chart.mean = facts.mean
    chart.sigma = facts.sigma
    chart.baselineSize = facts.count
    return chart
  }

  /// The law of its run lengths; `nil` where the limit is open, and where mean and deviation are
  /// estimated, as it then depends on the sample.
  public var runLength: (any RunLength)? { baselineSize == 0 ? bound.map(runs) : nil }
}
