package import Driftline
package import DriftlineStore

/// `stream.prune`: removes buckets and scores that are older than a time.
package struct PruneStreams: Operation {
  package static let method = "stream.prune"
  package static let summary = "Removes buckets and scores that are older than a time"

  /// The baseline's name; `nil` for all baselines.
  package var baseline: String?
  /// The stream's name; `nil` for all streams of the baseline.
  package var stream: String?
  /// Buckets that end by this time go, and scores from before it.
  package var before: Time

  /// Removes what is older than a time.
  package init(baseline: String?, stream: String?, before: Time) {
    self.baseline = baseline
    self.stream = stream
    self.before = before
  }

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    baseline = try parameters.text("baseline")
    stream = try parameters.text("stream")
    guard let before = try parameters.time("before") else {
      throw DriftlineError(
        .invalidParams, "\"before\" is not given; what is older than this time is removed",
        at: parameters.place("before"))
    }
    self.before = before
  }

  package var order: WorkOrder { baseline.map(WorkOrder.named) ?? .alone }

  package func run(in context: OperationContext) throws(DriftlineError) -> Pruned {
    let found =
      if let baseline {
        try context.place.store(holding: baseline)
      } else {
        try context.place.storeIfThere()
      }
    guard let store = found else { return Pruned(buckets: 0, scores: 0) }
    return try context.changing { () throws(DriftlineError) in
      try store.prune(baseline: baseline, stream: stream, before: before.seconds)
    }
  }
}

extension Pruned: OperationOutput {
  /// `buckets`, `scores`.
  package var json: JSON {
    .object([.init("buckets", .int(buckets)), .init("scores", .int(scores))])
  }
}
