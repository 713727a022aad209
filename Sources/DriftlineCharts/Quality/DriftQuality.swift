public import Driftline

/// How bad drift is, by what it does to quality: a matrix of severities.
///
/// A row is a drift statistic and a relative drop of quality (0.1 is 10 %; an improvement is less
/// than 0), or the quality itself where its `baseline` is given.
///
/// | drift statistic        | drop <= 0.05 | over 0.05 | over 0.1 |
/// |------------------------|--------------|-----------|----------|
/// | under 0.1              | none         | low       | medium   |
/// | 0.1 and more           | low          | high      | high     |
/// | 0.25 and more          | medium       | high      | critical |
///
/// - The published rule names the cells of stable quality, those of a drop over 5 % with some drift,
///   and of one over 10 % with much. The others follow from it, so that neither more drift nor a
///   larger drop is ever less severe: much drift with a drop of 5 to 10 % is high, as it is with less
///   drift; a drop without drift is one step under that with some drift and a stable quality would
///   make it, low and medium, for quality has fallen for a reason that is not seen here.
/// - The statistic of the point is the severity: 0 none, 1 low, 2 medium, 3 high, 4 critical; its
///   value is the drift statistic. Alarm from the severity `least` on.
/// - An object is read too: `{"drift":0.3,"drop":0.12}`, or `{"drift":0.3,"quality":0.8}` where the
///   baseline is given.
/// - The relative drop is that of ``QualityDrop``, negative baselines and `worse` included.
/// - Infinite numbers are common here (a stability index over empty bins, a drop from 0); read from
///   JSON they count as 1e300, and are judged as any large number is.
/// - Complexity: O(1) for a row, no state.
public struct DriftQuality: Chart {
  /// How bad it is.
  public enum Severity: String, Sendable, CaseIterable {
    /// To be looked at some time.
    case low
    /// To be looked at.
    case medium
    /// To be looked at now.
    case high
    /// To be acted on now.
    case critical

    /// 1 for the least, 4 for the worst.
    var rank: Int {
      switch self {
      case .low: 1
      case .medium: 2
      case .high: 3
      case .critical: 4
      }
    }
  }

  /// Nothing changes.
  public struct State: ChartState {
    /// There is nothing to store.
    public static let fields: [Parameter<Self>] = []
  }

  /// The name in JSON and on the command line.
  public static let name = "drift_quality"
  /// What it watches, in one line.
  public static let summary = "How severe drift is, by what it does to quality"
  /// Where the definition comes from.
  public static let source = "Driftline"
  /// The severities.
  public static let signals = Severity.allCases.map(\.rawValue)
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .number("some_drift", \.someDrift, in: 0...1e300, "the statistic from which on there is drift"),
    .number("much_drift", \.muchDrift, in: 0...1e300, "the statistic from which on there is much"),
    .number("some_drop", \.someDrop, in: 0...1e6, "the relative drop that is still stable"),
    .number("large_drop", \.largeDrop, in: 0...1e6, "the relative drop that is not yet large"),
    .optionalNumber(
      "baseline", \.baseline, in: -1e300...1e300,
      "the quality where nothing is wrong; null: rows hold the drop itself"),
    .choice("worse", \.worse, "which way quality is for the worse"),
    .choice("least", \.least, "the least severity that is an alarm"),
  ]

  /// The statistic from which on there is drift.
  public var someDrift = 0.1
  /// The statistic from which on there is much drift.
  public var muchDrift = 0.25
  /// The largest relative drop that is still stable.
  public var someDrop = 0.05
  /// The largest relative drop that is not yet a large one.
  public var largeDrop = 0.1
  /// The quality where nothing is wrong; `nil`: rows hold the drop itself.
  public var baseline: Double?
  /// Which way quality is for the worse.
  public var worse = QualityDrop.Worse.down
  /// The least severity that is an alarm.
  public var least = Severity.low

  /// The published thresholds.
  public init() {}

  /// Checks that each pair of thresholds ascends.
  public func validate() throws(DriftlineError) {
    for (lower, upper, names) in [
      (someDrift, muchDrift, ("some_drift", "much_drift")),
      (someDrop, largeDrop, ("some_drop", "large_drop")),
    ] where lower > upper {
      throw DriftlineError(
        .invalidParams,
        "drift_quality.\(names.0) is \(lower), more than drift_quality.\(names.1), \(upper)",
        at: "drift_quality.\(names.0)")
    }
  }

  /// A drift statistic, and a drop or a quality.
  public var width: Int { 2 }

  /// Objects too.
  public var readsObjects: Bool { true }

  /// A row from its JSON: two numbers, or an object of `drift` and of `drop` or `quality`.
  public func row(of observation: JSON) throws(DriftlineError) -> [Double] {
    if observation == .null { return [.nan, .nan] }
    if case .array(let items) = observation {
      let row = items.compactMap(\.observed)
      if row.count == items.count, row.count == 2 { return row.map(held) }
    }
    let second = baseline == nil ? "drop" : "quality"
    guard
      let members = try ObservationMembers(
        observation, of: Self.name, known: ["drift", second])
    else {
      throw DriftlineError(
        .invalidParams,
        "the observation is \(observation.text.prefix(60)); drift_quality takes two numbers, or an "
          + "object of \"drift\" and \"\(second)\"")
    }
    guard let drift = try members.number("drift"), let quality = try members.number(second) else {
      throw members.missing("\"drift\" and \"\(second)\"")
    }
    return [drift, quality].map(held)
  }

  private func held(_ number: Double) -> Double { number.isNaN ? number : bounded(number) }

  /// Nothing seen.
  public var initialState: State { State() }

  /// Takes one row.
  public func update(_ state: inout State, with row: Span<Double>) -> ChartPoint {
    let drop = baseline.map { QualityDrop.relative($0, row[1], worse) } ?? row[1]
    let rank = severity(drift: row[0], drop: drop)?.rank ?? 0
    let isAlarm = rank >= least.rank
    return ChartPoint(
      value: row[0], statistic: Double(rank), upper: Double(least.rank - 1), isAlarm: isAlarm,
      direction: isAlarm ? .up : nil, signals: isAlarm ? 1 << UInt32(rank - 1) : 0)
  }

  /// The cell of the matrix; `nil` where nothing is wrong.
  func severity(drift: Double, drop: Double) -> Severity? {
    // The room that QualityDrop leaves, so that both say the same of 10 %.
    let column = drop > largeDrop + 1e-12 ? 2 : drop > someDrop + 1e-12 ? 1 : 0
    let matrix: [[Severity?]] = [
      [nil, .low, .medium], [.low, .high, .high], [.medium, .high, .critical],
    ]
    return matrix[drift >= muchDrift ? 2 : drift >= someDrift ? 1 : 0][column]
  }
}
