package import Driftline
import DriftlineStore

/// `retrieval.check`: whether a search still finds what it found on the good days.
package struct CheckRetrieval: Operation {
  package static let method = "retrieval.check"
  package static let summary = "Whether a search still finds what it found on the good days"

  private let baseline: String
  private let version: Int?
  private let queries: DataReference
  private let retrieved: [DataReference]

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    baseline = try parameters.requiredText("baseline", "the baseline's name")
    version = try parameters.version()
    switch (try parameters.optionalData("query"), try parameters.optionalData("queries")) {
    case (let query?, nil):
      queries = query
      retrieved = [try parameters.data("retrieved")]
    case (nil, let several?):
      queries = several
      retrieved = try parameters.dataList("retrieved")
    default:
      throw DriftlineError(
        .invalidParams,
        "either \"query\" is given, which is one query, or \"queries\", which are several",
        at: parameters.place("query"))
    }
  }

  package var order: WorkOrder { .named(baseline) }

  package func run(in context: OperationContext) throws(DriftlineError) -> Verdict {
    try context.counted(baseline: baseline) { () throws(DriftlineError) in try check(context) }
  }

  private func check(
    _ context: OperationContext
  ) throws(DriftlineError) -> (BaselineEntry, Verdict) {
    let stored = try context.place.baselines(holding: baseline).retrieval(
      baseline, version: version)
    context.enter("reading the data")
    let asked = try queries.matrix(context.access)
    var found: [Matrix] = []
    for data in retrieved { found.append(try data.matrix(context.access)) }
    context.enter("comparing")
    var verdict = try stored.baseline.verdict(queries: asked, retrieved: found)
    verdict.reference = Verdict.Reference(
      name: stored.entry.name, version: stored.entry.version, digest: stored.entry.digest)
    return (stored.entry, verdict)
  }
}
