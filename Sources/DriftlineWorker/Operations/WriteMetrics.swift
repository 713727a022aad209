package import Driftline
private import DriftlineInput
private import DriftlineReport
private import DriftlineStore

/// `metrics`: what the worker has counted and found, for Prometheus.
package struct WriteMetrics: Operation {
  package static let method = "metrics"
  package static let summary = "Writes what was counted and found, for Prometheus"

  private let dialect: MetricsDialect
  private let path: String?

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    dialect = try parameters.choice("format", MetricsDialect.self) ?? .prometheus
    path = try parameters.text("path")
  }

  /// A file takes its time.
  package var order: WorkOrder { path == nil ? .immediate : .free }

  package func run(in context: OperationContext) throws(DriftlineError) -> JSON {
    let text = context.worker.metrics.text(dialect)
    guard let path else {
      return .object([
        .init("content_type", .string(dialect.contentType)), .init("text", .string(text)),
      ])
    }
    try context.access.write(
      Array(text.utf8), to: path, sparing: context.place.current?.files ?? [])
    return .object([.init("path", .string(path))])
  }
}
