public import Driftline

/// The parameters of a chart for a wanted mean run length in control, and its whole curve of run
/// lengths.
///
/// ```swift
/// let design = try ChartDesign.design(chart: "ewma", arl0: 370, shift: 1)
/// let chart = try EWMA(design.parameters)     // mean 0 and sigma 1
/// print(design.curve.map(\.average))
/// ```
public struct ChartDesign: Sendable, Equatable {
  /// The run length under one shift, values independent and normal.
  public struct Point: Sendable, Equatable {
    /// In standard deviations.
    public let shift: Double
    /// The mean, where the shift is there from the start.
    public let average: Double
    /// The median, where the shift is there from the start.
    public let median: Double
    /// The mean, where the shift comes after a long time without an alarm.
    public let steadyState: Double
  }

  /// The name of the chart.
  public let chart: String
  /// The chart's parameters that follow from the wish.
  public let parameters: [JSON.Member]
  /// The mean run length in control, as it comes out.
  public let arl0: Double
  /// What is to be seen, in standard deviations; `nil` where it was left open.
  public let shift: Double?
  /// The run lengths at 0, 0.25, 0.5, 1, 2, 3 standard deviations, and at the shift; ascending.
  public let curve: [Point]
  /// How far the means in control and at the shift are from those with twice the nodes, relatively:
  /// the larger of both.
  public let relativeError: Double

  /// Every chart that can be designed, with its settings.
  public static let plans: [any ChartPlan.Type] = [
    EWMAPlan.self, CUSUMPlan.self, ShewhartPlan.self, MEWMAPlan.self, HotellingPlan.self,
  ]

  /// Designs a chart.
  ///
  /// - Parameters:
  ///   - chart: its name.
  ///   - arl0: how many values there are to be between false alarms on average; over 1, up to 1e9.
  ///   - shift: what is to be seen soon, in standard deviations; the Mahalanobis distance for a
  ///     chart of several numbers. May be left open where the settings say it all.
  ///   - settings: what the chart's plan takes: lambda, limits, head_start, k, dimensions.
  /// - Returns: the design.
  /// - Throws: `invalid_params` for a wish that no chart fulfils.
  public static func design(
    chart: String, arl0: Double, shift: Double? = nil, settings: [JSON.Member] = []
  ) throws(DriftlineError) -> ChartDesign {
    guard let plan = plans.first(where: { $0.name == chart }) else {
      throw DriftlineError(
        .invalidParams,
        "there is no design for \"\(chart)\"; there is one for "
          + plans.map { $0.name }.joined(separator: ", "), at: "chart")
    }
    try checkPromise(arl0)
    if let shift {
      try demand(shift > 0 && shift <= 20, "shift", shift, "a number over 0, up to 20")
    }
    return try design(plan.init(settings), arl0: arl0, shift: shift)
  }

  /// The shifts that every curve has.
  private static let shifts = [0, 0.25, 0.5, 1, 2, 3]

  /// The design as JSON: `arl` has the means at 0, 0.25, 0.5, 1, 2 and 3 standard deviations, and
  /// `curve` all that is known.
  public var json: JSON {
    .object([
      .init("chart", .string(chart)), .init("parameters", .object(parameters)),
      .init("arl0", .number(arl0)), .init("shift", shift.map(JSON.number) ?? .null),
      .init("arl", JSON(curve.filter { ChartDesign.shifts.contains($0.shift) }.map(\.average))),
      .init("relative_error", .number(relativeError)),
      .init(
        "curve",
        .array(
          curve.map {
            .object([
              .init("shift", .number($0.shift)), .init("average", .number($0.average)),
              .init("median", .number($0.median)), .init("steady_state", .number($0.steadyState)),
            ])
          })),
    ])
  }

  private static func design<Plan: ChartPlan>(
    _ plan: Plan, arl0: Double, shift: Double?
  ) throws(DriftlineError) -> ChartDesign {
    let runs = try plan.runs(arl0: arl0, shift: shift)
    var shifts = ChartDesign.shifts
    if let shift, !shifts.contains(shift) { shifts = (shifts + [shift]).sorted() }
    var error = try runs.relativeError(shift: 0)
    if let shift { error = max(error, try runs.relativeError(shift: shift)) }
    let curve = try runs.points(shifts: shifts)
    return ChartDesign(
      chart: Plan.name, parameters: Plan.parameters(of: runs), arl0: curve[0].average, shift: shift,
      curve: curve, relativeError: error)
  }
}
