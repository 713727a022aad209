package import Driftline
import DriftlineStore

/// Where the thresholds of a check come from.
package enum ThresholdSource: String, CaseIterable, Sendable {
  /// The detectors' own.
  case `static`
  /// The 95th percentile of the effects that past checks have recorded.
  case dynamic
}

/// How something is checked against a baseline of the store.
package struct CheckSettings: Sendable {
  /// The version of the baseline; `nil` for the newest that fits.
  package var version: Int?
  /// The detectors to ask; none for the baseline's.
  package var detectors: [DetectorRequest] = []
  /// How scores are judged.
  package var judgement = Judgement()
  /// Where thresholds come from.
  package var threshold = ThresholdSource.static
  /// Whether the scores are written into the store's history.
  package var record = false

  /// As the baseline says.
  package init() {}

  init(_ parameters: inout Parameters) throws(DriftlineError) {
    version = try parameters.version()
    detectors = try parameters.detectors()
    judgement = try Judgement(&parameters)
    threshold = try parameters.choice("threshold", ThresholdSource.self) ?? .static
    record = try parameters.flag("record")
  }

  /// The scores of a check with the thresholds and under the name that they are to have, recorded
  /// where that was asked for.
  func settled(
    _ verdict: Verdict, _ entry: BaselineEntry, stream: String? = nil, time: Int,
    in store: BaselineStore, _ context: OperationContext
  ) throws(DriftlineError) -> Verdict {
    // The history is of what the detectors' own thresholds say, lest thresholds follow themselves.
    let scores = ScoreRecord.all(of: verdict)
    var verdict = verdict
    if threshold == .dynamic {
      verdict = try verdict.judged { (detector, column) throws(DriftlineError) in
        try store.dynamicThreshold(
          baseline: entry.name, version: entry.version, stream: stream, detector: detector,
          column: column)
      }
    }
    verdict.reference = Verdict.Reference(
      name: entry.name, version: entry.version, digest: entry.digest)
    if record {
      try context.requireRoom(for: verdict.json)
      try context.changing { () throws(DriftlineError) in
        try store.record(
          scores, baseline: entry.name, version: entry.version, stream: stream, time: time)
      }
    }
    return verdict
  }
}
