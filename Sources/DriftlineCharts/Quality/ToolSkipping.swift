public import Driftline

/// Steps that should have been taken and were not: an agent that answers without its tools.
///
/// A row is the number of expected names that are missing, of names that were not expected, and of
/// all expected ones. The statistic is the share of the expected that is missing; alarm where it is
/// more than `allowed`, which is 0. Names that were not expected raise no alarm; they are counted.
///
/// - An object is read too, of two lists: `{"expected":["search","cite"],"actual":["search"]}`. They
///   are sets: order and repetitions do not matter. Names are equal where they are canonically
///   equivalent in Unicode; case counts. What is missing and what was not expected is told by
///   ``detail(of:)``.
/// - Where nothing is expected, nothing is missing: the share is 0.
/// - Complexity: O(names) for an observation, no state.
public struct ToolSkipping: Chart {
  /// Nothing changes.
  public struct State: ChartState {
    /// There is nothing to store.
    public static let fields: [Parameter<Self>] = []
  }

  /// The name in JSON and on the command line.
  public static let name = "tool_skipping"
  /// What it watches, in one line.
  public static let summary = "Expected steps, such as calls of tools, that were not taken"
  /// Where the definition comes from.
  public static let source = "Driftline"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .number("allowed", \.allowed, in: 0...1, "the share of the expected that may be missing")
  ]

  /// The share of the expected that may be missing.
  public var allowed = 0.0

  /// Nothing may be missing.
  public init() {}

  /// Missing, not expected, expected.
  public var width: Int { 3 }

  /// Objects too.
  public var readsObjects: Bool { true }

  /// A row from its JSON: three numbers, or an object of two lists.
  public func row(of observation: JSON) throws(DriftlineError) -> [Double] {
    if observation == .null { return [.nan, .nan, .nan] }
    if case .array(let items) = observation {
      let row = items.compactMap(\.observed)
      if row.count == items.count, row.count == 3 { return row }
    }
    guard let sets = try sets(observation) else {
      throw DriftlineError(
        .invalidParams,
        "the observation is \(observation.text.prefix(60)); tool_skipping takes three numbers, or an "
          + "object of the lists \"expected\" and \"actual\"")
    }
    return [sets.missing.count, sets.unexpected.count, sets.expected.count].map(Double.init)
  }

  /// `missing` and `unexpected`, in the order in which they are given.
  public func detail(of observation: JSON) -> JSON? {
    guard let sets = try? sets(observation) else { return nil }
    return .object([
      .init("missing", .array(sets.missing.map(JSON.string))),
      .init("unexpected", .array(sets.unexpected.map(JSON.string))),
    ])
  }

  private func sets(
    _ observation: JSON
  ) throws(DriftlineError) -> (missing: [String], unexpected: [String], expected: [String])? {
    guard
      let members = try ObservationMembers(
        observation, of: Self.name, known: ["expected", "actual"])
    else { return nil }
    guard let expected = try members.names("expected"), let actual = try members.names("actual")
    else { throw members.missing("the lists \"expected\" and \"actual\"") }
    let wanted = Set(expected)
    let taken = Set(actual)
    return (
      expected.filter { !taken.contains($0) }, actual.filter { !wanted.contains($0) }, expected
    )
  }

  /// Nothing seen.
  public var initialState: State { State() }

  /// Takes one row.
  public func update(_ state: inout State, with row: Span<Double>) -> ChartPoint {
    let share = row[2] > 0 ? bounded(row[0] / row[2]) : 0
    let isAlarm = share > allowed
    return ChartPoint(
      value: row[0], statistic: share, upper: allowed, isAlarm: isAlarm,
      direction: isAlarm ? .up : nil)
  }
}
