package import Driftline
package import DriftlineCharts
private import DriftlineStore

/// `monitor.observe`: takes values into a monitor.
package struct ObserveMonitor: Operation {
  package static let method = "monitor.observe"
  package static let summary = "Takes values into a monitor, and says what its chart says of them"

  /// Which points are told.
  package enum Points: String, Sendable, CaseIterable {
    /// All of them.
    case all
    /// Those with an alarm, or with a change of the alert.
    case alarms
    /// None.
    case none
  }

  /// The monitor's name.
  package var name: String
  /// What it is told.
  package var observations: Observations
  /// The number of the observation: one that was seen already changes nothing.
  package var sequence: Int?
  /// Which points are told.
  package var points = Points.all

  /// Takes observations.
  package init(name: String, observations: Observations) {
    self.name = name
    self.observations = observations
  }

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    name = try parameters.requiredText("name", "the monitor's name")
    observations = try Observations(&parameters)
    sequence = try parameters.int("seq")
    if let sequence { try BaselineStore.checkSequence(sequence) }
    points = try parameters.choice("points", Points.self) ?? .all
  }

  package var order: WorkOrder { .monitor(name) }

  package func run(in context: OperationContext) throws(DriftlineError) -> MonitorResult {
    try context.changing(monitor: name) { (stored) throws(DriftlineError) in
      if let sequence, let last = stored.entry.sequence, sequence <= last {
        return (MonitorResult(stored.run, told: [], points: points, isRepeated: true), .none)
      }
      let told = try observations.observe(in: &stored.run)
      let result = MonitorResult(stored.run, told: told, points: points, isRepeated: false)
      try context.requireRoom(for: result.json)
      return (result, .stored(sequence: sequence ?? stored.entry.sequence))
    }.value
  }
}

/// What a monitor says of what it was told.
package struct MonitorResult: OperationOutput {
  private let told: [ToldPoint]
  private let chart: any Chart
  private let shown: ObserveMonitor.Points
  private let isRepeated: Bool
  private let state: JSON

  init(
    _ run: MonitorRun, told: [ToldPoint],
    points: ObserveMonitor.Points, isRepeated: Bool
  ) {
    self.told = told
    chart = run.settings.chart
    shown = points
    self.isRepeated = isRepeated
    let names = Set(told.compactMap(\.metric))
    state = run.summary(of: names.isEmpty ? nil : names)
  }

  /// `points`, `anomalies` (places, or names of metrics), `state`, `repeated`.
  package var json: JSON {
    let anomalies = told.filter { $0.point.point.isAlarm }
    return .object([
      .init("points", .array(points)),
      .init(
        "anomalies",
        .array(anomalies.map { $0.metric.map(JSON.string) ?? .int($0.point.index) })),
      .init("state", state), .init("repeated", .bool(isRepeated)),
    ])
  }

  private var points: [JSON] {
    switch shown {
    case .none: []
    case .all: told.map { $0.json(chart) }
    case .alarms:
      told.filter { $0.point.point.isAlarm || $0.point.transition?.isChange == true }
        .map { $0.json(chart) }
    }
  }
}

extension MonitorRun {
  /// What is told of the state: `count` and `chart` of the values, or of some metrics by name;
  /// `raised` where there is a policy on alerts.
  package func summary(of names: Set<String>?) -> JSON {
    guard let names else { return plain.summary }
    return .object(
      [.init("metrics", .object(names.sorted().map { .init($0, metrics[$0]?.summary ?? .null) }))])
  }

  /// What is told of each metric, by name.
  package var metricSummaries: JSON {
    .object(metrics.sorted { $0.key < $1.key }.map { .init($0.key, $0.value.summary) })
  }
}

extension WatchedStream {
  /// `count`, `chart` (its state), `raised`.
  var summary: JSON {
    var members: [JSON.Member] = [
      .init("count", .int(count)), .init("chart", chart.checkpoint["state"] ?? .null),
    ]
    if let isRaised { members.append(.init("raised", .bool(isRaised))) }
    return .object(members)
  }
}
