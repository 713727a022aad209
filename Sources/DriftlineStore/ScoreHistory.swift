public import Driftline

/// One score as the history keeps it.
public struct ScoreRecord: Sendable, Equatable {
  /// The detector's name.
  public var detector: String
  /// The column's name; `nil` where the data are no table.
  public var column: String?
  /// The statistic; `nil` where it is not a number.
  public var statistic: Double?
  /// The effect, which thresholds speak of; `nil` where it is not a number.
  public var effect: Double?
  /// The natural logarithm of the p-value, where there is one.
  public var logPValue: Double?
  /// The threshold that was held against the effect, where there was one.
  public var threshold: Double?
  /// Whether it was drift; `nil` where that could not be told.
  public var drifted: Bool?

  /// A score.
  public init(
    detector: String, column: String? = nil, statistic: Double?, effect: Double?,
    logPValue: Double? = nil, threshold: Double? = nil, drifted: Bool? = nil
  ) {
    self.detector = detector
    self.column = column
    self.statistic = statistic
    self.effect = effect
    self.logPValue = logPValue
    self.threshold = threshold
    self.drifted = drifted
  }

  /// The scores of a verdict: its own, then those of its columns.
  public static func all(of verdict: Verdict) -> [ScoreRecord] {
    records(verdict, column: nil)
      + verdict.columns.flatMap { records($0.verdict, column: $0.name) }
  }

  private static func records(_ verdict: Verdict, column: String?) -> [ScoreRecord] {
    verdict.scores.map { score in
      ScoreRecord(
        detector: score.detector, column: column, statistic: score.finding.statistic,
        effect: score.finding.effect, logPValue: score.finding.logPValue,
        threshold: score.finding.threshold, drifted: score.drifted)
    }
  }
}

/// A score of the history, with what it was about.
public struct StoredScore: Sendable, Equatable {
  /// The baseline's name.
  public let baseline: String
  /// The version that was checked against.
  public let version: Int
  /// The stream; `nil` where the data came from elsewhere.
  public let stream: String?
  /// The time that the check was about, in seconds since 1970.
  public let time: Int
  /// The score itself.
  public let record: ScoreRecord
}

extension BaselineStore {
  /// Writes the scores of one check into the history.
  ///
  /// - Parameters:
  ///   - scores: what was found; ``ScoreRecord/all(of:)`` takes it out of a verdict.
  ///   - baseline: the baseline's name.
  ///   - version: the version of the baseline that was checked against.
  ///   - stream: the stream that was checked, or `nil`.
  ///   - time: the time that the check is about, in seconds since 1970.
  /// - Throws: `baseline_not_found`, and the errors of the store.
  public func record(
    _ scores: [ScoreRecord], baseline: String, version: Int, stream: String? = nil, time: Int
  ) throws(DriftlineError) {
    try Self.checkTime(time, "time")
    try write { db in
      try ScoreRows(db).insert(
        scores, baseline: baseline, version: version, stream: stream, time: time)
    }
  }

  /// Scores of a baseline whose time is in `from..<to`, newest first.
  ///
  /// What is left out restricts nothing: without a stream, those of all streams and of none.
  ///
  /// - Throws: `baseline_not_found`, and the errors of the store.
  public func history(
    baseline: String, stream: String? = nil, detector: String? = nil, column: String? = nil,
    from: Int? = nil, to: Int? = nil, limit: Int = 1000
  ) throws(DriftlineError) -> [StoredScore] {
    try read { db in
      try ScoreRows(db).scores(
        baseline: baseline, stream: stream, detector: detector, column: column,
        from: from ?? Int.min, to: to ?? Int.max, limit: max(0, limit))
    }
  }

  /// How many past scores a threshold is taken from at least.
  public static let leastHistory = 30

  /// The threshold that a detector's own past suggests: the 95th percentile of the effects it has
  /// found on this baseline, stream and column, or `nil` while there are fewer than 30.
  ///
  /// Effects that were drift are left out, as are those against another geometry, so that a bad week
  /// or another number of bins does not move it; of several checks of one time the last counts. Without
  /// a p-value beside it such a threshold alarms in 5 % of good checks, by construction.
  ///
  /// The percentile is type 7 of Hyndman and Fan, as in R and NumPy: between the two values around
  /// the place 0.95 (n - 1), linearly. Effects that are not finite are left out. `stream` and
  /// `column` restrict also where they are `nil`: to checks of no stream, to data without columns.
  ///
  /// Source: R. J. Hyndman, Y. Fan, The American Statistician 50 (1996), DOI
  /// 10.1080/00031305.1996.10473566.
  ///
  /// - Throws: `baseline_not_found`, and the errors of the store.
  /// - Complexity: O(n log n) for n past scores.
  public func dynamicThreshold(
    baseline: String, version: Int, stream: String? = nil, detector: String,
    column: String? = nil
  ) throws(DriftlineError) -> Double? {
    let effects = try read { db in
      try ScoreRows(db).effects(
        baseline: baseline, version: version, stream: stream, detector: detector,
        column: column)
    }.filter(\.isFinite).sorted()
    guard effects.count >= Self.leastHistory else { return nil }
    let place = 0.95 * Double(effects.count - 1)
    let low = Int(place)
    let high = min(low + 1, effects.count - 1)
    return effects[low] + (place - Double(low)) * (effects[high] - effects[low])
  }
}
