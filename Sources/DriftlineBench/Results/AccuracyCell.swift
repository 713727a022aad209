public import Driftline

/// What one detector did in one scenario at one size.
public struct AccuracyCell: Codable, Sendable, Equatable {
  /// What was compared: `numeric`, `categorical` or `embedding`.
  public var kind: String
  /// The scenario, such as `mean` or `minilm_contamination`.
  public var scenario: String
  /// How strong the change is, in the unit that the scenario names (0.05 for a share of 5 %).
  public var level: Double
  /// The law or the pool that nothing changes in, against which the false alarms were counted.
  public var control: String
  /// Rows of the baseline.
  public var baselineRows: Int
  /// Rows of the current data; the size that tables speak of.
  public var currentRows: Int
  /// Who it is.
  public var contender: Contender

  /// How often it fires where nothing has changed, with its defaults; `nil` for what has no default
  /// way to decide.
  public var falseAlarms: Rate?
  /// How often its p-value is below 0.05 where nothing has changed; `nil` where it has none.
  public var falseAlarmsAtFivePercent: Rate?
  /// How often it fires where something has changed, with its defaults.
  public var detections: Rate?
  /// The share of changes it finds where its threshold is set so that 5 % of the controls fire.
  public var power: Estimate?
  /// The chance that a changed pair scores higher than an unchanged one, ties counted half.
  public var auc: Estimate?
  /// Points of the ROC curve, each a false-alarm share and a detection share, from (0, 0) to (1, 1);
  /// at most 41.
  public var roc: [[Double]]
  /// Seconds that one comparison takes, the median.
  public var seconds: Double
  /// Comparisons it refused, or failed at, with the first reason.
  public var refusals: Int
  /// The first reason, where there were refusals.
  public var refusal: String?
}

/// A scenario in words, for those who read the tables.
public struct ScenarioDescription: Codable, Sendable, Equatable {
  /// The scenario's name.
  public var name: String
  /// What it is for: `numeric`, `categorical`, `embedding` or `stream`.
  public var kind: String
  /// What changes, in one or two sentences.
  public var summary: String
  /// What ``AccuracyCell/level`` means, such as `shift in standard deviations`.
  public var levelMeaning: String

  /// A scenario in words.
  public init(name: String, kind: String, summary: String, levelMeaning: String) {
    self.name = name
    self.kind = kind
    self.summary = summary
    self.levelMeaning = levelMeaning
  }

  /// The description as `driftline bench scenarios --json` writes it.
  public var json: JSON {
    .object([
      .init("name", .string(name)), .init("kind", .string(kind)),
      .init("summary", .string(summary)), .init("level", .string(levelMeaning)),
    ])
  }
}
