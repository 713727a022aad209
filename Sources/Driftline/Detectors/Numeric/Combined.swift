private import Foundation

/// A weighted mean of three published recipes: PSI, Wasserstein distance and Jensen-Shannon
/// divergence.
///
/// Statistic: 0.4 min(psi / 0.5, 1) + 0.3 over_range + 0.3 js, from the classic variants: ten bins of
/// equal width over the pooled range, 1e-4 added to each share of the PSI, the Wasserstein distance
/// over the pooled range.
///
/// - Threshold 0.15. Bands: low 0.1, medium 0.15, high 0.3.
/// - p-value: a sum of three has no law of its own, so it is that of the two tests behind it, of the
///   histograms (as ``JensenShannon``) and of the area (as ``Wasserstein``): twice the smaller
///   (Bonferroni), or that of the one whose weight is not 0. The published recipe has the threshold
///   alone, as the rule `threshold` has, and fires by chance on small samples.
/// - Missing values are left out. Needs one value on each side.
/// - Complexity: O(n log n) to sort, then one walk over both samples.
public struct Combined: NumericDetector {
  /// The name in JSON, on the command line and in reports.
  public static let name = "combined"
  /// What is measured, in one line.
  public static let summary = "0.4 min(psi/0.5, 1) + 0.3 wasserstein over range + 0.3 js"
  /// Where the definition comes from.
  public static let source = "docs/definitions.md"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .number("psi_weight", \.psiWeight, in: 0...1, "weight of the stability index"),
    .number("wasserstein_weight", \.wassersteinWeight, in: 0...1, "weight of the distance"),
    .number("js_weight", \.jsWeight, in: 0...1, "weight of the divergence"),
    .integer("permutations", \.permutations, in: 0...10_000_000, "most draws for small samples"),
  ]

  /// The weight of the stability index.
  public var psiWeight = 0.4
  /// The weight of the Wasserstein distance.
  public var wassersteinWeight = 0.3
  /// The weight of the Jensen-Shannon divergence.
  public var jsWeight = 0.3

  /// The most draws where counts are small or few rows carry the spread; 0 leaves them out.
  public var permutations = 9_999

  /// The published weights.
  public init() {}

  private var bin: Binning { Binning.rule(.equalWidth, bins: 10) }

  /// The parts it looks at.
  public var needs: NumericNeeds { NumericNeeds([.area, .moments], binnings: [bin]) }

  /// Measures two numeric samples.
  public func measure(_ samples: NumericComparison) throws(DriftlineError) -> Finding {
    try samples.require(atLeast: 1, for: Self.name)
    let pair = samples.histograms(bin)
    let counts = pair.effectiveCounts
    let stability = StabilityIndex(smoothing: .additive, epsilon: 1e-4, permutations: 0)
    let index = stability.contributions(counts.baseline, counts.current).reduce(0, +)
    let overRange = Wasserstein.ratio(samples.orderedPair().deviations.area, samples.pooledRange)
    let divergence = pair.jensenShannon
    func weighted(_ index: Double, _ overRange: Double, _ divergence: Double) -> Double {
      psiWeight * min(index / 0.5, 1) + wassersteinWeight * overRange + jsWeight * divergence
    }
    let total = weighted(index, overRange, divergence)
    let law = try law(samples)
    var interval: ErrorInterval?
    if let deviations = samples.bounds, let bins = HistogramBounds(pair), overRange.isFinite {
      let area = deviations.area.map { Wasserstein.ratio($0, samples.pooledRange) }
      let (psi, js) = (stability.range(bins, pair), bins.jensenShannon)
      interval = ErrorInterval(
        statistic: weighted(
          psi.lowerBound, area.lowerBound, js.lowerBound)...weighted(
            psi.upperBound, area.upperBound, js.upperBound), logPValue: law.interval,
        rankError: deviations.rankError)
    }
    return Finding(
      statistic: total, logPValue: law.logPValue, threshold: 0.15,
      bands: Bands(low: 0.1, medium: 0.15, high: 0.3), sampled: law.sampled, interval: interval,
      detail: [
        .init("psi", .number(index)), .init("over_range", .number(overRange)),
        .init("js", .number(divergence)),
      ])
  }

  /// The p-value of the tests behind the parts that count.
  ///
  /// - Throws: the observer's reason where the work shall stop.
  private func law(
    _ samples: NumericComparison
  ) throws(DriftlineError) -> (logPValue: Double?, interval: ClosedRange<Double>?, sampled: Int?) {
    var found: [Finding] = []
    if psiWeight > 0 || jsWeight > 0 {
      var histograms = JensenShannon()
      histograms.permutations = permutations
      found.append(try histograms.measure(samples))
    }
    if wassersteinWeight > 0 {
      var area = Wasserstein()
      area.permutations = permutations
      found.append(try area.measure(samples))
    }
    let logs = found.compactMap(\.logPValue)
    guard let least = logs.min() else { return (nil, nil, nil) }
    let tests = log(Double(logs.count))
    let intervals = found.compactMap(\.interval?.logPValue)
    var interval: ClosedRange<Double>?
    if intervals.count == logs.count, let low = intervals.map(\.lowerBound).min(),
      let high = intervals.map(\.upperBound).min()
    {
      interval = low + tests...high + tests
    }
    return (least + tests, interval, found.compactMap(\.sampled).max())
  }
}
