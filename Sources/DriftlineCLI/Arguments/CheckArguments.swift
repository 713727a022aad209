import ArgumentParser
import Driftline
import DriftlineStore
public import DriftlineWorker

/// How something is checked against a baseline of the store.
struct CheckArguments: ParsableArguments {
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
  var threshold = ThresholdSource.static

  @Flag(help: "Write the scores into the store's history.")
  var record = false

  @OptionGroup(title: "Store") var place: StoreArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  /// The same for an operation.
  func settings() throws(DriftlineError) -> CheckSettings {
    var settings = CheckSettings()
    settings.version = version
    settings.detectors = try detectors.requests()
    settings.judgement = judgement.judgement
    settings.threshold = threshold
    settings.record = record
    return settings
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

extension ThresholdSource: ExpressibleByArgument {}
