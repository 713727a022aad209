/// Jensen-Shannon divergence of category shares, in nats.
///
/// Categories that the baseline has not are bins of their own, named in the detail.
///
/// - Bands: low from 0.05, high from 0.15, which is also the threshold.
/// - p-value: the likelihood-ratio (G) test of the two tables of counts; simulated with fewer than
///   50 values a category.
/// - Missing values are left out. Needs one value on each side.
/// - Complexity: O(categories).
///
/// Source: J. Lin, IEEE Transactions on Information Theory 37 (1991), DOI 10.1109/18.61115.
public struct CategoricalJensenShannon: CategoricalDetector {
  /// The name in JSON, on the command line and in reports.
  public static let name = "js"
  /// What is measured, in one line.
  public static let summary = "Jensen-Shannon divergence of category shares, nats"
  /// Where the definition comes from.
  public static let source = JensenShannon.source
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .integer("permutations", \.permutations, in: 0...10_000_000, "most draws for small samples")
  ]

  /// The most draws where counts are small; 0 leaves the p-value out there.
  public var permutations = 9_999

  /// The divergence.
  public init() {}

  /// Measures two categorical samples.
  public func measure(_ samples: CategoricalComparison) throws(DriftlineError) -> Finding {
    try samples.require(atLeast: 1, for: Self.name)
    var finding = try samples.pair.jensenShannonFinding(
      permutations: permutations, randomness: samples.randomness)
    finding.detail = samples.detail + finding.detail
    return finding
  }
}
