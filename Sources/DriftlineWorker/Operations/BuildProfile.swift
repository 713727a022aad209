package import Driftline
private import DriftlineStore

/// `profile.build`: measures data against a baseline, for a check later or elsewhere.
package struct BuildProfile: Operation {
  package static let method = "profile.build"
  package static let summary = "Measures data against a baseline, for a check later or elsewhere"

  /// The baseline's name.
  package var baseline: String
  /// The version; `nil` for the newest.
  package var version: Int?
  /// The data.
  package var data: DataReference

  /// Measures data.
  package init(baseline: String, version: Int?, data: DataReference) {
    self.baseline = baseline
    self.version = version
    self.data = data
  }

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    baseline = try parameters.requiredText("baseline", "the baseline's name")
    version = try parameters.version()
    data = try parameters.data("data")
  }

  package var order: WorkOrder { .named(baseline) }

  package func run(in context: OperationContext) throws(DriftlineError) -> ProfileResult {
    let fitted = try context.place.baselines(holding: baseline).get(baseline, version: version)
      .baseline
    context.enter("reading the data")
    let batch = try data.batch(for: ExpectedData(fitted), context.access)
    context.enter("measuring")
    return ProfileResult(
      profile: try batch.profile(over: fitted, threads: context.threads))
  }
}

/// A profile, as operations give it back.
package struct ProfileResult: OperationOutput {
  /// The profile.
  package let profile: Profile

  /// `profile`, with its bytes in base64.
  package var json: JSON { .object([.init("profile", profile.reference)]) }
}
