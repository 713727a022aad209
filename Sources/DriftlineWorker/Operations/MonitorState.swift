package import Driftline
private import DriftlineCharts
private import DriftlineStore

/// `monitor.state`: what a monitor is made of, and where it is.
package struct MonitorState: Operation {
  package static let method = "monitor.state"
  package static let summary = "Says what a monitor is made of, and where it is"

  /// The monitor's name.
  package var name: String

  /// Looks at a monitor.
  package init(name: String) { self.name = name }

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    name = try parameters.requiredText("name", "the monitor's name")
  }

  package var order: WorkOrder { .monitor(name) }

  package func run(in context: OperationContext) throws(DriftlineError) -> JSON {
    let store = try context.place.store(watching: name)
    return try StoredRun(try store.monitor(name)).json
  }
}

extension StoredRun {
  /// `name`, `chart`, `residuals`, `alert`, `reset_after_alarm`, `seq`, `state`, `metrics`.
  var json: JSON {
    .object(
      entry.members(run.settings) + [
        .init("seq", entry.sequence.map(JSON.int) ?? .null),
        .init("state", run.summary(of: nil)),
        .init("metrics", run.metricSummaries),
      ])
  }
}
