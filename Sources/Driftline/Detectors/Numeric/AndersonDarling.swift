private import Foundation

/// Two-sample Anderson-Darling test: the squared gap between two distribution functions, weighted so
/// that the tails count as much as the middle.
///
/// H0: both samples come from one distribution. A2 = n m / N sum over the pooled sample of
/// (F - G)^2 / (N H (1 - H)), H the pooled distribution function, N = n + m. With `midrank` (the
/// default, as in SciPy) F, G and H are taken half-way up each step, eq. (7) of the paper; without,
/// at its top, eq. (6).
///
/// - No effect threshold: the p-value decides. Severity bands at 0.1, 0.2 and 0.3 of
///   sqrt(A2 N / (2 n m)), which is on the scale of a Kolmogorov-Smirnov distance.
/// - detail: `standardized` = (A2 - 1) / sigma, the number that scipy.stats.anderson_ksamp returns.
/// - p-value: the limit law given the pooled sample (``BridgeQuadraticForm``); exact by enumeration
///   where there are few ways to label it, by seeded permutation where samples are tiny.
/// - Missing values are left out; infinities are values. Needs one value on each side.
/// - Complexity: O(n log n) to sort, then one walk over both samples.
///
/// Source: F. W. Scholz, M. A. Stephens, Journal of the American Statistical Association 82 (1987),
/// DOI 10.1080/01621459.1987.10478517.
public struct AndersonDarling: NumericDetector {
  /// The name in JSON, on the command line and in reports.
  public static let name = "anderson_darling"
  /// What is measured, in one line.
  public static let summary = "Anderson-Darling: the squared gap, weighted towards the tails"
  /// Where the definition comes from.
  public static let source =
    "Scholz and Stephens, Journal of the American Statistical Association 82, 1987, "
    + "doi:10.1080/01621459.1987.10478517"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .flag("midrank", \.midrank, "take the middle of each step, as SciPy does"),
    .choice("method", \.method, "how the p-value is found"),
    .integer("permutations", \.permutations, in: 0...10_000_000, "most permutations; 0 for no p"),
  ]

  /// Whether the middle of each step counts, not its top.
  public var midrank = true
  /// How the p-value is found.
  public var method = PathNull.Method.auto
  /// The most permutations; 0 leaves the p-value out.
  public var permutations = 9_999

  /// The test with mid-ranks.
  public init() {}

  /// The parts it looks at.
  public var needs: NumericNeeds { NumericNeeds(.andersonDarling) }

  /// Measures two numeric samples.
  public func measure(_ samples: NumericComparison) throws(DriftlineError) -> Finding {
    try samples.require(atLeast: 1, for: Self.name)
    let (x, y, deviations) = samples.orderedPair()
    let mean = midrank ? deviations.andersonDarlingMidrank : deviations.andersonDarling
    let bounds = samples.bounds
    let range = midrank ? bounds?.andersonDarlingMidrank : bounds?.andersonDarling
    let null = try PathNull(
      midrank ? .andersonDarlingMidrank : .andersonDarling, observed: mean, interval: range,
      method: method, permutations: permutations, samples: samples)
    let (n, m) = (x.effectiveCount, y.effectiveCount)
    func scaled(_ mean: Double) -> Double {
      let whole = n / (n + m) * m * mean
      return midrank ? whole * ((n + m - 1) / (n + m)) : whole
    }
    let statistic = scaled(mean)
    let effect = (mean / 2).squareRoot()
    return Finding(
      statistic: statistic, logPValue: null.logPValue, threshold: nil,
      bands: Bands(low: 0.1, medium: 0.2, high: 0.3), effect: effect,
      sampled: null.sampled,
      interval: range.map { range in
        ErrorInterval(
          statistic: range.map(scaled), effect: range.map { ($0 / 2).squareRoot() },
          logPValue: null.logPInterval, rankError: bounds?.rankError ?? 0)
      },
      detail: [
        .init("standardized", .number(standardized(statistic, n, m))),
        .init("effect", .number(effect)), .init("p_method", .string(null.used)),
      ])
  }

  /// (A2 - (k - 1)) / sigma_N for k = 2, equation 4 of Scholz and Stephens.
  private func standardized(_ statistic: Double, _ n: Double, _ m: Double) -> Double {
    let total = n + m
    guard total > 3 else { return .nan }
    let (first, second) = Self.harmonic(total)
    // h = sum_{i<N} 1/i, and g = sum_{i<j<N} 1/((N - i) j), which is H2_N - 2 H_N / N + 1 / N^2.
    let h = first - 1 / total
    let g = second - 2 * first / total + 1 / (total * total)
    let inverse = 1 / n + 1 / m
    let a = 4 * g - 6 + (10 - 6 * g) * inverse
    let b = (2 * g - 4) * 4 + 8 * h * 2 + (2 * g - 14 * h - 4) * inverse - 8 * h + 4 * g - 6
    let c = (6 * h + 2 * g - 2) * 4 + (4 * h - 4 * g + 6) * 2 + (2 * h - 6) * inverse + 4 * h
    let d = (2 * h + 6) * 4 - 4 * h * 2
    let variance =
      (((a * total + b) * total + c) * total + d) / ((total - 1) * (total - 2) * (total - 3))
    return (statistic - 1) / variance.squareRoot()
  }

  /// The harmonic numbers of orders 1 and 2: sums of 1/i and of 1/i^2 up to `count`.
  private static func harmonic(_ count: Double) -> (Double, Double) {
    if count < 64 {
      let terms = (1...Int(count)).map(Double.init)
      return (terms.reduce(0) { $0 + 1 / $1 }, terms.reduce(0) { $0 + 1 / ($1 * $1) })
    }
    let r = 1 / count
    let s = r * r
    let eulerGamma = 0.577_215_664_901_532_86
    let first = log(count) + eulerGamma + r / 2 - s / 12 + s * s / 120 - s * s * s / 252
    let second =
      Double.pi * Double.pi / 6 - r + s / 2 - s * r / 6 + s * s * r / 30 - s * s * s * r / 42
    return (first, second)
  }
}
