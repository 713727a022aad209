public import Driftline

/// What a monitor is made of: a chart, and what is done before and after it.
public struct MonitorSettings: Sendable {
  /// The chart, with limits settled.
  public let chart: any Chart
  /// Takes the correlation of neighbours out before the chart sees a value; `nil`: nothing is done.
  public var residuals: Residuals?
  /// When alarms become an alert; `nil`: there are alarms only.
  public var alert: AlertPolicy?
  /// Whether the chart begins anew after an alarm; charts whose definition resets do so anyway.
  public var resetsAfterAlarm = false

  /// A monitor of a chart.
  ///
  /// - Throws: `invalid_params` where the chart's parameters do not go together.
  public init(_ chart: some Chart) throws(DriftlineError) {
    try chart.validate()
    self.chart = try chart.resolved()
  }

  /// A monitor of a chart whose baseline is estimated from a sample of good values.
  ///
  /// - Parameters:
  ///   - chart: the chart; its mean, deviation and the like come from the sample, and its limits are
  ///     corrected for the sample's size.
  ///   - baseline: the sample, row by row.
  ///   - takesResiduals: whether the chart is to see what is left of a value once the one before it is
  ///     accounted for.
  /// - Throws: `insufficient_data` for a sample that is too small, `invalid_params` for a chart that
  ///   has nothing to estimate, or takes rows and is asked for residuals.
  public init(
    _ chart: some Chart, baseline: [Double], takesResiduals: Bool = false
  ) throws(DriftlineError) {
    var sample = baseline
    var residuals: Residuals?
    if takesResiduals {
      guard chart.width == 1 else {
        throw DriftlineError(
          .invalidParams,
          "residuals are of one number at a time; \(type(of: chart).name) takes rows",
          at: "residuals")
      }
      let made = Residuals(try BaselineSample(baseline))
      sample = made.of(baseline)
      residuals = made
    }
    try self.init(try chart.fitted(to: sample))
    self.residuals = residuals
  }

  /// Reads what ``json`` has written, or what a user has.
  ///
  /// - Throws: `invalid_params`, which names what is wrong.
  public init(_ json: JSON) throws(DriftlineError) {
    guard case .object(let members)? = json["chart"],
      case .string(let name)? = json["chart"]?["name"]
    else {
      throw DriftlineError(
        .invalidParams, "the chart is an object with its \"name\"", at: "chart")
    }
    try self.init(try Charts.make(name, members))
    if let given = json["residuals"], given != .null {
      var read = Residuals()
      try read.resume(from: given)
      residuals = read
    }
    if let given = json["alert"], given != .null {
      guard case .object(let values) = given else {
        throw DriftlineError(.invalidParams, "the alert is an object", at: "alert")
      }
      alert = try AlertPolicy(values)
    }
    if case .bool(let resets)? = json["reset_after_alarm"] { resetsAfterAlarm = resets }
  }

  /// Everything, to make the same monitor of again: `chart`, `residuals`, `alert`,
  /// `reset_after_alarm`.
  public var json: JSON {
    .object([
      .init("chart", chart.json), .init("residuals", residuals?.json ?? .null),
      .init("alert", alert?.definition ?? .null),
      .init("reset_after_alarm", .bool(resetsAfterAlarm)),
    ])
  }
}
