package import Driftline
package import DriftlineStore

/// `stream.list`: the streams, of one baseline or of all.
package struct ListStreams: Operation {
  package static let method = "stream.list"
  package static let summary = "Lists the streams, of one baseline or of all"

  /// The baseline's name; `nil` for all.
  package var baseline: String?

  /// Lists the streams of a baseline, or all.
  package init(baseline: String?) { self.baseline = baseline }

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    baseline = try parameters.text("baseline")
  }

  package var order: WorkOrder { baseline.map(WorkOrder.named) ?? .alone }

  package func run(in context: OperationContext) throws(DriftlineError) -> ListResult<StreamEntry> {
    let store =
      if let baseline {
        try context.place.store(holding: baseline)
      } else {
        try context.place.storeIfThere()
      }
    return ListResult(try store?.streams(of: baseline) ?? []) { $0.json }
  }
}
