package import Driftline
private import DriftlineStore
private import Foundation

/// `health`: how the worker is.
package struct Health: Operation {
  package static let method = "health"
  package static let summary = "Says how the worker is: load, memory, store"

  package init(_ parameters: inout Parameters) throws(DriftlineError) {}

  package var order: WorkOrder { .immediate }

  package func run(in context: OperationContext) throws(DriftlineError) -> JSON {
    let load = context.worker.load
    return .object([
      .init("uptime_s", .number((context.worker.uptime * 1_000).rounded() / 1_000)),
      .init("in_flight", .int(load.running)), .init("queued", .int(load.waiting)),
      .init("rss_bytes", Health.residentSize.map(JSON.int) ?? .null),
      .init("store", .string(context.place.state)),
    ])
  }

  /// The memory that the process has, in bytes; `nil` where the system does not tell.
  private static var residentSize: Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
      let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }
}
