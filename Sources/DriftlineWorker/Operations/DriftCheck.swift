package import Driftline
private import DriftlineStore

/// `drift.check`: compares data with a baseline of the store.
package struct DriftCheck: Operation {
  package static let method = "drift.check"
  package static let summary = "Compares data with a baseline that was kept"

  /// The baseline's name.
  package var baseline: String
  /// The data in question, or a profile of them.
  package var current: DataReference
  /// How they are checked.
  package var settings = CheckSettings()
  /// The time that the data are about, for the history; `nil` for now.
  package var time: Time?

  /// Checks as the baseline says.
  package init(baseline: String, current: DataReference) {
    self.baseline = baseline
    self.current = current
  }

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    baseline = try parameters.requiredText("baseline", "the baseline's name")
    current = try parameters.data("current")
    settings = try CheckSettings(&parameters)
    time = try parameters.time("time")
    if time != nil, !settings.record {
      throw DriftlineError(
        .invalidParams, "\"time\" goes with \"record\": true", at: parameters.place("time"))
    }
  }

  package var order: WorkOrder { .named(baseline) }

  package func run(in context: OperationContext) throws(DriftlineError) -> Verdict {
    try context.counted(baseline: baseline) { () throws(DriftlineError) in try check(context) }
  }

  private func check(
    _ context: OperationContext
  ) throws(DriftlineError) -> (BaselineEntry, Verdict) {
    let store = try context.place.store(holding: baseline)
    let stored = try context.place.baselines(holding: baseline).get(
      baseline, version: settings.version)
    var fitted = stored.baseline
    let options = settings.judgement.applied(to: fitted.options, threads: context.threads)
    if let columns = current.columns { fitted = try fitted.selecting(columns: columns) }
    context.enter("reading the data")
    let batch = try current.batch(for: ExpectedData(fitted), context.access)
    context.enter("comparing")
    let verdict = try batch.verdict(
      against: fitted, detectors: settings.detectors, options: options)
    let settled = try settings.settled(
      verdict, stored.entry, time: time?.seconds ?? BaselineStore.systemClock(), in: store, context)
    return (stored.entry, settled)
  }
}
