public import Driftline

/// When alarms become an alert, and when the alert is over: so that one stray value wakes nobody, and
/// a stream that goes to and fro does not ring all night.
///
/// - Raised by an alarm where `sustained` of the last `within` points, it among them, have alarmed.
/// - Cleared after `clear_after` points without an alarm.
/// - Flapping: where it has changed `most_changes` times within the last `flap_window` points, it is
///   held: it is raised and stays so, and changes are `suppressed`, until there are fewer changes in
///   that window. 0 changes: it is never held.
/// - Complexity: O(1) for a point, and a list of the last changes.
public struct AlertPolicy: Parameterized {
  /// What became of the alert at a point.
  public enum Transition: String, Sendable, CaseIterable {
    /// It is as it was.
    case none
    /// It is raised from here on.
    case raised
    /// It is over.
    case cleared
    /// It would have changed, and is held.
    case suppressed

    /// Whether somebody is to be told.
    public var isChange: Bool { self == .raised || self == .cleared }
  }

  /// What changes.
  public struct State: ChartState {
    /// How many points there have been.
    public var count = 0
    /// Whether the alert is raised.
    public var isRaised = false
    /// Whether it would be, if it were not held.
    public var isRaisedWithin = false
    /// The last points, the newest first, a bit each: whether there was an alarm.
    public var alarms = 0
    /// How many points in a row had no alarm.
    public var quiet = 0
    /// The points at which it changed, or would have.
    public var changes: [Int] = []

    /// What there is to store.
    public static let fields: [Parameter<Self>] = [
      .integer("count", \.count, in: 0...(1 << 53), "points so far"),
      .flag("raised", \.isRaised, "whether the alert is raised"),
      .flag("raised_within", \.isRaisedWithin, "whether it would be, if it were not held"),
      .integer("alarms", \.alarms, in: 0...((1 << 50) - 1), "the last points, a bit each"),
      .integer("quiet", \.quiet, in: 0...(1 << 53), "points in a row without an alarm"),
      .integers(
        "changes", \.changes, in: 0...(1 << 53), count: 0...1_000,
        "the points at which it changed"),
    ]
  }

  /// The name in JSON.
  public static let name = "alert"
  /// What it decides, in one line.
  public static let summary = "When alarms become an alert, and when it is over"
  /// Where the definition comes from.
  public static let source = "Driftline; flapping as in Nagios (flap detection)"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .integer("sustained", \.sustained, in: 1...50, "points that must alarm"),
    .integer("within", \.within, in: 1...50, "the last points that these must be among"),
    .integer("clear_after", \.clearAfter, in: 1...1_000_000, "points without an alarm that end it"),
    .integer(
      "most_changes", \.mostChanges, in: 0...1_000, "changes that are flapping; 0: none are"),
    .integer(
      "flap_window", \.flapWindow, in: 1...1_000_000_000, "the last points they are counted in"),
  ]

  /// How many points must alarm.
  public var sustained = 1
  /// The last points that these must be among.
  public var within = 1
  /// How many points without an alarm end it.
  public var clearAfter = 1
  /// How many changes are flapping; 0: none are.
  public var mostChanges = 0
  /// The last points that changes are counted in.
  public var flapWindow = 100

  /// Raised by every alarm, over with the next point without.
  public init() {}

  /// Checks that there are enough points to be sustained within.
  public func validate() throws(DriftlineError) {
    guard sustained <= within else {
      throw DriftlineError(
        .invalidParams, "alert.sustained is \(sustained), more than alert.within, \(within)",
        at: "alert.sustained")
    }
  }

  /// Nothing raised.
  public var initialState: State { State() }

  /// Whether the alert is held, as it was left by the last point.
  public func isFlapping(_ state: State) -> Bool {
    mostChanges > 0 && state.changes.count >= mostChanges
  }

  /// Takes a point.
  public func observe(isAlarm: Bool, _ state: inout State) -> Transition {
    let place = state.count
    state.count = min(state.count + 1, 1 << 53)
    state.alarms = (state.alarms << 1 | (isAlarm ? 1 : 0)) & ((1 << within) - 1)
    state.quiet = isAlarm ? 0 : min(state.quiet + 1, 1 << 53)
    let changes =
      state.isRaisedWithin
      ? state.quiet >= clearAfter : isAlarm && state.alarms.nonzeroBitCount >= sustained
    if changes {
      state.isRaisedWithin.toggle()
      state.changes.append(place)
    }
    state.changes.removeAll { $0 <= place - flapWindow }
    state.changes.removeFirst(max(0, state.changes.count - mostChanges))
    let wanted = isFlapping(state) || state.isRaisedWithin
    guard wanted != state.isRaised else { return changes ? .suppressed : .none }
    state.isRaised = wanted
    return wanted ? .raised : .cleared
  }
}
