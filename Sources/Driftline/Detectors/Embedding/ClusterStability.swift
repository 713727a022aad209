internal import DriftlineKernels

/// Population stability index over the shares of rows in clusters of the baseline.
///
/// H0: both matrices come from one distribution. The baseline is parted by k-means (``KMeans``), and
/// every row counts for the centre it is nearest to. PSI = sum over clusters of (q - p) ln(q / p),
/// with 1e-4 added to each share and nothing renormalised.
///
/// - `calibrated`: centres are found on one half of the baseline's rows, chosen by their numbers,
///   and the baseline is counted on the other, of which the centres know as little as of new rows.
///   `classic` fits and counts all rows. **Trap**: a row that a centre was fitted to lies closer to it
///   than a new one. In few dimensions that makes p too large; in many it
///   moves the shares of new rows and finds drift where there is none.
/// - Bands: low from 0.1, high from 0.25, which is also the threshold.
/// - p-value: given the centres, the counts are those of two samples over fixed bins; as for `psi` of
///   categories, simulated below 50 rows a cluster.
/// - Rows with NaN or infinities are left out. Copies of a row may fall into either half.
///   Needs four rows of the baseline for each cluster (`classic`: one) and as many that differ as there
///   are clusters, and one current row.
/// - Complexity: k-means on at most 10 000 rows, then one read of each matrix, O(n k d).
///
/// Source: B. Yurdakul, J. Naranjo, Journal of Risk Model Validation 14(4) (2020),
/// DOI 10.21314/JRMV.2020.227; for the clusters see ``KMeans``.
public struct ClusterStability: EmbeddingDetector {
  /// Which rows of the baseline are counted.
  public enum Variant: String, Sendable, CaseIterable {
    /// Those that the centres were not found on.
    case calibrated
    /// All of them, and the centres are found on all.
    case classic
  }

