package import Driftline
package import DriftlineStore

/// `baseline.update`: adds data to a baseline, as its next version.
package struct UpdateBaseline: Operation {
  package static let method = "baseline.update"
  package static let summary = "Adds data to a baseline, as its next version"

  /// The baseline's name.
  package var name: String
  /// The data, or a profile.
  package var data: DataReference

  /// Adds data.
  package init(name: String, data: DataReference) {
    self.name = name
    self.data = data
  }

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    name = try parameters.requiredText("name", "the baseline's name")
    data = try parameters.data("data")
  }

  package var order: WorkOrder { .named(name) }

  package func run(in context: OperationContext) throws(DriftlineError) -> Output {
    let store = try context.place.store(holding: name)
    let old = try store.get(name)
    context.enter("reading the data")
    let batch = try data.batch(for: ExpectedData(old.baseline), context.access)
    context.enter("updating")
    switch batch {
    case .profile(let profile):
      return Output(
        entry: try context.changing { () throws(DriftlineError) in
          try store.update(name, with: profile)
        })
    case .data(let data):
      let new = try old.baseline.updated(with: data, threads: context.threads)
      return Output(
        entry: try context.changing { () throws(DriftlineError) in
          try store.append(name, new, after: old.entry.version)
        })
    }
  }

  /// The version that came to be.
  package struct Output: OperationOutput {
    /// What the store knows of it.
    package let entry: BaselineEntry

    /// `name`, `version`, `n`, `digest`.
    package var json: JSON {
      .object([
        .init("name", .string(entry.name)), .init("version", .int(entry.version)),
        .init("n", .int(entry.count)), .init("digest", .string(entry.digest)),
      ])
    }
  }
}
