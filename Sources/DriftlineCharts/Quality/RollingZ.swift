public import Driftline

/// A z-score against the last values: sees single values that are far out, whatever the level.
///
/// z = (x - mean) / sigma of the last `window` values before x. Alarm where |z| is over the
/// threshold, from `minimum` values before x on; until then nothing is said.
///
/// - `scoring: calibrated`: sigma is over n - 1, and z is corrected for the few values that mean and
///   sigma stand on: t = z sqrt(n / (n + 1)) is Student's t with n - 1 degrees of freedom where values
///   are independent and normal, and is turned into the normal score that is as unlikely. Three sigma
///   then mean the same from the tenth value on as for the hundredth.
/// - `scoring: classic` is z as it stands, over n - `ddof`; with ten values before it, z is over 3 for
///   one normal value in 42, and with a hundred for one in 268 (370 are promised).
/// - Where all values of the window are equal, a value equal to them scores 0 and any other is an
///   infinite score: an alarm.
/// - Every value is taken into the window, alarmed ones too: the chart comes to terms with a level
///   that lasts.
/// - Complexity: O(window) for a value and of memory.
///
/// Source: D. L. Wallace, Annals of Mathematical Statistics 30 (1959), DOI 10.1214/aoms/1177706078.
public struct RollingZ: ValueChart {
  /// What the score allows for.
  public enum Scoring: String, Sendable, CaseIterable {
    /// That mean and deviation are estimates.
    case calibrated
    /// Nothing.
    case classic
  }

  /// What changes.
  public struct State: ChartState {
    /// The last values.
    var recent: RecentValues

    /// What there is to store.
    public static let fields: [Parameter<Self>] = [
      .list(
        "values", "at most as many numbers as the window has", "the last values, oldest first",
        read: { $0.recent.list }, write: { $0.recent.replace(by: $1) })
    ]
  }

  /// The name in JSON and on the command line.
  public static let name = "rolling_z"
  /// What it watches, in one line.
  public static let summary = "z-score against the last values, for single values far out"
  /// Where the definition comes from.
  public static let source =
    "Wallace, Annals of Mathematical Statistics 30, 1959, doi:10.1214/aoms/1177706078"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .integer("window", \.window, in: 2...100_000, "how many values there are to compare with"),
    .integer("minimum", \.minimum, in: 2...100_000, "values before the first alarm"),
    .number("threshold", \.threshold, in: 0...1e6, "the z-score that is not yet an alarm"),
    .choice("scoring", \.scoring, "what the score allows for"),
    .integer("ddof", \.ddof, in: 0...1, "classic: what n is less by in sigma"),
  ]

  /// How many values there are to compare with.
  public var window = 100
  /// How many values there have to be before one that can raise an alarm.
  public var minimum = 10
  /// The largest z-score that is no alarm.
  public var threshold = 3.0
  /// What the score allows for.
  public var scoring = Scoring.calibrated
  /// What n is less by in a classic sigma.
  public var ddof = 0

  /// Three sigma of the last 100 values.
  public init() {}

  /// A window and a way of scoring.
  public init(window: Int, minimum: Int, scoring: Scoring = .calibrated) {
    self.window = window
    self.minimum = minimum
    self.scoring = scoring
  }

  /// The window holds the values that are asked for.
  public func validate() throws(DriftlineError) {
    guard minimum <= window else {
      throw DriftlineError(
        .invalidParams,
        "rolling_z.minimum is \(minimum), more than rolling_z.window, \(window)",
        at: "rolling_z.minimum")
    }
  }

  /// Nothing seen.
  public var initialState: State { State(recent: RecentValues(size: window)) }

  /// Takes one value.
  public func update(_ state: inout State, with value: Double) -> ChartPoint {
    let score = state.recent.count < minimum ? .nan : score(of: value, state.recent)
    state.recent.insert(value)
    return ChartPoint(value: value, statistic: score, within: -threshold, threshold)
  }

  private func score(of value: Double, _ recent: RecentValues) -> Double {
    let moments = recent.moments(ddof: scoring == .classic ? ddof : 1)
    let d = bounded(centred(value, around: moments.origin) - moments.mean)
    if d == 0 { return 0 }
    if moments.deviation == 0 { return d > 0 ? .infinity : -.infinity }
    let z = bounded(d / moments.deviation)
    if scoring == .classic { return z }
    let n = Double(recent.count)
    return normalScore(ofT: z * (n / (n + 1)).squareRoot(), freedom: n - 1)
  }
}
