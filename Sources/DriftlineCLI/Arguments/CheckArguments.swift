import ArgumentParser
import Driftline
import DriftlineStore

/// How something is checked against a baseline of the store.
struct CheckArguments: ParsableArguments {
  /// Where thresholds come from.
  enum Threshold: String, CaseIterable, ExpressibleByArgument {
    /// The detectors' own.
    case `static`
    /// The 95th percentile of the effects that past checks have recorded.
    case dynamic
  }

  @Option(
    name: .customLong("baseline-version"),
    help: .init(
      "The version of the baseline; by default the newest that fits.", valueName: "number"))
  var version: Int?

  @OptionGroup(title: "Detectors") var detectors: DetectorArguments
  @OptionGroup(title: "Verdict") var judgement: JudgementArguments

  @Option(
    help: """
      Where thresholds come from: the detectors, or the 95th percentile of what past checks have \
      recorded, as soon as there are 30.
      """)
  var threshold = Threshold.static

  @Flag(help: "Write the scores into the store's history.")
  var record = false

  @OptionGroup(title: "Store") var place: StoreArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  /// The scores of a check with the thresholds and under the name that they are to have, recorded
  /// where that was asked for.
  func settled(
    _ verdict: Verdict, _ entry: BaselineEntry, stream: String? = nil, time: Int,
    in store: BaselineStore
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
      try store.record(
        scores, baseline: entry.name, version: entry.version,
        stream: stream, time: time)
    }
    return verdict
  }

  /// What a report says of the thresholds.
  func context(_ verdict: Verdict) -> [String] {
    guard threshold == .dynamic else { return [] }
    let scores = verdict.kind == .table ? verdict.columns.flatMap(\.verdict.scores) : verdict.scores
    let dynamic = scores.count { score in
      score.finding.detail.contains { $0 == .init("threshold", .string("dynamic")) }
    }
    return [
      "thresholds of past scores for \(dynamic) of \(scores.count) "
        + (dynamic == scores.count
          ? "scores"
          : "scores; the others have fewer than \(BaselineStore.leastHistory) past ones")
    ]
  }
}
