public import ArgumentParser
public import Driftline

/// How scores are judged and computed.
struct JudgementArguments: ParsableArguments {
  @Option(help: .init("The level that p-values are held against.", valueName: "level"))
  var alpha = CompareOptions().alpha

  @Option(help: "What must speak for drift: the statistic, its p-value, or both.")
  var rule = VerdictRule.both

  @Option(
    help: .init("The share of a table's columns from which on it has drifted.", valueName: "share"))
  var driftShare = CompareOptions().driftShare

  @Option(help: "How small a change should be found, where the detectors are chosen for you.")
  var sensitivity = Sensitivity.medium

  @Option(help: .init("The seed of everything random.", valueName: "number"))
  var seed: UInt64 = 0

  @Option(
    help: .init(
      "The most threads to use; by default one a core. The result does not depend on it.",
      valueName: "number"))
  var threads: Int?

  func validate() throws {
    if seed > Int.max { throw ValidationError("--seed is \(seed); it goes from 0 to \(Int.max)") }
  }

  /// The options of the comparison.
  func options() throws(DriftlineError) -> CompareOptions {
    var options = CompareOptions()
    options.alpha = alpha
    options.rule = rule
    options.driftShare = driftShare
    options.sensitivity = sensitivity
    options.seed = seed
    if let threads { options.threads = threads }
    return options
  }
}

extension VerdictRule: ExpressibleByArgument {}
extension Sensitivity: ExpressibleByArgument {}