  /// The name in JSON, on the command line and in reports.
  public static let name = "cluster_psi"
  /// What is measured, in one line.
  public static let summary = "Population stability index over shares of k-means clusters"
  /// Where the definition comes from.
  public static let source = PopulationStabilityIndex.source
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .choice("variant", \.variant, "baseline rows held out of the fit are counted, or all"),
    .integer("clusters", \.clusters, in: 2...10_000, "the number of clusters"),
    .integer("starts", \.starts, in: 1...1_000, "the starts of k-means, of which the best is kept"),
    .integer("iterations", \.iterations, in: 1...100_000, "the most iterations of each start"),
    .integer("permutations", \.permutations, in: 0...10_000_000, "most draws for small samples"),
  ]

  /// Which rows of the baseline are counted.
  public var variant = Variant.calibrated
  /// The number of clusters.
  public var clusters = 10
  /// The starts of k-means, of which the best is kept.
  public var starts = 3
  /// The most iterations of each start.
  public var iterations = 300
  /// The most draws where counts are small; 0 leaves the p-value out there.
  public var permutations = 9_999

  /// The index over ten clusters.
  public init() {}

  private var clustering: Clustering {
    Clustering(
      clusters: clusters, starts: starts, iterations: iterations,
      isHeldOut: variant == .calibrated)
  }

  /// The parts it looks at.
  public var needs: EmbeddingNeeds {
    var needs = EmbeddingNeeds()
    needs.clusterings = [clustering]
    return needs
  }

  private static let smoothing = (kind: Smoothing.additive, epsilon: 1e-4)

  /// The index of two tables of counts over the same clusters.
  ///
  /// For centres of one's own: ``Clusters/init(centres:dimensions:of:threads:)`` counts rows.
  public static func index(baselineCounts: [Int], currentCounts: [Int]) -> Double {
    precondition(
      baselineCounts.count == currentCounts.count,
      "\(baselineCounts.count) and \(currentCounts.count) clusters")
    return StabilityIndex(smoothing: smoothing.kind, epsilon: smoothing.epsilon, permutations: 0)
      .contributions(baselineCounts.map { Double($0) }, currentCounts.map { Double($0) })
      .reduce(0, +)
  }

  /// Measures two matrices.
  public func measure(_ samples: EmbeddingComparison) throws(DriftlineError) -> Finding {
    let pair = try counted(samples)
    try samples.require(atLeast: 2, for: Self.name)
    let a = pair.baseline.counts.map { Double($0) }
    let b = pair.current.counts.map { Double($0) }
    let index = StabilityIndex(
      smoothing: Self.smoothing.kind, epsilon: Self.smoothing.epsilon, permutations: permutations)
    var finding = try index.finding(
      HistogramPair(a, b, n: a.reduce(0, +), m: b.reduce(0, +), edges: nil), fixedBaseline: false,
      randomness: samples.randomness)
    let shifts = Self.shifts(pair)
    let known = shifts.compactMap(\.self)
    let meanShift = known.isEmpty ? Double.nan : known.reduce(0, +) / Double(known.count)
    finding.detail =
      Self.centers(pair, samples.dimensions) + [
        .init("inertia", .number(pair.baseline.inertia)),
        .init("current_inertia", .number(pair.current.inertia)),
        .init("mean_shift", .number(meanShift)),
        .init("centroid_shifts", .array(shifts.map { JSON($0) })),
        .init("change", .string(Self.change(finding.statistic, meanShift))),
      ] + finding.detail
    return finding
  }

  private func counted(_ samples: EmbeddingComparison) throws(DriftlineError) -> ClusterPair {
    let isHeldOut = variant == .calibrated
    let rows = samples.baseline.count
    let least = isHeldOut ? 4 * clusters : clusters
    guard rows >= least else {
      throw DriftlineError(
        .insufficientData,
        "baseline has \(rows) rows that are not missing; \(Self.name) needs \(least) for "
          + "\(clusters) clusters" + (isHeldOut ? ", as it finds them on half of the rows" : ""),
        at: "baseline", details: [.init("n", .int(rows)), .init("min", .int(least))])
    }
    guard samples.current.count > 0 else {
      throw DriftlineError(
        .insufficientData, "current has no rows that are not missing; \(Self.name) needs 1",
        at: "current", details: [.init("n", .int(0)), .init("min", .int(1))])
    }
    guard let pair = samples.clusters(clustering) else {
      throw DriftlineError(
        .insufficientData,
        "baseline has fewer than \(clusters) rows that differ"
          + (isHeldOut ? " in the half that clusters are found on" : "") + "; \(Self.name) needs "
          + "\(clusters) for \(clusters) clusters",
        at: "baseline", details: [.init("min", .int(clusters))])
    }
    let counted = pair.baseline.counts.reduce(0, +)
    guard counted >= (isHeldOut ? clusters : 1) else {
      throw DriftlineError(
        .insufficientData,
        "\(counted) rows of the baseline are held out to be counted; \(Self.name) needs "
          + "\(clusters) for \(clusters) clusters",
        at: "baseline", details: [.init("n", .int(counted)), .init("min", .int(clusters))])
    }
    return pair
  }

  /// The centres, where they are not too many to read.
  private static func centers(_ pair: ClusterPair, _ dimensions: Int) -> [JSON.Member] {
    guard pair.centres.count <= 10_000 else { return [] }
    let centres = stride(from: 0, to: pair.centres.count, by: dimensions).map { first in
      JSON(Array(pair.centres[first..<first + dimensions]))
    }
    return [.init("centers", .array(centres))]
  }

  /// How far the mean of each cluster's current rows lies from that of its baseline rows; nil where
  /// one of the two has none.
  private static func shifts(_ pair: ClusterPair) -> [Double?] {
    pair.baseline.counts.indices.map { cluster in
      guard let a = pair.baseline.mean(cluster), let b = pair.current.mean(cluster) else {
        return nil
      }
      return zip(a, b).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }.squareRoot()
    }
  }

  /// The published reading of the two numbers.
  private static func change(_ index: Double, _ meanShift: Double) -> String {
    if index < 0.1, meanShift < 0.1 { return "none" }
    return index < 0.25 ? "minor" : "significant"
  }
}
