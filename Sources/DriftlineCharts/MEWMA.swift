public import Driftline

/// Multivariate EWMA: small lasting shifts of several numbers that belong together.
///
/// z = lambda (x - mean) + (1 - lambda) z; T^2 = z' Sz^-1 z with Sz = lambda / (2 - lambda) S; alarm
/// where it is over the limit (called h4 in the literature).
///
/// - `limits`: `asymptotic` as above, for which run lengths are published; `time_varying` takes the
///   covariance of z after t rows, which is smaller by 1 - (1 - lambda)^(2 t).
/// - An empty mean is all zeros, an empty covariance the identity of `dimensions`.
/// - Complexity: O(p^2) for a row, p + 1 numbers of state.
///
/// Source: C. A. Lowry, W. H. Woodall, C. W. Champ, S. E. Rigdon, "A multivariate exponentially
/// weighted moving average control chart", Technometrics 34 (1992), DOI
/// 10.1080/00401706.1992.10485232.
public struct MEWMA: CovarianceChart {
  /// What changes; the whitening is kept.
  public struct State: ChartState {
    let whitening: Whitening
    /// z, made uncorrelated.
    public var average: [Double]
    /// (1 - lambda)^t.
    public var decay = 1.0

    /// What there is to store.
    public static let fields: [Parameter<Self>] = [
      .numbers("average", \.average, count: 1...Whitening.most, "the average, made uncorrelated"),
      .number("decay", \.decay, in: 0...1, "(1 - lambda) to the number of rows"),
    ]

    /// Whether the average fits the dimensions.
    public var isConsistent: Bool {
      average.count == whitening.dimensions && average.allSatisfy { abs($0) <= 1e150 }
    }
  }

  /// The name in JSON and on the command line.
  public static let name = "mewma"
  /// What it watches, in one line.
  public static let summary = "Multivariate EWMA, for small lasting shifts of several numbers"
  /// Where the definition comes from.
  public static let source =
    "Lowry, Woodall, Champ and Rigdon, Technometrics 34, 1992, doi:10.1080/00401706.1992.10485232"
  /// What can be set.
  public static let parameters: [Parameter<Self>] =
    baselineParameters + [
      .number("lambda", \.lambda, in: 1e-3...1, "the weight of the newest row"),
      .optionalNumber("limit", \.limit, in: 0...1e9, "the T^2 of an alarm; null: as arl0 asks for"),
      .number("arl0", \.arl0, in: 1.001...1e9, "rows between false alarms, on average"),
      .choice("limits", \.limits, "whether the covariance of z begins small"),
    ]

  /// Numbers in a row.
  public var dimensions = 2
  /// The mean where nothing is wrong; empty: zeros.
  public var mean: [Double] = []
  /// The covariance where nothing is wrong, row by row; empty: the identity.
  public var covariance: [Double] = []
  /// The weight of the newest row.
  public var lambda = 0.1
  /// The T^2 that raises an alarm; `nil`: the one that ``arl0`` asks for.
  public var limit: Double?
  /// How many rows there are between false alarms, on average.
  public var arl0 = 370.4
  /// Whether the covariance of z begins small.
  public var limits = EWMA.Limits.asymptotic

  /// Two numbers around 0, of variance 1, without correlation.
  public init() {}

  /// Checks that mean and covariance fit the dimensions, and that the covariance is one.
  public func validate() throws(DriftlineError) { _ = try whitening() }

  /// The limit as a number.
  public func resolved() throws(DriftlineError) -> Self {
    guard limit == nil else { return self }
    guard limits == .asymptotic else {
      throw DriftlineError(
        .invalidParams,
        "mewma.limit is open, and can be found for asymptotic limits only; give it",
        at: "mewma.limit")
    }
    var chart = self
    chart.limit = try MEWMARunLength(lambda: lambda, limit: 9, dimensions: dimensions)
      .withLimit(arl0: arl0).limit
    return chart
  }

  /// The chart with mean and covariance of a sample of rows.
  public func fitted(to sample: [Double]) throws(DriftlineError) -> Self {
    try withMoments(of: sample).chart
  }

  /// The law of its run lengths, by the Mahalanobis distance of a shift; `nil` where the limit is open
  /// or varies with time.
  public var runLength: (any RunLength)? {
    limits == .timeVarying
      ? nil
      : limit.map { MEWMARunLength(lambda: lambda, limit: $0, dimensions: dimensions) }
  }

  /// Nothing seen.
  public var initialState: State {
    State(whitening: knownWhitening, average: [Double](repeating: 0, count: dimensions))
  }

  /// Takes one row.
  public func update(_ state: inout State, with row: Span<Double>) -> ChartPoint {
    let white = state.whitening.white(row)
    var length = 0.0
    for i in white.indices {
      state.average[i] += lambda * (white[i] - state.average[i])
      length += state.average[i] * state.average[i]
    }
    state.decay *= 1 - lambda
    let share = limits == .timeVarying ? 1 - state.decay * state.decay : 1
    let t = bounded(length * (2 - lambda) / (lambda * share))
    return ChartPoint(value: t, statistic: t, within: -.infinity, resolvedLimit(limit))
  }
}
