import Driftline
import Foundation
import Testing

/// How often each detector's p-value is below 0.05 when nothing has changed.
///
/// `driftline bench accuracy` counts the same over more laws and sizes; `Benchmarks/run grid` runs it in
/// full, and docs/results.md has the table.
@Suite struct NullCalibrationTests {
  static let repeats = 400
  static let alpha = 0.05

  /// Where a detector may be quieter than promised: p-values that move in steps (few ties or few
  /// rows), and bins that hold next to nothing.
  static func mayBeQuiet(_ name: String, _ sample: Samples, _ size: Int) -> Bool {
    switch name {
    case "ks": size < 1_000 || sample == .discrete
    case "js", "kl": sample == .heavyTailed || sample == .discrete || size < 1_000
    case "energy", "wasserstein": sample == .heavyTailed
    default: false
    }
  }

  struct Case: CustomTestStringConvertible {
    let sample: Samples
    let size: Int
    var testDescription: String { "\(sample.rawValue), \(size) rows a side" }
  }

  static let cases = Samples.allCases.flatMap { sample in
    [50, 1_000].map { Case(sample: sample, size: $0) }
  }

  @Test(arguments: cases) func keepsItsPromise(_ point: Case) throws {
    let detectors: [any NumericDetector] = [
      PopulationStabilityIndex(), KolmogorovSmirnov(), KullbackLeibler(), JensenShannon(),
      Wasserstein(), EnergyDistance(), CramerVonMises(), AndersonDarling(),
    ]
    var alarms = [Int](repeating: 0, count: detectors.count)
    for repetition in 0..<Self.repeats {
      let seed = UInt64(repetition)
      var options = CompareOptions()
      options.seed = seed
      options.threads = 1
      let verdict = try compare(
        baseline: NumericColumn(point.sample.draw(point.size, seed: seed, stream: 10)),
        current: NumericColumn(point.sample.draw(point.size, seed: seed, stream: 11)),
        detectors: detectors, options: options)
      for (index, score) in verdict.scores.enumerated()
      where try #require(score.finding.logPValue) < log(Self.alpha) {
        alarms[index] += 1
      }
    }
    let error = (Self.alpha * (1 - Self.alpha) / Double(Self.repeats)).squareRoot()
    for (detector, count) in zip(detectors, alarms) {
      let name = type(of: detector).name
      let rate = Double(count) / Double(Self.repeats)
      #expect(rate <= Self.alpha + 4 * error, "\(name): \(rate)")
      if !Self.mayBeQuiet(name, point.sample, point.size) {
        #expect(rate >= Self.alpha - 4 * error, "\(name): \(rate)")
      }
    }
  }

  @Test(arguments: [60, 1_000]) func categoricalDetectorsKeepTheirPromise(_ size: Int) throws {
    let detectors: [any CategoricalDetector] = [
      CategoricalStability(), CategoricalJensenShannon(), ChiSquareTest(),
    ]
    var alarms = [Int](repeating: 0, count: detectors.count)
    for repetition in 0..<Self.repeats {
      let seed = UInt64(repetition)
      func column(_ stream: UInt64) -> CategoricalColumn {
        CategoricalColumn(
          Samples.discrete.draw(size, seed: seed, stream: stream).map { "c\(Int($0))" })
      }
      let verdict = try compare(
        baseline: column(0), current: column(1), detectors: detectors)
      for (index, score) in verdict.scores.enumerated()
      where try #require(score.finding.logPValue) < log(Self.alpha) {
        alarms[index] += 1
      }
    }
    let error = (Self.alpha * (1 - Self.alpha) / Double(Self.repeats)).squareRoot()
    for (detector, count) in zip(detectors, alarms) {
      let rate = Double(count) / Double(Self.repeats)
      #expect(
        abs(rate - Self.alpha) <= 4 * error, "\(type(of: detector).name) at \(size): \(rate)")
    }
  }
}
