package import Driftline
package import DriftlineStore

/// `baseline.list`: the baselines, each with its newest version.
package struct ListBaselines: Operation {
  package static let method = "baseline.list"
  package static let summary = "Lists the baselines, each with its newest version"

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
  }

  package var order: WorkOrder { .alone }

  package func run(
    in context: OperationContext
  ) throws(DriftlineError) -> ListResult<BaselineEntry> {
    let page = try context.place.storeIfThere()?.list(prefix: prefix, limit: limit, cursor: cursor)
    return ListResult(page?.items ?? [], cursor: page?.cursor) { entry in
      .object(
        entry.members + [
          .init("missing", .int(entry.missing)),
          .init("created", .string(Time(seconds: entry.created).text)),
        ])
    }
  }
}
