public import Driftline

/// Shewhart chart of single values: quickest for large sudden shifts; with runs rules for patterns.
///
/// With u = (x - mean) / sigma, `beyond_limits` is an alarm where |u| is over the limit. The other
/// rules, each by name, are in ``Rules``; every one makes false alarms more frequent (the four of
/// Western Electric together: one in 92 values instead of one in 370).
///
/// - The statistic is the value itself, between mean ± limit · sigma.
/// - A rule raises an alarm at each value that completes its pattern, the one after another one too.
/// - A value that is just on a line is not beyond it; one that equals the mean is on neither side;
///   one that equals the value before breaks a trend.
/// - Complexity: O(1) for a value.
///
/// Source: W. A. Shewhart, "Economic Control of Quality of Manufactured Product" (1931); Western
/// Electric, "Statistical Quality Control Handbook" (1956); L. S. Nelson, "The Shewhart control chart:
/// tests for special causes", Journal of Quality Technology 16 (1984), DOI
/// 10.1080/00224065.1984.11978921.
public struct Shewhart: PromisingChart {
  /// What changes.
  public struct State: ChartState {
    /// The last 16 values, one bit each, the newest first: over 2, under -2, over 1, under -1, over 0
    /// and under 0 sigma.
    public var histories = [Int](repeating: 0, count: 6)
    /// How many values there have been, counted up to 16.
    public var count = 0
    /// The last value in sigma.
    public var last = 0.0
    /// How many steps up there have been without a break; negative for steps down.
    public var trend = 0
    /// How many steps there have been that each went the other way.
    public var turns = 0

    /// What there is to store.
    public static let fields: [Parameter<Self>] = [
      .integers(
        "histories", \.histories, in: 0...0xFFFF, count: 6...6, "values by zone, a bit each"),
      .integer("count", \.count, in: 0...16, "values so far, up to 16"),
      .number("last", \.last, in: -1e300...1e300, "the last value, in sigma"),
      .integer("trend", \.trend, in: -16...16, "steps in one direction"),
      .integer("turns", \.turns, in: 0...16, "steps that each went the other way"),
    ]
  }

  /// The name in JSON and on the command line.
  public static let name = "shewhart"
  /// What it watches, in one line.
  public static let summary = "Single values between limits, with runs rules by name"
  /// Where the definition comes from.
  public static let source =
    "Nelson, Journal of Quality Technology 16, 1984, doi:10.1080/00224065.1984.11978921"
  /// What can be set.
  public static let parameters: [Parameter<Self>] =
    baselineParameters + [
      .optionalNumber("limit", \.limit, in: 0...100, "the limits, in sigma; null: as arl0 asks for")
    ] + promiseParameters + [
      .names("rules", \.rules, ShewhartRules.names, "the patterns that raise an alarm")
    ]
  /// The rules.
  public static var signals: [String] { ShewhartRules.names }

  /// The mean where nothing is wrong.
  public var mean = 0.0
  /// The standard deviation where nothing is wrong.
  public var sigma = 1.0
  /// The limits, in sigma; `nil`: those that ``arl0`` asks for.
  public var limit: Double?
  /// How many values there are between false alarms of the limit, on average.
  public var arl0 = 370.4
  /// How many values mean and deviation are estimated from; 0: they are known.
  public var baselineSize = 0
  /// The share of baselines of that size with which the promise is kept.
  public var guarantee = 0.5
  /// The patterns that raise an alarm.
  public var rules: ShewhartRules = .beyondLimits

  /// Three sigma around 0.
  public init() {}

  /// A chart around a mean.
  public init(
    mean: Double, sigma: Double, limit: Double? = nil, rules: ShewhartRules = .beyondLimits
  ) {
    self.mean = mean
    self.sigma = sigma
    self.limit = limit
    self.rules = rules
  }

  var bound: Double? {
    get { limit }
    set { limit = newValue }
  }

  func runs(bound: Double) -> ShewhartRunLength { ShewhartRunLength(limit: bound) }

  /// The law of its run lengths: with rules only for those of Western Electric and a limit of 3 sigma.
  public var runLength: (any RunLength)? {
    guard let limit, baselineSize == 0 else { return nil }
    if rules == .beyondLimits { return runs(bound: limit) }
    guard limit == 3, rules.isSubset(of: .westernElectric) else { return nil }
    let names = ShewhartRules.names.indices.filter { rules.rawValue & (1 << UInt32($0)) != 0 }
    return RunsRulesRunLength(
      Set(names.compactMap { RunsRule(rawValue: ShewhartRules.names[$0]) }), limit: limit)
  }

  /// Nothing seen.
  public var initialState: State { State() }

  /// Takes one value.
  public func update(_ state: inout State, with value: Double) -> ChartPoint {
    let limit = resolvedLimit(limit)
    let u = bounded(centred(value, around: mean) / sigma)
    var broken: ShewhartRules = abs(u) > limit ? .beyondLimits : []
    if rules != .beyondLimits {
      state.take(u)
      broken.formUnion(state.patterns)
    }
    broken.formIntersection(rules)
    let point = ChartPoint(
      value: value, statistic: value, lower: mean - limit * sigma, upper: mean + limit * sigma)
    guard !broken.isEmpty else { return point }
    var alarm = point
    alarm.isAlarm = true
    alarm.signals = broken.rawValue
    alarm.direction = state.direction(of: broken, at: u)
    return alarm
  }
}
