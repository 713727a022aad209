public import Driftline

/// A monitor that runs: one chart for the values that come in, or one for each metric by name.
///
/// Every metric has a chart of its own, of the same kind, which begins with the metric's first value.
public struct MonitorRun: Sendable {
  /// The most metrics a monitor has.
  public static let mostMetrics = 10_000

  /// What it is made of.
  public let settings: MonitorSettings
  /// The chart of values without a name.
  public private(set) var plain: WatchedStream
  /// The charts of metrics, in the order of their names.
  public private(set) var metrics: [String: WatchedStream] = [:]

  /// A monitor before its first value.
  public init(_ settings: MonitorSettings) throws(DriftlineError) {
    self.settings = settings
    plain = try WatchedStream(settings)
  }

  /// A monitor that goes on where ``state`` was taken.
  ///
  /// - Throws: `invalid_params` where the state is none of such a monitor.
  public init(_ settings: MonitorSettings, resuming state: JSON) throws(DriftlineError) {
    self.settings = settings
    plain = try WatchedStream(settings, resuming: state["values"] ?? .null)
    guard case .object(let members)? = state["metrics"], members.count <= Self.mostMetrics else {
      throw DriftlineError(.invalidParams, "the state's \"metrics\" are no object", at: "metrics")
    }
    for member in members {
      metrics[member.key] = try WatchedStream(settings, resuming: member.value)
    }
  }

  /// All that is needed to go on: `values`, `metrics`.
  public var state: JSON {
    .object([
      .init("values", plain.state),
      .init(
        "metrics",
        .object(
          metrics.sorted { $0.key < $1.key }.map { .init($0.key, $0.value.state) })),
    ])
  }

  /// Takes observations, row by row.
  ///
  /// - Precondition: the number of values is a multiple of the chart's width.
  public mutating func observe(_ values: [Double]) -> [WatchedPoint] {
    plain.observe(values)
  }

  /// Takes one observation of each of some metrics, in the order that is given.
  ///
  /// - Throws: `invalid_params` for an empty name, one over 256 bytes, and one metric too many; then
  ///   none of them is taken.
  public mutating func observe(
    metrics rows: [(name: String, row: [Double])]
  ) throws(DriftlineError) -> [(name: String, point: WatchedPoint)] {
    var added: [String: WatchedStream] = [:]
    for (name, _) in rows where metrics[name] == nil {
      guard (1...256).contains(name.utf8.count) else {
        throw DriftlineError(
          .invalidParams, "a metric's name has 1 to 256 bytes, and not \(name.utf8.count)",
          at: "metrics")
      }
      added[name] = try WatchedStream(settings)
    }
    guard metrics.count + added.count <= Self.mostMetrics else {
      throw DriftlineError(
        .invalidParams,
        "a monitor has \(Self.mostMetrics) metrics at most; with these there would "
          + "be \(metrics.count + added.count)", at: "metrics")
    }
    metrics.merge(added) { known, _ in known }
    var points: [(name: String, point: WatchedPoint)] = []
    for (name, row) in rows {
      for point in metrics[name]?.observe(row) ?? [] { points.append((name, point)) }
    }
    return points
  }

  /// Begins anew; metrics are forgotten.
  public mutating func reset() throws(DriftlineError) {
    self = try MonitorRun(settings)
  }
}

/// What a monitor says of one observation.
public struct WatchedPoint: Sendable, Equatable {
  /// The observation's place, from 0.
  public var index: Int
  /// The value as it came, where the chart sees what is left of it.
  public var raw: Double?
  /// What the chart says.
  public var point: ChartPoint
  /// What became of the alert, where there is a policy.
  public var transition: AlertPolicy.Transition?
}

/// One chart with what is done before and after it.
public struct WatchedStream: Sendable {
  /// The chart that runs.
  public private(set) var chart: any RunningChart
  /// How many observations there have been, begun anew or not.
  public private(set) var count = 0
  /// Whether an alert is raised; `nil` without a policy.
  public var isRaised: Bool? { alert?.isRaised }

  private var residuals: Residuals?
  private var alert: AlertPolicy.State?
  private let settings: MonitorSettings

  init(
    _ settings: MonitorSettings, resuming state: JSON? = nil
  ) throws(DriftlineError) {
    self.settings = settings
    residuals = settings.residuals
    alert = settings.alert?.initialState
    guard let state else {
      chart = try settings.chart.running()
      return
    }
    chart = try settings.chart.running(from: state["chart"] ?? .null)
    try residuals?.resume(from: state["residuals"] ?? .null)
    try alert?.resume(from: state["alert"] ?? .null)
    guard case .int(let count)? = state["count"], (0...(1 << 53)).contains(count) else {
      throw DriftlineError(.invalidParams, "the state has no count of observations", at: "count")
    }
    self.count = count
  }

  /// `count`, `chart`, `residuals`, `alert`.
  var state: JSON {
    .object([
      .init("count", .int(count)), .init("chart", chart.checkpoint),
      .init("residuals", residuals?.json ?? .null), .init("alert", alert?.json ?? .null),
    ])
  }

  /// Takes observations, row by row.
  mutating func observe(_ values: [Double]) -> [WatchedPoint] {
    let width = settings.chart.width
    var out: [WatchedPoint] = []
    out.reserveCapacity(values.count / width)
    if residuals == nil, !settings.resetsAfterAlarm {
      for point in chart.update(values) { out.append(watched(point, raw: nil)) }
      return out
    }
    for start in stride(from: 0, to: values.count, by: width) {
      var row = Array(values[start..<start + width])
      let raw = residuals == nil ? nil : row[0]
      if var known = residuals {
        row[0] = known.next(row[0])
        residuals = known
      }
      let point = chart.update(row)[0]
      // A broken reading blinds no chart.
      if point.isAlarm, settings.resetsAfterAlarm, row.allSatisfy(\.isFinite) { chart.reset() }
      out.append(watched(point, raw: raw))
    }
    return out
  }

  private mutating func watched(_ point: ChartPoint, raw: Double?) -> WatchedPoint {
    defer { count += 1 }
    var transition: AlertPolicy.Transition?
    if let policy = settings.alert, var state = alert {
      // A missing value says nothing for or against an alert.
      let isMissing = point.statistic.isNaN && point.value.isNaN
      transition =
        isMissing ? AlertPolicy.Transition.none : policy.observe(isAlarm: point.isAlarm, &state)
      alert = state
    }
    return WatchedPoint(index: count, raw: raw, point: point, transition: transition)
  }
}
