/// Population stability index of a categorical column.
///
/// PSI = sum over categories of (q - p) ln(q / p). Categories that the baseline has not are bins of
/// their own, named in the detail.
///
/// - Bands: low from 0.1, high from 0.25, which is also the threshold.
/// - p-value: as for numbers, with categories for bins; with fewer than 50 values a category the
///   counts' null law is simulated.
/// - Missing values are left out. Needs one value on each side.
/// - Complexity: O(categories).
///
/// Source: B. Yurdakul, J. Naranjo, Journal of Risk Model Validation 14(4) (2020),
/// DOI 10.21314/JRMV.2020.227.
public struct CategoricalStability: CategoricalDetector {
  /// The name in JSON, on the command line and in reports.
  public static let name = "psi"
  /// What is measured, in one line.
  public static let summary = "Population stability index over category shares"
  /// Where the definition comes from.
  public static let source = PopulationStabilityIndex.source
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .choice("smoothing", \.smoothing, "what is done about empty categories"),
    .number("epsilon", \.epsilon, in: 0...0.1, "the share that smoothing adds or puts in"),
    .integer("permutations", \.permutations, in: 0...10_000_000, "most draws for small samples"),
  ]

  /// What is done about empty categories.
  public var smoothing = Smoothing.additive
  /// The share that smoothing adds or puts in.
  public var epsilon = 1e-4
  /// The most draws where counts are small; 0 leaves the p-value out there.
  public var permutations = 9_999

  /// The index with 1e-4 added to each share.
  public init() {}

  /// Measures two categorical samples.
  public func measure(_ samples: CategoricalComparison) throws(DriftlineError) -> Finding {
    try samples.require(atLeast: 1, for: Self.name)
    let index = StabilityIndex(
      smoothing: smoothing, epsilon: epsilon, permutations: permutations)
    var finding = try index.finding(
      samples.pair, fixedBaseline: false, randomness: samples.randomness)
    finding.detail = samples.detail + finding.detail
    return finding
  }
}
