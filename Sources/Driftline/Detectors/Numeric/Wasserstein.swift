private import Foundation

/// Wasserstein distance of order 1: the area between two distribution functions.
///
/// H0: both samples come from one distribution. W1 = integral of abs(F - G), in the units of the
/// data. `calibrated` divides it by the baseline's standard deviation (divisor n), `classic` by the
/// pooled range.
///
/// - Threshold 0.1 for both. Bands: calibrated low 0.1, medium 0.25, high 0.5; classic low 0.05,
///   high 0.1.
/// - p-value: given the pooled sample, F - G is a Brownian bridge at its distinct values in the
///   limit, and W1 the weighted integral of its absolute value, whose law is computed
///   (``BridgeAbsoluteIntegral``). Where samples are tiny or a few rows carry the spread, by seeded
///   permutation.
/// - Missing values are left out. Infinities make it infinite, or not a number, as in SciPy, and
///   leave the p-value out. Weights are allowed. Needs one value on each side.
/// - Complexity: O(n log n) to sort, then one walk over both samples.
///
/// Source: A. Ramdas, N. Garcia Trillos, M. Cuturi, Entropy 19 (2017), DOI 10.3390/e19020047;
/// E. del Barrio, E. Gine, C. Matran, Annals of Probability 27 (1999), DOI 10.1214/aop/1022677394.
public struct Wasserstein: NumericDetector {
  /// What the distance is divided by.
  public enum Variant: String, Sendable, CaseIterable {
    /// The baseline's standard deviation.
    case calibrated
    /// The pooled range.
    case classic
  }

  /// The name in JSON, on the command line and in reports.
  public static let name = "wasserstein"
  /// What is measured, in one line.
  public static let summary = "Wasserstein distance: the area between distribution functions"
  /// Where the definition comes from.
  public static let source =
    "Ramdas, Garcia Trillos and Cuturi, Entropy 19, 2017, doi:10.3390/e19020047"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .choice("variant", \.variant, "over the baseline's deviation, or over the pooled range"),
    .choice("method", \.method, "how the p-value is found"),
    .integer("permutations", \.permutations, in: 0...10_000_000, "most permutations; 0 for no p"),
  ]

  /// What the distance is divided by.
  public var variant = Variant.calibrated
  /// How the p-value is found.
  public var method = PathNull.Method.auto
  /// The most permutations; 0 leaves the p-value out.
  public var permutations = 9_999

  /// The distance over the baseline's standard deviation.
  public init() {}

  /// The parts it looks at.
  public var needs: NumericNeeds { NumericNeeds([.area, .moments]) }

  /// Measures two numeric samples.
  public func measure(_ samples: NumericComparison) throws(DriftlineError) -> Finding {
    try samples.require(atLeast: 1, for: Self.name)
    let deviations = samples.orderedPair().deviations
    let raw = deviations.area
    let overRange = Self.ratio(raw, samples.pooledRange)
    let overSpread = Self.ratio(raw, samples.baseline.standardDeviation)
    let unit =
      variant == .classic ? samples.pooledRange : samples.baseline.standardDeviation
    let bounds = raw.isFinite ? samples.bounds : nil
    let null = try samples.areaNull(method: method, permutations: permutations)
    return Finding(
      statistic: variant == .classic ? overRange : overSpread, logPValue: null.logPValue,
      threshold: 0.1,
      bands: variant == .classic
        ? Bands(low: 0.05, high: 0.1) : Bands(low: 0.1, medium: 0.25, high: 0.5),
      sampled: null.sampled,
      interval: bounds.map { bounds in
        ErrorInterval(
          statistic: bounds.area.map { Self.ratio($0, unit) }, logPValue: null.logPInterval,
          rankError: bounds.rankError)
      },
      detail: [
        .init("raw", .number(raw)), .init("over_range", .number(overRange)),
        .init("over_std", .number(overSpread)), .init("p_method", .string(null.used)),
      ])
  }

  /// A distance in other units; nothing over nothing is nothing.
  static func ratio(_ distance: Double, _ unit: Double) -> Double {
    distance == 0 ? 0 : distance / unit
  }
}

extension NumericComparison {
  /// The distance from the smallest finite value of both samples to the largest.
  var pooledRange: Double {
    let ranges = [baseline, current].compactMap(\.range)
    guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max() else {
      return 0
    }
    return high - low
  }
}
