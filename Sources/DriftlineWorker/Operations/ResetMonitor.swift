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
    // What was sent before cannot be taken after: the sequence number stays.
    let entry = try context.changing(monitor: name) { (stored) throws(DriftlineError) in
      try stored.run.reset()
      return ((), .stored(sequence: stored.entry.sequence))
    }.entry
    return try StoredRun(entry).json
  }
}
