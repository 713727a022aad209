package import Driftline
private import DriftlineReport
package import DriftlineStore

/// `baseline.delete`: removes a baseline, or one version of it.
package struct DeleteBaseline: Operation {
  package static let method = "baseline.delete"
  package static let summary = "Removes a baseline with its streams and scores, or one version"

  /// The baseline's name.
  package var name: String
  /// The version; `nil` for all.
  package var version: Int?

  /// Removes a version, or all of it.
  package init(name: String, version: Int?) {
    self.name = name
    self.version = version
  }

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    name = try parameters.requiredText("name", "the baseline's name")
    version = try parameters.version()
  }

  package var order: WorkOrder { .named(name) }

  package func run(in context: OperationContext) throws(DriftlineError) -> Removed {
    let store = try context.place.store(holding: name)
    let removed = try context.changing { () throws(DriftlineError) in
      try store.delete(name, version: version)
    }
    if version == nil { context.server?.metrics.forget(baseline: name) }
    return removed
  }
}

extension Removed: OperationOutput {
  /// How many there were of what.
  package var counts: [(name: String, count: Int)] {
    [("versions", versions), ("streams", streams), ("buckets", buckets), ("scores", scores)]
  }

  /// `deleted`: the number of versions, streams, buckets and scores.
  package var json: JSON {
    .object([.init("deleted", .object(counts.map { .init($0.name, .int($0.count)) }))])
  }
}
