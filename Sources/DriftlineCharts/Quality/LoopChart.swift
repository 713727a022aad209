public import Driftline

/// An agent that goes round in circles, or spends far more than it should.
///
/// A row is the number of iterations of a task, the tokens it took, and the tokens that were expected.
/// Alarm where there are more than `iterations` iterations, or more than `ratio` times the tokens
/// expected; the signals say which.
///
/// - The statistic is the larger of iterations / `iterations` and tokens / (`ratio` · expected): over
///   1 is an alarm. The value is the iterations.
/// - Where no tokens are expected (0), tokens are not looked at.
/// - An object is read too: `{"iterations":12,"tokens":3000,"expected_tokens":800}`. Iterations or
///   tokens may be left out, not both; they are 0 then. Where expected tokens are left out, those of
///   the parameter `expected_tokens` count, and tokens without either are an error.
/// - Complexity: O(1) for a row, no state.
public struct LoopChart: Chart {
  /// Nothing changes.
  public struct State: ChartState {
    /// There is nothing to store.
    public static let fields: [Parameter<Self>] = []
  }

  /// The name in JSON and on the command line.
  public static let name = "loop"
  /// What it watches, in one line.
  public static let summary = "Too many iterations of a task, or far more tokens than expected"
  /// Where the definition comes from.
  public static let source = "Driftline"
  /// Either limit.
  public static let signals = ["iterations", "tokens"]
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .integer("iterations", \.iterations, in: 1...1_000_000_000, "the most iterations of a task"),
    .number("ratio", \.ratio, in: 1e-6...1e6, "the most tokens, in those expected"),
    .optionalNumber(
      "expected_tokens", \.expectedTokens, in: 0...1e300,
      "the tokens expected where an observation does not say"),
  ]

  /// The most iterations of a task.
  public var iterations = 10
  /// The most tokens, in those expected.
  public var ratio = 3.0
  /// The tokens expected where an observation does not say.
  public var expectedTokens: Double?

  /// Ten iterations, and three times the tokens.
  public init() {}

  /// Iterations, tokens, expected tokens.
  public var width: Int { 3 }

  /// Objects too.
  public var readsObjects: Bool { true }

  /// A row from its JSON: three numbers, or an object.
  public func row(of observation: JSON) throws(DriftlineError) -> [Double] {
    if observation == .null { return [.nan, .nan, .nan] }
    if case .array(let items) = observation {
      let row = items.compactMap(\.observed)
      if row.count == items.count, row.count == 3 { return row }
    }
    guard
      let members = try ObservationMembers(
        observation, of: Self.name, known: ["iterations", "tokens", "expected_tokens"])
    else {
      throw DriftlineError(
        .invalidParams,
        "the observation is \(observation.text.prefix(60)); loop takes three numbers, or an object "
          + "of \"iterations\", \"tokens\" and \"expected_tokens\"")
    }
    let iterations = try members.amount("iterations")
    let tokens = try members.amount("tokens")
    let expected = try members.amount("expected_tokens") ?? expectedTokens
    if iterations == nil, tokens == nil { throw members.missing("\"iterations\" or \"tokens\"") }
    if tokens != nil, expected == nil {
      throw members.missing(
        "\"expected_tokens\" with its \"tokens\", where the parameter expected_tokens is not set")
    }
    return [iterations ?? 0, tokens ?? 0, expected ?? 0]
  }

  /// Nothing seen.
  public var initialState: State { State() }

  /// Takes one row.
  public func update(_ state: inout State, with row: Span<Double>) -> ChartPoint {
    let most = bounded(ratio * row[2])
    let loops = row[0] > Double(iterations)
    let spends = most > 0 && row[1] > most
    let shares = (row[0] / Double(iterations), most > 0 ? bounded(row[1] / most) : 0)
    let isAlarm = loops || spends
    return ChartPoint(
      value: row[0], statistic: max(shares.0, shares.1), upper: 1, isAlarm: isAlarm,
      direction: isAlarm ? .up : nil, signals: (loops ? 1 : 0) | (spends ? 2 : 0))
  }
}
