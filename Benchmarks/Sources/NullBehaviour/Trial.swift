internal import Driftline
internal import Foundation

/// One repeat: two samples of one distribution, and which detectors cried wolf.
struct Trial {
  let sample: Samples
  let sizes: (Int, Int)
  /// The share of values that are missing, on both sides.
  static let missing = 0.1

  static let numeric: [any NumericDetector] = [
    PopulationStabilityIndex(), KolmogorovSmirnov(), KullbackLeibler(), JensenShannon(),
    Wasserstein(), EnergyDistance(), CramerVonMises(), AndersonDarling(),
  ]
  static let categorical: [any CategoricalDetector] = [
    CategoricalStability(), CategoricalJensenShannon(), ChiSquareTest(),
  ]

  /// The names of the detectors, in the order of ``logPValues(seed:)``.
  static func names(for sample: Samples) -> [String] {
    numeric.map { type(of: $0).name } + ["missing_share"]
      + (sample == .discrete ? categorical.map { type(of: $0).name + " (categories)" } : [])
  }

  /// The log p-value of each detector.
  func logPValues(seed: UInt64) throws -> [Double] {
    let x = sample.draw(sizes.0, seed: seed, stream: 10)
    let y = sample.draw(sizes.1, seed: seed, stream: 11)
    var options = CompareOptions()
    options.seed = seed
    options.threads = 1
    var verdicts = [
      try compare(
        baseline: NumericColumn(x), current: NumericColumn(y), detectors: Self.numeric,
        options: options),
      try compare(
        baseline: NumericColumn(gaps(x, seed, 12)), current: NumericColumn(gaps(y, seed, 13)),
        detectors: [MissingShare()], options: options),
    ]
    if sample == .discrete {
      verdicts.append(
        try compare(
          baseline: categories(x), current: categories(y), detectors: Self.categorical,
          options: options))
    }
    return try verdicts.flatMap(\.scores).map { score in
      guard let logP = score.finding.logPValue else {
        throw Complaint.noPValue(score.detector, sample, sizes)
      }
      return logP
    }
  }

  private func gaps(_ values: [Double], _ seed: UInt64, _ stream: UInt64) -> [Double] {
    var random = SeededRandom(seed: seed, stream: stream)
    return values.map { random.uniform() < Self.missing ? .nan : $0 }
  }

  private func categories(_ values: [Double]) -> CategoricalColumn {
    let names = (0..<5).map { "c\($0)" }
    return CategoricalColumn(values.map { names[Int($0)] })
  }
}

/// What can go wrong in a trial.
enum Complaint: Error {
  case noPValue(String, Samples, (Int, Int))
}
