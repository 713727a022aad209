public import Driftline
private import Foundation

/// How a chart is designed; its stored properties are the settings.
public protocol ChartPlan: Parameterized {
  /// The run lengths of the chart.
  associatedtype Runs: RunLength

  /// The chart for a mean run length in control, and a shift that it is to see soon.
  func runs(arl0: Double, shift: Double?) throws(DriftlineError) -> Runs

  /// The parameters of the chart.
  static func parameters(of runs: Runs) -> [JSON.Member]
}

extension ChartPlan {
  /// A shift that is needed, as no setting says the same.
  func needed(_ shift: Double?, insteadOf setting: String) throws(DriftlineError) -> Double {
    if let shift { return shift }
    throw DriftlineError(
      .invalidParams, "there is neither a shift to see nor a \(setting)", at: "shift")
  }
}

/// A number, rounded to three digits, as one would write it.
func threeDigits(_ value: Double) -> Double {
  let scale = pow(10, 2 - floor(log10(value)))
  return (value * scale).rounded() / scale
}

/// An EWMA chart: the lambda with which a shift is seen soonest, and the limit that goes with it.
///
/// The best lambda is sought from 0.002 to 1 for asymptotic limits without a head start, from the
/// start of the chart, and rounded to three digits; around it the curve is flat.
public struct EWMAPlan: ChartPlan {
  /// The name of the chart.
  public static let name = EWMA.name
  /// What it does.
  public static let summary = "lambda for the shift, and the limit"
  /// Where it comes from.
  public static let source =
    "Crowder, Journal of Quality Technology 21, 1989, doi:10.1080/00224065.1989.11979164"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .optionalNumber(
      "lambda", \.lambda, "a number from 0.001 to 1", "the weight of the newest value"),
    .choice("limits", \.limits, "whether the limits begin narrow"),
    .number("head_start", \.headStart, in: 0...0.99, "where to begin, as a share of the limit"),
  ]

  /// The weight of the newest value; `nil` for the best one.
  public var lambda: Double?
  /// Which limits hold.
  public var limits = EWMA.Limits.asymptotic
  /// Where to begin, as a share of the first limit.
  public var headStart = 0.0

  /// The best lambda, asymptotic limits.
  public init() {}

  /// The chart.
  public func runs(arl0: Double, shift: Double?) throws(DriftlineError) -> EWMARunLength {
    func plain(_ lambda: Double) throws(DriftlineError) -> EWMARunLength {
      try EWMARunLength(lambda: lambda, limit: 3).withLimit(arl0: arl0)
    }
    var best = lambda
    if best == nil {
      let shift = try needed(shift, insteadOf: "lambda")
      let power = try lowest(from: log(0.002), to: 0, tolerance: 2e-3) {
        (power) throws(DriftlineError) in try plain(exp(power)).average(shift: shift)
      }
      best = threeDigits(exp(power))
    }
    return try EWMARunLength(lambda: best ?? 1, limit: 3, limits: limits, headStart: headStart)
      .withLimit(arl0: arl0)
  }

  /// The parameters of the chart.
  public static func parameters(of runs: EWMARunLength) -> [JSON.Member] {
    [
      .init("lambda", .number(runs.lambda)), .init("limit", .number(runs.limit)),
      .init("limits", .string(runs.limits.rawValue)),
      .init("head_start", .number(runs.headStart)),
    ]
  }
}

/// A CUSUM chart: k is half the shift, which is best, and h follows.
public struct CUSUMPlan: ChartPlan {
  /// The name of the chart.
  public static let name = "cusum"
  /// What it does.
  public static let summary = "k, half the shift, and h"
  /// Where it comes from.
  public static let source =
    "Hawkins, Cumulative sum control charting: an underutilized SPC tool, "
    + "Quality Engineering 5, 1993, 463-477"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .optionalNumber("k", \.k, "a number from 0 to 10", "what a value must be over the mean"),
    .number("head_start", \.headStart, in: 0...0.99, "where to begin, as a share of h"),
  ]

  /// What a value must be over the mean to count; `nil` for half the shift.
  public var k: Double?
  /// Where the sums begin, as a share of h.
  public var headStart = 0.0

  /// Half the shift, no head start.
  public init() {}

  /// The chart.
  public func runs(arl0: Double, shift: Double?) throws(DriftlineError) -> CUSUMRunLength {
    var chart = CUSUMRunLength(k: 0, h: 4, headStart: headStart)
    if let k { chart.k = k } else { chart.k = 0.5 * (try needed(shift, insteadOf: "k")) }
    return try chart.withLimit(arl0: arl0)
  }

  /// The parameters of the chart.
  public static func parameters(of runs: CUSUMRunLength) -> [JSON.Member] {
    [
      .init("k", .number(runs.k)), .init("h", .number(runs.h)),
      .init("head_start", .number(runs.headStart)),
    ]
  }
}

/// A Shewhart chart of single values: the limit follows from the mean run length alone.
public struct ShewhartPlan: ChartPlan {
  /// The name of the chart.
  public static let name = "shewhart"
  /// What it does.
  public static let summary = "the limit"
  /// Where it comes from.
  public static let source =
    "Montgomery, Introduction to Statistical Quality Control, chapter 6"
  /// Nothing.
  public static let parameters: [Parameter<Self>] = []

  /// Nothing to set.
  public init() {}

  /// The chart.
  public func runs(arl0: Double, shift: Double?) throws(DriftlineError) -> ShewhartRunLength {
    try ShewhartRunLength().withLimit(arl0: arl0)
  }

  /// The parameters of the chart.
  public static func parameters(of runs: ShewhartRunLength) -> [JSON.Member] {
    [.init("limit", .number(runs.limit))]
  }
}
