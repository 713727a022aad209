package import Driftline
package import DriftlineStore

/// `monitor.list`: the monitors.
package struct ListMonitors: Operation {
  package static let method = "monitor.list"
  package static let summary = "Lists the monitors"

  /// What the names begin with.
  package var prefix = ""
  /// The most to list, 1 to 10 000.
  package var limit = 1_000
  /// The `cursor` of the page before.
  package var cursor: String?

  /// The first page of all.
  package init() {}

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    prefix = try parameters.text("prefix") ?? ""
    limit = try parameters.int("limit") ?? limit
    cursor = try parameters.text("cursor")
    guard (1...10_000).contains(limit) else {
      throw DriftlineError(
        .invalidParams, "\"limit\" is \(limit); it goes from 1 to 10000",
        at: parameters.place("limit"))
    }
  }

  package var order: WorkOrder { .alone }

  package func run(
    in context: OperationContext
  ) throws(DriftlineError) -> ListResult<StoredMonitor> {
    let store = try context.place.storeIfThere()
    let found = try store?.monitors(prefix: prefix, after: cursor ?? "", limit: limit + 1) ?? []
    let page = Array(found.prefix(limit))
    return ListResult(page, cursor: found.count > limit ? page.last?.name : nil) { monitor in
      .object([
        .init("name", .string(monitor.name)), .init("chart", .string(monitor.chart)),
        .init("seq", monitor.sequence.map(JSON.int) ?? .null),
        .init("created", .string(Time(seconds: monitor.created).text)),
        .init("updated", .string(Time(seconds: monitor.updated).text)),
      ])
    }
  }
}
