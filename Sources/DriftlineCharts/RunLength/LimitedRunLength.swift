public import Driftline
private import Foundation

/// A chart with one limit that its run length grows with, and that scales with the unit of the
/// values.
public protocol LimitedRunLength: RunLength {
  /// The limit: `limit`, or `h`.
  var bound: Double { get set }

  /// How far ``bound`` may go.
  static var farthestBound: Double { get }

  /// Where the search for a bound begins.
  func firstBound(arl0: Double) throws(DriftlineError) -> Double

  /// The same chart for values that are `ratio` times as large: where the chart was made for a
  /// standard deviation that is `ratio` times the true one.
  func scaled(by ratio: Double) -> Self

  /// Whether a shift up is seen as soon as one down of the same size.
  var isSymmetric: Bool { get }

  /// About how the log of the in-control mean run length grows with the square of the ratio in
  /// ``scaled(by:)``.
  var growth: Double { get }
}

extension LimitedRunLength {
  /// Both sides are alike.
  public var isSymmetric: Bool { true }

  /// A common size.
  public func firstBound(arl0: Double) throws(DriftlineError) -> Double { 4 }

  /// The chart with the limit that gives a mean run length in control, from the start.
  ///
  /// - Parameter arl0: the mean run length, over 1, up to 1e9.
  /// - Returns: the chart, with its limit to 1e-10, relatively.
  /// - Throws: `invalid_params` where there is no such limit.
  public func withLimit(arl0: Double) throws(DriftlineError) -> Self {
    try checkPromise(arl0)
    let bound = try root(
      of: log(arl0), from: 0, to: try firstBound(arl0: arl0), farthest: Self.farthestBound,
      tolerance: 1e-11
    ) { bound throws(DriftlineError) in
      log(try with(bound).average(shift: 0))
    }
    let chart = with(bound)
    let average = try chart.average(shift: 0)
    guard abs(average - arl0) < 1e-6 * arl0 else {
      throw DriftlineError(
        .invalidParams,
        "arl0 is \(JSON.number(arl0).text); the limits that can be computed give "
          + "\(JSON.number(average).text)", at: "arl0")
    }
    return chart
  }

  /// The same chart with another limit; one of 0 is taken as the smallest there is.
  func with(_ bound: Double) -> Self {
    var chart = self
    chart.bound = max(bound, 1e-9)
    return chart
  }
}

/// Checks a wish for a mean run length in control.
func checkPromise(_ arl0: Double) throws(DriftlineError) {
  try demand(arl0 > 1 && arl0 <= 1e9, "arl0", arl0, "a number over 1, up to 1e9")
}

/// Run lengths under two limits that are in standard deviations.
protocol SigmaLimited: LimitedRunLength {
  /// The limits.
  var limit: Double { get set }
}

extension SigmaLimited {
  /// The limits.
  public var bound: Double {
    get { limit }
    set { limit = newValue }
  }

  /// As far as the equation is solved.
  public static var farthestBound: Double { 100 }

  /// Wider limits for a larger standard deviation.
  public func scaled(by ratio: Double) -> Self { with(limit * ratio) }

  /// As a normal tail.
  public var growth: Double { 0.5 * limit * limit }
}

extension EWMARunLength: SigmaLimited {}

extension ShewhartRunLength: SigmaLimited {}

extension CUSUMRunLength: LimitedRunLength {
  /// The limit of the sums.
  public var bound: Double {
    get { h }
    set { h = newValue }
  }

  /// As far as the equation is solved.
  public static var farthestBound: Double { 400 }

  /// With both sides only.
  public var isSymmetric: Bool { !isOneSided }

  /// A larger k and h for a larger standard deviation.
  public func scaled(by ratio: Double) -> Self {
    var chart = with(h * ratio)
    chart.k = k * ratio
    return chart
  }

  /// As a walk against its drift.
  public var growth: Double { 2 * k * h }
}

extension MEWMARunLength: LimitedRunLength {
  /// The limit of the squared distance.
  public var bound: Double {
    get { limit }
    set { limit = newValue }
  }

  /// As far as the equation is solved.
  public static var farthestBound: Double { 10_000 }

  /// The limit without memory, which is over that with it.
  public func firstBound(arl0: Double) throws(DriftlineError) -> Double {
    1.001 * (try HotellingRunLength.limit(arl0: arl0, dimensions: dimensions))
  }

  /// A wider limit for a larger standard deviation, the same in all dimensions.
  public func scaled(by ratio: Double) -> Self { with(limit * ratio * ratio) }

  /// As a chi-squared tail.
  public var growth: Double { 0.5 * limit }
}
