public import Driftline

/// Hotelling's T^2 of single rows: sees large sudden shifts of several numbers that belong together.
///
/// T^2 = (x - mean)' S^-1 (x - mean); alarm where it is over the limit.
///
/// - With `samples` 0, mean and covariance are known, and T^2 is chi-square where nothing is wrong;
///   else they come from that many rows m, and the limit is p (m + 1)(m - 1) / (m (m - p)) times
///   the quantile of F with p and m - p degrees of freedom.
/// - `limit` null: the one with a false alarm in `arl0` rows.
/// - An empty mean is all zeros, an empty covariance the identity of `dimensions`.
/// - Complexity: O(p^2) for a row.
///
/// Source: H. Hotelling, "Multivariate quality control" (1947); N. D. Tracy, J. C. Young, R. L. Mason,
/// Journal of Quality Technology 24 (1992), DOI 10.1080/00224065.1992.12015232.
public struct HotellingChart: CovarianceChart {
  /// Nothing changes; the whitening is kept.
  public struct State: ChartState {
    let whitening: Whitening

    /// What there is to store: nothing.
    public static let fields: [Parameter<Self>] = []
  }

  /// The name in JSON and on the command line.
  public static let name = "hotelling_t2"
  /// What it watches, in one line.
  public static let summary = "T^2 of single rows of several numbers"
  /// Where the definition comes from.
  public static let source =
    "Tracy, Young and Mason, Journal of Quality Technology 24, 1992, doi:10.1080/00224065.1992.12015232"
  /// What can be set.
  public static let parameters: [Parameter<Self>] =
    baselineParameters + [
      .integer(
        "samples", \.samples, in: 0...1_000_000_000, "rows they are estimated from; 0: known"),
      .optionalNumber("limit", \.limit, in: 0...1e9, "the T^2 of an alarm; null: as arl0 asks for"),
      .number("arl0", \.arl0, in: 1.001...1e9, "rows between false alarms, on average"),
    ]

  /// Numbers in a row.
  public var dimensions = 2
  /// The mean where nothing is wrong; empty: zeros.
  public var mean: [Double] = []
  /// The covariance where nothing is wrong, row by row; empty: the identity.
  public var covariance: [Double] = []
  /// How many rows mean and covariance are estimated from; 0: they are known.
  public var samples = 0
  /// The T^2 that raises an alarm; `nil`: the one that ``arl0`` asks for.
  public var limit: Double?
  /// How many rows there are between false alarms, on average.
  public var arl0 = 370.4

  /// Two numbers around 0, of variance 1, without correlation.
  public init() {}

  /// Checks that mean and covariance fit the dimensions, and that the covariance is one.
  public func validate() throws(DriftlineError) {
    _ = try whitening()
    guard samples == 0 || samples > dimensions else {
      throw DriftlineError(
        .invalidParams,
        "\(Self.name).samples is \(samples); an estimate of \(dimensions) dimensions takes more",
        at: "\(Self.name).samples")
    }
  }

  /// The limit as a number.
  public func resolved() throws(DriftlineError) -> Self {
    guard limit == nil else { return self }
    var chart = self
    chart.limit = try HotellingRunLength.limit(
      arl0: arl0, dimensions: dimensions, baseline: samples == 0 ? nil : samples)
    return chart
  }

  /// The chart with mean and covariance of a sample of rows, and the limit for so many.
  public func fitted(to sample: [Double]) throws(DriftlineError) -> Self {
    var (chart, rows) = try withMoments(of: sample)
    chart.samples = rows
    return chart
  }

  /// The law of its run lengths where mean and covariance are known, by the Mahalanobis distance of a
  /// shift; `nil` where the limit is open, and where they are estimated.
  public var runLength: (any RunLength)? {
    samples > 0 ? nil : limit.map { HotellingRunLength(limit: $0, dimensions: dimensions) }
  }

  /// Nothing seen.
  public var initialState: State { State(whitening: knownWhitening) }

  /// Takes one row.
  public func update(_ state: inout State, with row: Span<Double>) -> ChartPoint {
    let white = state.whitening.white(row)
    let t = bounded(white.reduce(0) { $0 + $1 * $1 })
    return ChartPoint(
      value: t, statistic: t, within: -.infinity, resolvedLimit(limit))
  }
}
