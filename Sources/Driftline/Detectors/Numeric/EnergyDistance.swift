private import Foundation

/// Energy distance of two samples, in SciPy's convention: sqrt(2 integral (F - G)^2).
///
/// H0: both samples come from one distribution. Its square is 2 E|X - Y| - E|X - X'| - E|Y - Y'|.
///
/// - No effect threshold: the p-value decides. Severity bands lie at 0.1, 0.25 and 0.5 of a standard
///   deviation of shift: on sqrt(2 sqrt(pi) integral (F - G)^2 / std), which for a small shift of a
///   normal sample is the shift in standard deviations.
/// - p-value: the limit law given the pooled sample, a weighted sum of chi-squares
///   (``BridgeQuadraticForm``); by seeded permutation where samples are tiny or a few rows carry
///   the spread.
/// - Missing values are left out; infinities leave the p-value out. Weights are allowed. Needs one
///   value on each side.
/// - Complexity: O(n log n) to sort, then one walk over both samples.
///
/// Source: G. J. Szekely, M. L. Rizzo, Journal of Statistical Planning and Inference 143 (2013),
/// DOI 10.1016/j.jspi.2013.03.018.
public struct EnergyDistance: NumericDetector {
  /// The name in JSON, on the command line and in reports.
  public static let name = "energy"
  /// What is measured, in one line.
  public static let summary = "Energy distance: sqrt(2 integral of (F - G)^2)"
  /// Where the definition comes from.
  public static let source =
    "Szekely and Rizzo, Journal of Statistical Planning and Inference 143, 2013, "
    + "doi:10.1016/j.jspi.2013.03.018"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .choice("method", \.method, "how the p-value is found"),
    .integer("permutations", \.permutations, in: 0...10_000_000, "most permutations; 0 for no p"),
  ]

  /// How the p-value is found.
  public var method = PathNull.Method.auto
  /// The most permutations; 0 leaves the p-value out.
  public var permutations = 9_999

  /// The energy distance.
  public init() {}

  /// The parts it looks at.
  public var needs: NumericNeeds { NumericNeeds([.squaredArea, .moments]) }

  /// Measures two numeric samples.
  public func measure(_ samples: NumericComparison) throws(DriftlineError) -> Finding {
    try samples.require(atLeast: 1, for: Self.name)
    let area = samples.orderedPair().deviations.squaredArea
    let bounds = area.isFinite ? samples.bounds : nil
    let null = try PathNull(
      .squaredArea, observed: area, interval: bounds?.squaredArea, method: method,
      permutations: permutations, samples: samples)
    let spread = samples.baseline.standardDeviation
    func inDeviations(_ area: Double) -> Double {
      Wasserstein.ratio(2 * Double.pi.squareRoot() * area, spread).squareRoot()
    }
    let effect = inDeviations(area)
    return Finding(
      statistic: (2 * area).squareRoot(), logPValue: null.logPValue, threshold: nil,
      bands: Bands(low: 0.1, medium: 0.25, high: 0.5), effect: effect,
      sampled: null.sampled,
      interval: bounds.map { bounds in
        ErrorInterval(
          statistic: bounds.squaredArea.map { (2 * $0).squareRoot() },
          effect: bounds.squaredArea.map(inDeviations), logPValue: null.logPInterval,
          rankError: bounds.rankError)
      },
      detail: [.init("effect", .number(effect)), .init("p_method", .string(null.used))])
  }
}
