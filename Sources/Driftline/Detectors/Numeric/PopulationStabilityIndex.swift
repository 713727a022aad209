private import Foundation

/// Population stability index: how far the shares of the bins have moved, in nats.
///
/// H0: both samples come from one distribution. PSI = sum over bins of (q - p) ln(q / p), with p the
/// baseline's shares and q the current ones, after `smoothing`.
///
/// - Bins: the baseline's quantiles by default, outer bins open, repeated edges merged; or equal
///   widths over the pooled range (the classic recipe, which one outlier blinds: see
///   docs/definitions.md); or the edges given.
/// - Bands: low from 0.1, high from 0.25, which is also the threshold.
/// - p-value: PSI of the unsmoothed shares over 1/n + 1/m is chi-square with bins - 1 degrees of
///   freedom in the limit; with fewer than 50 values a bin the counts' null law is simulated.
/// - Missing values are left out; infinities fall into the outer bins.
/// - Needs one value on each side.
/// - Complexity: two to four reads of the baseline and one of the current data, O(bins) memory; no
///   read at all where another detector has sorted the samples. Over 256 quantile bins both are
///   sorted.
///
/// Source: B. Yurdakul, J. Naranjo, "Statistical properties of the population stability index",
/// Journal of Risk Model Validation 14(4) (2020), DOI 10.21314/JRMV.2020.227.
public struct PopulationStabilityIndex: NumericDetector {
  /// Where the edges come from.
  public enum BinningRule: String, Sendable, CaseIterable {
    /// The baseline's quantiles.
    case quantile
    /// Equal widths over the pooled range.
    case equalWidth = "equal_width"
  }

  /// Which side of a bin belongs to it.
  public enum Closed: String, Sendable, CaseIterable {
    /// The right edge: low < x <= high.
    case right
    /// The left edge: low <= x < high.
    case left
  }

  /// The name in JSON, on the command line and in reports.
  public static let name = "psi"
  /// What is measured, in one line.
  public static let summary = "Population stability index: sum of (q - p) ln(q / p) over bins"
  /// Where the definition comes from.
  public static let source =
    "Yurdakul and Naranjo, Journal of Risk Model Validation 14(4), 2020, "
    + "doi:10.21314/JRMV.2020.227"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .choice("binning", \.binning, "where the edges come from"),
    .integer("bins", \.bins, in: 2...100_000, "number of bins"),
    .optionalEdges("edges", \.edges, "interior edges, instead of binning and bins"),
    .choice("closed", \.closed, "the edge that belongs to a bin"),
    .choice("smoothing", \.smoothing, "what is done about empty bins"),
    .number("epsilon", \.epsilon, in: 0...0.1, "the share that smoothing adds or puts in"),
    .integer("permutations", \.permutations, in: 0...10_000_000, "most draws for small samples"),
  ]

  /// Where the edges come from.
  public var binning = BinningRule.quantile
  /// The number of bins.
  public var bins = 10
  /// Interior edges, in place of ``binning`` and ``bins``.
  public var edges: [Double]?
  /// The edge that belongs to a bin.
  public var closed = Closed.right
  /// What is done about empty bins.
  public var smoothing = Smoothing.additive
  /// The share that smoothing adds or puts in.
  public var epsilon = 1e-4
  /// The most draws where counts are small; 0 leaves the p-value out there.
  public var permutations = 9_999

  /// Ten quantile bins.
  public init() {}

  private var bin: Binning {
    if let edges { return Binning(edges: .given(edges), closedRight: closed == .right) }
    return switch binning {
    case .quantile: Binning(edges: .quantile(bins: bins), closedRight: closed == .right)
    case .equalWidth: Binning(edges: .equalWidth(bins: bins), closedRight: false)
    }
  }

  /// The parts it looks at.
  public var needs: NumericNeeds { NumericNeeds(bin) }

  /// Measures two numeric samples.
  public func measure(_ samples: NumericComparison) throws(DriftlineError) -> Finding {
    try samples.require(atLeast: 1, for: Self.name)
    let pair = samples.histograms(bin)
    let isQuantile = edges == nil && binning == .quantile
    return try StabilityIndex(smoothing: smoothing, epsilon: epsilon, permutations: permutations)
      .finding(pair, fixedBaseline: isQuantile, randomness: samples.randomness)
  }
}
