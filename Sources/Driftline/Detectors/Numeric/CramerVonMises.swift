/// Two-sample Cramer-von Mises test: the squared gap between two distribution functions, over the
/// pooled sample.
///
/// H0: both samples come from one distribution. T = n m / N sum over the pooled sample of
/// (F - G)^2 / N, F and G right-continuous, N = n + m; without ties Anderson's T.
///
/// - No effect threshold: the p-value decides. Severity bands at 0.1, 0.2 and 0.3 of
///   sqrt(3 mean (F - G)^2), which is on the scale of the Kolmogorov-Smirnov distance.
/// - p-value: the limit law given the pooled sample and its ties (``BridgeQuadraticForm``); exact by
///   enumeration where there are few ways to label the pooled sample, by seeded permutation where
///   samples are tiny.
/// - Missing values are left out; infinities are values. Needs one value on each side.
/// - Complexity: O(n log n) to sort, then one walk over both samples.
///
/// Source: T. W. Anderson, Annals of Mathematical Statistics 33 (1962),
/// DOI 10.1214/aoms/1177704477.
public struct CramerVonMises: NumericDetector {
  /// The name in JSON, on the command line and in reports.
  public static let name = "cramer_von_mises"
  /// What is measured, in one line.
  public static let summary = "Cramer-von Mises: the squared gap between distribution functions"
  /// Where the definition comes from.
  public static let source =
    "Anderson, Annals of Mathematical Statistics 33, 1962, doi:10.1214/aoms/1177704477"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .choice("method", \.method, "how the p-value is found"),
    .integer("permutations", \.permutations, in: 0...10_000_000, "most permutations; 0 for no p"),
  ]

  /// How the p-value is found.
  public var method = PathNull.Method.auto
  /// The most permutations; 0 leaves the p-value out.
  public var permutations = 9_999

  /// The test.
  public init() {}

  /// The parts it looks at.
  public var needs: NumericNeeds { NumericNeeds(.squaredMass) }

  /// Measures two numeric samples.
  public func measure(_ samples: NumericComparison) throws(DriftlineError) -> Finding {
    try samples.require(atLeast: 1, for: Self.name)
    let (x, y, deviations) = samples.orderedPair()
    let mass = deviations.squaredMass
    let null = try PathNull(
      .squaredMass, observed: mass, interval: samples.bounds?.squaredMass, method: method,
      permutations: permutations, samples: samples)
    let (n, m) = (x.effectiveCount, y.effectiveCount)
    let effect = (3 * mass).squareRoot()
    return Finding(
      statistic: n / (n + m) * m * mass, logPValue: null.logPValue, threshold: nil,
      bands: Bands(low: 0.1, medium: 0.2, high: 0.3), effect: effect,
      sampled: null.sampled,
      interval: samples.bounds.map { bounds in
        ErrorInterval(
          statistic: bounds.squaredMass.map { n / (n + m) * m * $0 },
          effect: bounds.squaredMass.map { (3 * $0).squareRoot() },
          logPValue: null.logPInterval, rankError: bounds.rankError)
      },
      detail: [.init("effect", .number(effect)), .init("p_method", .string(null.used))])
  }
}
