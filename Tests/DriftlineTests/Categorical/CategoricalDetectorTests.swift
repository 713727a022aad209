import Driftline
import Foundation
import Testing

/// The detectors of categories, against the numbers they are defined by.
@Suite struct CategoricalDetectorTests {
  let baseline = ["a": 600, "b": 300, "c": 100]
  let current = ["a": 500, "b": 300, "c": 150, "d": 50]

  @Test func stabilityIndexIsTheSumOverCategories() throws {
    let finding = try find(CategoricalStability(), baseline, current)
    let pairs = [(0.6, 0.5), (0.3, 0.3), (0.1, 0.15), (0, 0.05)]
    let expected = pairs.reduce(0.0) { sum, pair in
      let (p, q) = (pair.0 + 1e-4, pair.1 + 1e-4)
      return sum + (q - p) * log(q / p)
    }
    #expect(agree(finding.statistic, expected, relative: 1e-12))
  }

  @Test(arguments: Smoothing.allCases) func smoothingDoesWhatItsNameSays(
    _ smoothing: Smoothing
  ) throws {
    var detector = CategoricalStability()
    detector.smoothing = smoothing
    detector.epsilon = 0.01
    func share(_ count: Double, of total: Double) -> Double {
      switch smoothing {
      case .additive: count / total + 0.01
      case .replaceZero: count == 0 ? 0.01 : count / total
      case .clip: max(count / total, 0.01)
      case .laplace: (count + 0.5) / (total + 1)
      case .none: count / total
      }
    }
    let finding = try find(detector, ["a": 1_000], ["a": 900, "b": 100])
    let p = [share(1_000, of: 1_000), share(0, of: 1_000)]
    let q = [share(900, of: 1_000), share(100, of: 1_000)]
    let expected = zip(p, q).reduce(0.0) { $0 + ($1.1 - $1.0) * log($1.1 / $1.0) }
    #expect(agree(finding.statistic, expected, relative: 1e-12))
    #expect((smoothing == .none) == finding.statistic.isInfinite)
  }

  @Test func cramersVIsTheEffectOfTheChiSquareTest() throws {
    let finding = try find(ChiSquareTest(), baseline, current)
    #expect(agree(finding.effect, (finding.statistic / 2_000).squareRoot(), relative: 1e-12))
    #expect(finding.number("df") == 3)
    // Large samples with a difference that does not matter: significant, and no drift.
    let scaled = try compare(
      baseline: CategoricalColumn(counts: ["a": 500_000, "b": 500_000]),
      current: CategoricalColumn(counts: ["a": 503_000, "b": 497_000]),
      detectors: [ChiSquareTest()])
    #expect(scaled.scores[0].finding.pValue < 1e-4)
    #expect(scaled.drifted == false)
  }

  @Test func smallCountsAreSimulatedAndAgreeWithFisher() throws {
    // Two categories: the law of the test is hypergeometric, and Fisher's exact p is 0.0230141.
    var detector = ChiSquareTest()
    detector.permutations = 200_000
    let finding = try find(detector, ["a": 9, "b": 1], ["a": 3, "b": 8])
    #expect(finding.word("p_method") == "simulated")
    // Draws stop at fifty exceedances: a standard error of a seventh.
    #expect(abs(log(finding.pValue / 0.0075)) < 1.2)
  }

  @Test func theSameSeedGivesTheSameDraws() throws {
    func p(_ seed: UInt64, threads: Int) throws -> Double? {
      var options = CompareOptions()
      options.seed = seed
      options.threads = threads
      return try compare(
        baseline: CategoricalColumn(counts: ["a": 9, "b": 5, "c": 3]),
        current: CategoricalColumn(counts: ["a": 3, "b": 8, "c": 4]),
        detectors: [CategoricalStability()], options: options
      ).scores[0].finding.logPValue
    }
    #expect(try p(1, threads: 1) == p(1, threads: 3))
    #expect(try p(1, threads: 1) != p(2, threads: 1))
  }

  @Test(arguments: 0..<4) func fewCountsOfACategoryAreDrawnByTheirLaw(_ seed: UInt64) throws {
    // Of six values twice, dealt to two samples of six: at least five on one side have the chance
    // 2 (36 + 1) / 924.
    var detector = ChiSquareTest()
    detector.permutations = 200_000
    var options = CompareOptions()
    options.seed = seed
    let found = try compare(
      baseline: CategoricalColumn(counts: ["a": 5, "b": 1]),
      current: CategoricalColumn(counts: ["a": 1, "b": 5]), detectors: [detector],
      options: options
    ).scores[0].finding
    #expect(found.word("p_method") == "simulated")
    // Draws stop at fifty exceedances: a standard error of a seventh.
    #expect(abs(log(found.pValue / (74 / 924))) < 0.7, "\(found.pValue)")
  }

  @Test(arguments: [
    (2, 9_999), (2_000, 9_999), (2_500, 8_000), (50_000, 999), (100_000, 999), (200_000, 999),
    (400_000, 500), (1_000_000, 200), (5_000_000, 199),
  ]) func ofManyBinsFewerDrawsAreMade(_ bins: Int, _ draws: Int) {
    #expect(HistogramNull.affordable(9_999, bins: bins) == draws)
    #expect(HistogramNull.affordable(99, bins: bins) == 99)
  }

  @Test func manyCategoriesTakeLittleTime() throws {
    let many = (0..<50_000).map { ("c\($0)", 1 + $0 % 3) }
    let counts = Dictionary(uniqueKeysWithValues: many)
    let started = ContinuousClock.now
    let finding = try find(CategoricalStability(), counts, counts)
    #expect(finding.statistic == 0 && finding.logPValue == 0)
    // No timed test: half a minute tells draws without bound from draws with one.
    #expect(ContinuousClock.now - started < .seconds(30))
  }
}
