public import Driftline

/// A runs rule of a Shewhart chart, as in the handbook of Western Electric.
public enum RunsRule: String, Sendable, CaseIterable {
  /// A value outside of the limits.
  case beyondLimits = "beyond_limits"
  /// Two of three values in a row beyond two thirds of the limit, on the same side.
  case twoOfThree = "two_of_three"
  /// Four of five values in a row beyond a third of the limit, on the same side.
  case fourOfFive = "four_of_five"
  /// Eight values in a row on the same side of the mean.
  case eightOnOneSide = "eight_on_one_side"
}

/// Run lengths of a Shewhart chart of single values with runs rules, exactly, by a Markov chain.
///
/// A state is what the rules have to remember: the last two values as to two thirds of the limit, the
/// last four as to one third, and how many in a row were on one side. The steady state is that of
/// the chain.
///
/// - Complexity: O(s^3), with s up to a few hundred states for all rules together.
///
/// Source: C. W. Champ, W. H. Woodall, "Exact results for Shewhart control charts with supplementary
/// runs rules", Technometrics 29 (1987), DOI 10.1080/00401706.1987.10488266.
public struct RunsRulesRunLength: RunLength {
  /// The rules, one at least.
  public var rules: Set<RunsRule>
  /// The limits, in standard deviations.
  public var limit: Double

  /// A chart's rules and limits.
  public init(_ rules: Set<RunsRule>, limit: Double = 3) {
    self.rules = rules
    self.limit = limit
  }

  /// Checks the numbers.
  public func validate() throws(DriftlineError) {
    try demand(limit > 0 && limit <= 100, "limit", limit, "a number over 0, up to 100")
    guard !rules.isEmpty else {
      throw DriftlineError(.invalidParams, "there is no rule; it takes one at least", at: "rules")
    }
  }

  /// The mean of the run length.
  public func average(
    shift: Double, state: RunLengthState, refinement: Double
  ) throws(DriftlineError) -> Double {
    let chain = try chain(shift: shift)
    guard let runs = chain.averages() else { return .infinity }
    if state == .zero { return sound(runs[0]) }
    let quiet = try self.chain(shift: 0)
    var start = [Double](repeating: 0, count: quiet.dimensions)
    start[0] = 1
    guard let law = state == .cyclical ? quiet.visits(from: start) : quiet.quietLaw() else {
      return .infinity
    }
    return sound(zip(law, runs).reduce(0) { $0 + $1.0 * $1.1 } / law.reduce(0, +))
  }

  /// The quantile of the run length.
  public func quantile(_ share: Double, shift: Double) throws(DriftlineError) -> Double {
    let chain = try chain(shift: shift)
    var law = [Double](repeating: 0, count: chain.dimensions)
    law[0] = 1
    let average = sound(chain.averages()?[0] ?? .infinity)
    return try runLengthQuantile(share, average: average) {
      law = chain.stepped(law)
      return law.reduce(0, +)
    }
  }

  /// The steps of the chain, from nothing seen on.
  private func chain(shift: Double) throws(DriftlineError) -> StepMatrix {
    try validate()
    try demand(shift.isFinite, "shift", shift, "a finite number")
    let zones = RunsHistory.Zone.all(limit: limit, shift: shift)
    var states = [RunsHistory()]
    var places = [states[0]: 0]
    var steps: [[Int: Double]] = []
    while steps.count < states.count {
      let state = states[steps.count]
      var row: [Int: Double] = [:]
      for zone in zones {
        guard let next = state.after(zone, rules) else { continue }
        let place = places[next] ?? states.count
        if place == states.count {
          places[next] = place
          states.append(next)
        }
        row[place, default: 0] += zone.share
      }
      steps.append(row)
    }
    return StepMatrix(dimensions: states.count) { steps[$0][$1] ?? 0 }
  }
}
