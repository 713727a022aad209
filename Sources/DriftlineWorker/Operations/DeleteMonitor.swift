package import Driftline
private import DriftlineStore

/// `monitor.delete`: removes a monitor.
package struct DeleteMonitor: Operation {
  package static let method = "monitor.delete"
  package static let summary = "Removes a monitor"

  /// The monitor's name.
  package var name: String

  /// Removes a monitor.
  package init(name: String) { self.name = name }

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    name = try parameters.requiredText("name", "the monitor's name")
  }

  package var order: WorkOrder { .monitor(name) }

  package func run(in context: OperationContext) throws(DriftlineError) -> JSON {
    let store = try context.place.store(watching: name)
    try context.changing { () throws(DriftlineError) in try store.deleteMonitor(name) }
    return .object([.init("deleted", .bool(true))])
  }
}
