internal import DriftlineKernels

/// Maximum mean discrepancy: how far the mean embeddings of both matrices lie apart in the space of a
/// Gaussian kernel.
///
/// H0: both matrices come from one distribution; any change of it counts. With the kernel
/// k(x, y) = exp(-|x - y|^2 / (2 sigma^2)), the unbiased estimate of the squared discrepancy:
/// mean of k over pairs of different baseline rows + the same of current rows - twice the mean of k
/// over baseline and current rows. It may be negative.
///
/// - `bandwidth` is sigma. `null` is the median distance of pairs of at most 1000 rows, chosen with the
///   seed from both matrices (from the baseline with `features`); where most pairs are equal, the median of the
///   distances over 0, and 1 where all rows are equal.
/// - p-value: `permutations` of the labels; all are ranked in the same pass over the kernel matrix,
///   which is never there as a whole. (b + 1) / (permutations + 1), exact whatever the data.
/// - At most `sample` rows of each matrix are compared; the statistic and p are those of the rows looked
///   at. It does not depend on where the origin lies: rows are centred first.
/// - `features`: r in place of the kernel has r random Fourier features, whose means merge and are
///   taken over all rows, in one read more. The statistic is the unbiased estimate in the space of these
///   features, about sqrt(2/r) off the kernel's; its p-value is that of a difference of means
///   (``MeanShiftNull``), an approximation that looks at 1024 rows of each matrix.
/// - No threshold and no bands: p decides, as the statistic has no natural scale.
/// - Rows with NaN or infinities are left out. Constant columns and copies of rows are fine. Needs two
///   rows on each side.
/// - Complexity: O(N^2 (d + permutations)) in matrix products and O(N permutations) memory for N rows
///   looked at; O(N d r) with features.
///
/// Source: A. Gretton, K. Borgwardt, M. Rasch, B. Schoelkopf, A. Smola, "A kernel two-sample test",
/// JMLR 13 (2012), lemma 6; A. Rahimi, B. Recht, NeurIPS 2007.
public struct MaximumMeanDiscrepancy: EmbeddingDetector {
  /// The name in JSON, on the command line and in reports.
  public static let name = "mmd"
  /// What is measured, in one line.
  public static let summary = "Maximum mean discrepancy: any change, seen by a Gaussian kernel"
  /// Where the definition comes from.
  public static let source =
    "Gretton et al., Journal of Machine Learning Research 13, 2012, doi:10.5555/2188385.2188410"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .optionalNumber(
      "bandwidth", \.bandwidth, "a number over 0",
      "the kernel's sigma; null for the median distance"),
    .integer("permutations", \.permutations, in: 0...10_000, "permutations; 0 for no p"),
    .integer("sample", \.sample, in: 2...10_000_000, "most rows of each side"),
    .optionalInteger(
      "features", \.features, in: 1...100_000, "random features over all rows; null for exact"),
  ]

  /// The kernel's sigma; `nil` for the median distance of pairs of rows.
  public var bandwidth: Double?
  /// The number of permutations; 0 leaves the p-value out.
  public var permutations = 200
  /// The most rows of each side to compare.
  public var sample = standardSampleRows
  /// The number of random features that stand for the kernel; `nil` for the kernel itself.
  public var features: Int?

  /// The exact test with the median bandwidth.
  public init() {}

  /// Refuses a bandwidth that is not positive.
  public func validate() throws(DriftlineError) {
    guard let bandwidth, !(bandwidth > 0 && bandwidth.isFinite) else { return }
    throw DriftlineError(
      .invalidParams, "\(Self.name).bandwidth is \(bandwidth); it takes a number over 0, or null",
      at: "\(Self.name).bandwidth", details: [.init("got", .number(bandwidth))])
  }

  /// The parts it looks at.
  public var needs: EmbeddingNeeds {
    guard let map else { return EmbeddingNeeds(rows: sample) }
    var needs = EmbeddingNeeds(rows: MeanShiftNull.rows)
    needs.features = [map]
    return needs
  }

  private var map: FeatureMap? {
    features.map { FeatureMap(features: $0, bandwidth: bandwidth) }
  }

  /// Measures two matrices.
  public func measure(_ samples: EmbeddingComparison) throws(DriftlineError) -> Finding {
    try validate()
    try samples.require(atLeast: 2, for: Self.name)
    if let map, let pair = samples.features(map) {
      return try finding(pair, samples)
    }
    switch samples.pooled(limit: sample) {
    case .single(let rows): return try finding(rows, samples.randomness)
    case .double(let rows): return try finding(rows, samples.randomness)
    }
  }

  private func finding<Scalar>(
    _ rows: PooledRows<Scalar>, _ randomness: Randomness
  ) throws(DriftlineError) -> Finding {
    try rows.require(atLeast: 2, for: Self.name)
    let sigma = bandwidth ?? medianDistance(rows.storage, seed: randomness.seed)
    let sums = try KernelPermutation(
      rows, bandwidth: sigma, permutations: permutations, seed: randomness.seed,
      threads: randomness.threads
    ).sums(threads: randomness.threads)
    let estimates = sums.map(\.unbiased)
    return Finding(
      statistic: estimates[0],
      logPValue: permutationLogPValue(
        observed: estimates[0], permuted: estimates.dropFirst(),
        tolerance: rows.relativePrecision * sums[0].meanKernel),
      threshold: nil, bands: Bands(), sampled: rows.isSampled ? rows.count : nil,
      detail: [
        .init("biased_mmd2", .number(sums[0].biased)), .init("bandwidth", .number(sigma)),
        .init("permutations", .int(permutations)),
      ])
  }

  private func finding(
    _ pair: FeaturePair, _ samples: EmbeddingComparison
  ) throws(DriftlineError) -> Finding {
    let sums = pair.sums
    let null = permutations == 0 ? nil : try Self.null(pair, samples)
    return Finding(
      statistic: sums.unbiased, logPValue: null?.law.logPValue(sums.unbiased), threshold: nil,
      bands: Bands(), sampled: null?.sampled,
      detail: [
        .init("biased_mmd2", .number(sums.biased)), .init("bandwidth", .number(pair.map.bandwidth)),
        .init("features", .int(pair.map.count)),
      ])
  }

  /// The null law of the difference of means of features, and of how many rows it was taken.
  private static func null(
    _ pair: FeaturePair, _ samples: EmbeddingComparison
  ) throws(DriftlineError) -> (law: MeanShiftNull, sampled: Int?) {
    func law<Scalar>(
      _ rows: PooledRows<Scalar>
    ) throws(DriftlineError) -> (MeanShiftNull, Int?) {
      let law = try MeanShiftNull(
        pair.features(of: rows), n: samples.baseline.count, m: samples.current.count,
        traces: (pair.baseline.totalVariance, pair.current.totalVariance),
        threads: samples.randomness.threads)
      return (law, rows.isSampled ? rows.count : nil)
    }
    switch samples.pooled(limit: MeanShiftNull.rows) {
    case .single(let rows): return try law(rows)
    case .double(let rows): return try law(rows)
    }
  }
}
