public import ArgumentParser
public import Driftline
import DriftlineWorker

/// How scores are judged, and on how many threads.
///
/// What is not given stays as it is: the default, or what the baseline was fitted with.
struct JudgementArguments: ParsableArguments {
  @Option(
    help: .init(
      "The level that p-values are held against. (default: 0.01, or the baseline's)",
      valueName: "level"))
  var alpha: Double?

  @Option(
    help: """
      What must speak for drift: the statistic, its p-value, or both. (default: both, or the \
      baseline's)
      """)
  var rule: VerdictRule?

  @Option(
    help: .init(
      "The share of a table's columns from which on it has drifted. (default: 0.5, or the "
        + "baseline's)", valueName: "share"))
  var driftShare: Double?

  @Option(
    help: """
      How small a change should be found, where the detectors are chosen for you. (default: \
      medium, or the baseline's)
      """)
  var sensitivity: Sensitivity?

  @OptionGroup var work: ThreadArguments

  /// The same for an operation.
  var judgement: Judgement {
    var judgement = Judgement()
    judgement.alpha = alpha
    judgement.rule = rule
    judgement.driftShare = driftShare
    judgement.sensitivity = sensitivity
    return judgement
  }
}

/// How many threads work.
struct ThreadArguments: ParsableArguments {
  @Option(
    help: .init(
      "The most threads to use; by default one a core. The result does not depend on it.",
      valueName: "number"))
  var threads: Int?

  /// The number of threads; the library refuses what is none.
  var count: Int { threads ?? CompareOptions().threads }

  func validate() throws {
    if let threads, !(1...1_024).contains(threads) {
      throw ValidationError("threads is \(threads); it goes from 1 to 1024")
    }
  }
}

/// What random draws are made with.
struct SeedArguments: ParsableArguments {
  @Option(help: .init("The seed of everything random.", valueName: "number"))
  var seed: UInt64 = 0

  func validate() throws {
    if seed > Int.max { throw ValidationError("--seed is \(seed); it goes from 0 to \(Int.max)") }
  }
}

extension VerdictRule: ExpressibleByArgument {}
extension Sensitivity: ExpressibleByArgument {}
