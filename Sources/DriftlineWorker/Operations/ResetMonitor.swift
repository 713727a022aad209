package import Driftline
private import DriftlineCharts
private import DriftlineStore

/// `monitor.reset`: lets a monitor begin anew.
package struct ResetMonitor: Operation {
  package static let method = "monitor.reset"
  package static let summary =
    "Lets a monitor begin anew; its chart stays, its metrics are forgotten"

  /// The monitor's name.
  package var name: String

  /// Resets a monitor.
  package init(name: String) { self.name = name }

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    name = try parameters.requiredText("name", "the monitor's name")
  }

  package var order: WorkOrder { .monitor(name) }

  package func run(in context: OperationContext) throws(DriftlineError) -> JSON {
    let store = try context.place.store(watching: name)
    let stored = try StoredRun(try store.monitor(name))
    let fresh = try MonitorRun(stored.run.settings)
    let entry = try context.changing { () throws(DriftlineError) in
      try store.saveMonitor(
        name, state: fresh.bytes, sequence: stored.entry.sequence, revision: stored.entry.revision)
    }
    return try StoredRun(entry).json
  }
}
