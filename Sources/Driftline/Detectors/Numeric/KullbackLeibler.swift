private import Foundation

/// Kullback-Leibler divergence of the current histogram from the baseline's, in nats.
///
/// H0: both samples come from one distribution. KL = sum p ln(p / q) over bins of equal width in the
/// pooled range, after 1e-10 has been added to the densities and they have been scaled to sum 1:
/// the published recipe. `quantile` takes the baseline's quantiles for edges, and adds to shares.
///
/// - Threshold: 0.1. Bands: low 0.05, medium 0.1, high 0.5.
/// - p-value: the likelihood-ratio (G) test of the two histograms; simulated with fewer than 50
///   values a bin.
/// - Missing values are left out; infinities fall into the outer bins. Needs one value a side.
/// - Complexity: two reads of the data, O(bins) memory.
///
/// Source: S. Kullback, R. A. Leibler, Annals of Mathematical Statistics 22 (1951),
/// DOI 10.1214/aoms/1177729694.
public struct KullbackLeibler: NumericDetector {
  /// The name in JSON, on the command line and in reports.
  public static let name = "kl"
  /// What is measured, in one line.
  public static let summary = "Kullback-Leibler divergence, baseline to current: sum of p ln(p / q)"
  /// Where the definition comes from.
  public static let source =
    "Kullback and Leibler, Annals of Mathematical Statistics 22, 1951, "
    + "doi:10.1214/aoms/1177729694"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .choice("binning", \.binning, "where the edges come from"),
    .integer("bins", \.bins, in: 2...100_000, "number of bins"),
    .number("epsilon", \.epsilon, in: 0...0.1, "what is added to every density"),
    .integer("permutations", \.permutations, in: 0...10_000_000, "most draws for small samples"),
  ]

  /// Where the edges come from.
  public var binning = PopulationStabilityIndex.BinningRule.equalWidth
  /// The number of bins.
  public var bins = 10
  /// What is added to every density.
  public var epsilon = 1e-10
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
    let pair = samples.histograms(bin)
    // Bins of no width, where fewer doubles lie between the ends than there are bins, have no density.
    let open = pair.p.map { _ in 1.0 }
    let widths = pair.edges?.widths.flatMap { $0.allSatisfy { $0 > 0 } ? $0 : nil } ?? open
    let p = smoothed(pair.p, widths)
    let q = smoothed(pair.q, widths)
    let forward = divergence(p, q)
    let reverse = divergence(q, p)
    let found = try HistogramNull.gTest(
      pair, permutations: permutations, randomness: samples.randomness)
    return Finding(
      statistic: forward, logPValue: found.logPValue, threshold: 0.1,
      bands: Bands(low: 0.05, medium: 0.1, high: 0.5),
      interval: interval(pair, widths, logPValue: found.interval),
      detail: [
        .init("reverse", .number(reverse)),
        .init("symmetric", .number((forward + reverse) / 2)),
      ] + pair.detail + [.init("p_method", .string(found.method))])
  }

  /// Between what the divergence lies where shares were counted in sketches.
  ///
  /// Over normalised shares it is the sum of p ln(p / q) - p + q, of which no term is negative. Bins have
  /// one width, so that the sum of the densities does not depend on the shares.
  private func interval(
    _ pair: HistogramPair, _ widths: [Double], logPValue: ClosedRange<Double>?
  ) -> ErrorInterval? {
    guard let bounds = HistogramBounds(pair) else { return nil }
    func normalised(
      _ ranges: [ClosedRange<Double>], _ shares: [Double]
    ) -> [ClosedRange<Double>] {
      let total = zip(shares, widths).reduce(0) { $0 + ($1.0 / $1.1 + epsilon) }
      return zip(ranges, widths).map { range, width in
        range.map { ($0 / width + epsilon) / total }
      }
    }
    let range = HistogramBounds(
      rankError: bounds.rankError, p: normalised(bounds.p, pair.p),
      q: normalised(bounds.q, pair.q)
    ).sum { p, q in p > 0 ? p * log(p / q) - p + q : q }
    return ErrorInterval(statistic: range, logPValue: logPValue, rankError: bounds.rankError)
  }

  private func smoothed(_ shares: [Double], _ widths: [Double]) -> [Double] {
    let densities = zip(shares, widths).map { $0 / $1 + epsilon }
    let total = densities.reduce(0, +)
    return densities.map { $0 / total }
  }

  private func divergence(_ p: [Double], _ q: [Double]) -> Double {
    var sum = 0.0
    for (p, q) in zip(p, q) where p > 0 { sum += p == q ? 0 : p * log(p / q) }
    return max(sum, 0)
  }
}

extension Binning {
  /// The binning that a rule and a number of bins stand for.
  static func rule(_ rule: PopulationStabilityIndex.BinningRule, bins: Int) -> Binning {
    switch rule {
    case .quantile: Binning(edges: .quantile(bins: bins), closedRight: true)
    case .equalWidth: Binning(edges: .equalWidth(bins: bins), closedRight: false)
    }
  }
}
