public import Driftline
private import Foundation

/// A MEWMA chart: the lambda with which a shift is seen soonest, and the limit that goes with it.
///
/// The best lambda is sought from 0.04 to 1 (from more on where there are many dimensions), and rounded to three digits; around it the curve is
/// flat.
public struct MEWMAPlan: ChartPlan {
  /// The name of the chart.
  public static let name = "mewma"
  /// What it does.
  public static let summary = "lambda for the shift, and the limit"
  /// Where it comes from.
  public static let source =
    "Prabhu and Runger, Designing a multivariate EWMA control chart, "
    + "Journal of Quality Technology 29, 1997, 8-15"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .integer("dimensions", \.dimensions, in: 1...100, "how many numbers there are in a value"),
    .optionalNumber(
      "lambda", \.lambda, "a number over 0, up to 1", "the weight of the newest value"),
  ]

  /// How many numbers there are in a value.
  public var dimensions = 2
  /// The weight of the newest value; `nil` for the best one.
  public var lambda: Double?

  /// Two dimensions, the best lambda.
  public init() {}

  /// The chart.
  public func runs(arl0: Double, shift: Double?) throws(DriftlineError) -> MEWMARunLength {
    func plain(_ lambda: Double) throws(DriftlineError) -> MEWMARunLength {
      try MEWMARunLength(lambda: lambda, limit: 10, dimensions: dimensions).withLimit(arl0: arl0)
    }
    if let lambda { return try plain(lambda) }
    let shift = try needed(shift, insteadOf: "lambda")
    // Where the limit without memory, which is over that with it, is not too long to compute with.
    let widest = try HotellingRunLength.limit(arl0: arl0, dimensions: dimensions)
    let least = 1 - max(0, 1 - widest / MEWMARunLength.longestReach).squareRoot()
    let power = try lowest(from: log(max(0.04, least)), to: 0, tolerance: 0.03) {
      (power) throws(DriftlineError) in
      // Fewer nodes will do to compare.
      try plain(exp(power)).average(shift: shift, state: .zero, refinement: 0.7)
    }
    return try plain(threeDigits(exp(power)))
  }

  /// The parameters of the chart.
  public static func parameters(of runs: MEWMARunLength) -> [JSON.Member] {
    [
      .init("lambda", .number(runs.lambda)), .init("limit", .number(runs.limit)),
      .init("dimensions", .int(runs.dimensions)),
    ]
  }
}

/// Hotelling's T2 chart of single vectors: the limit follows from the mean run length alone.
public struct HotellingPlan: ChartPlan {
  /// The name of the chart.
  public static let name = "hotelling_t2"
  /// What it does.
  public static let summary = "the limit, for a known mean and covariance"
  /// Where it comes from.
  public static let source =
    "Montgomery, Introduction to Statistical Quality Control, chapter 11"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .integer("dimensions", \.dimensions, in: 1...100_000, "how many numbers there are in a value")
  ]

  /// How many numbers there are in a value.
  public var dimensions = 2

  /// Two dimensions.
  public init() {}

  /// The chart.
  public func runs(arl0: Double, shift: Double?) throws(DriftlineError) -> HotellingRunLength {
    HotellingRunLength(
      limit: try HotellingRunLength.limit(arl0: arl0, dimensions: dimensions),
      dimensions: dimensions)
  }

  /// The parameters of the chart.
  public static func parameters(of runs: HotellingRunLength) -> [JSON.Member] {
    [.init("limit", .number(runs.limit)), .init("dimensions", .int(runs.dimensions))]
  }
}
