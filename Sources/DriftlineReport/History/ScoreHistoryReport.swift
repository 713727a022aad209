public import Driftline

/// The recorded scores of one baseline over time, ready to be written for people or programs.
public struct ScoreHistoryReport: Sendable, Equatable {
  /// One recorded score.
  public struct Point: Sendable, Equatable {
    /// The time that the check was about, in seconds since 1970.
    public var time: Int
    /// The version of the baseline that was checked against.
    public var version: Int
    /// The stream; `nil` where the data came from elsewhere.
    public var stream: String?
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
      time: Int, version: Int, stream: String? = nil, detector: String, column: String? = nil,
      statistic: Double?, effect: Double?, logPValue: Double? = nil, threshold: Double? = nil,
      drifted: Bool? = nil
    ) {
      self.time = time
      self.version = version
      self.stream = stream
      self.detector = detector
      self.column = column
      self.statistic = statistic
      self.effect = effect
      self.logPValue = logPValue
      self.threshold = threshold
      self.drifted = drifted
    }
  }

  /// The baseline's name.
  public let baseline: String
  /// The stream that was asked for; `nil` for all of them.
  public let stream: String?
  /// Where the period begins that was asked for, in seconds since 1970.
  public let from: Int?
  /// Where the period ends that was asked for, in seconds since 1970.
  public let to: Int?
  /// The scores of each stream, detector and column, in time; those that need looking at come first.
  let series: [HistorySeries]

  /// A report of scores.
  ///
  /// - Parameters:
  ///   - baseline: the baseline's name.
  ///   - stream: the stream that was asked for; `nil` for all of them and none.
  ///   - from: where the period begins that was asked for, if it does.
  ///   - to: where the period ends that was asked for, if it does.
  ///   - points: the scores, the newest first, as the store gives them. Of two of one time the first is
  ///     the later one.
  /// - Complexity: O(n log n) for n points.
  public init(
    baseline: String, stream: String? = nil, from: Int? = nil, to: Int? = nil, points: [Point]
  ) {
    self.baseline = baseline
    self.stream = stream
    self.from = from
    self.to = to
    series = HistorySeries.all(of: points)
  }

  /// How many scores there are.
  var count: Int { series.reduce(0) { $0 + $1.points.count } }

  /// The first and the last time of all scores; `nil` where there are none.
  var times: ClosedRange<Int>? {
    guard let first = series.compactMap(\.points.first?.time).min(),
      let last = series.compactMap(\.points.last?.time).max()
    else { return nil }
    return first...last
  }

  /// Whether the last scores have drift in them; `nil` where none can tell.
  var drifted: Bool? {
    let last = series.compactMap(\.last.drifted)
    return last.isEmpty ? nil : last.contains(true)
  }

  /// The report for programs: a member `series`, each with its `points`, the oldest first.
  public var json: JSON {
    var members: [JSON.Member] = [.init("baseline", .string(baseline))]
    if let stream { members.append(.init("stream", .string(stream))) }
    if let from { members.append(.init("from", .string(CalendarTime(seconds: from).text))) }
    if let to { members.append(.init("to", .string(CalendarTime(seconds: to).text))) }
    members += [
      .init("scores", .int(count)), .init("series", .array(series.map(\.json))),
      .init("engine", .object([.init("version", .string(engineVersion))])),
    ]
    return .object(members)
  }
}
