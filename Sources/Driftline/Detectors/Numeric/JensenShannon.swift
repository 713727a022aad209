private import Foundation

/// Jensen-Shannon divergence of two histograms, in nats: 0 for equal ones, ln 2 for disjoint ones.
///
/// H0: both samples come from one distribution. JS = (KL(p, m) + KL(q, m)) / 2 with m = (p + q) / 2,
/// over bins of equal width in the pooled range, computed from p - q so that nearly equal
/// histograms keep their digits.
///
/// - Bands: low from 0.05, high from 0.15, which is also the threshold.
/// - p-value: the likelihood-ratio (G) test of the two histograms; simulated with fewer than 50
///   values a bin.
/// - Missing values are left out; infinities fall into the outer bins. Needs one value a side.
/// - Complexity: two reads of the data, O(bins) memory.
///
/// Source: J. Lin, IEEE Transactions on Information Theory 37 (1991), DOI 10.1109/18.61115.
public struct JensenShannon: NumericDetector {
  /// The name in JSON, on the command line and in reports.
  public static let name = "js"
  /// What is measured, in one line.
  public static let summary = "Jensen-Shannon divergence of two histograms, nats"
  /// Where the definition comes from.
  public static let source =
    "Lin, IEEE Transactions on Information Theory 37, 1991, doi:10.1109/18.61115"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .choice("binning", \.binning, "where the edges come from"),
    .integer("bins", \.bins, in: 2...100_000, "number of bins"),
    .integer("permutations", \.permutations, in: 0...10_000_000, "most draws for small samples"),
  ]

  /// Where the edges come from.
  public var binning = PopulationStabilityIndex.BinningRule.equalWidth
  /// The number of bins.
  public var bins = 10
  /// The most draws where counts are small; 0 leaves the p-value out there.
  public var permutations = 9_999

  /// Ten bins of equal width.
  public init() {}

  private var bin: Binning { Binning.rule(binning, bins: bins) }

  /// The parts it looks at.
  public var needs: NumericNeeds { NumericNeeds(bin) }

  /// Measures two numeric samples.
  public func measure(_ samples: NumericComparison) throws(DriftlineError) -> Finding {
    try samples.require(atLeast: 1, for: Self.name)
    return try samples.histograms(bin).jensenShannonFinding(
      permutations: permutations, randomness: samples.randomness)
  }
}

extension HistogramPair {
  /// The divergence with its p-value and detail, for numbers and categories alike.
  ///
  /// - Throws: the observer's reason where the work shall stop.
  func jensenShannonFinding(
    permutations: Int, randomness: Randomness
  ) throws(DriftlineError) -> Finding {
    let divergence = jensenShannon
    let found = try HistogramNull.gTest(self, permutations: permutations, randomness: randomness)
    return Finding(
      statistic: divergence, logPValue: found.logPValue, threshold: 0.15,
      bands: Bands(low: 0.05, high: 0.15),
      interval: HistogramBounds(self).map { bounds in
        ErrorInterval(
          statistic: bounds.jensenShannon, logPValue: found.interval, rankError: bounds.rankError)
      },
      detail: [
        .init("bits", .number(divergence / log(2))),
        .init("distance", .number(divergence.squareRoot())),
        .init("distance_bits", .number((divergence / log(2)).squareRoot())),
      ] + detail + [.init("p_method", .string(found.method))])
  }
}

extension HistogramBounds {
  /// Between what the Jensen-Shannon divergence lies.
  var jensenShannon: ClosedRange<Double> {
    sum { HistogramNull.parting($0, $1, weights: (1, 1)) / 2 }.map { min($0, log(2)) }
  }
}
