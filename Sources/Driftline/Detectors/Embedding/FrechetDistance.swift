internal import DriftlineKernels

/// Squared Frechet distance of the normal laws that have the means and covariances of both matrices.
///
/// H0: both matrices come from one distribution. Statistic: |mu1 - mu2|^2 + tr(S1 + S2 -
/// 2 (S1 S2)^(1/2)) with covariances of divisor n - 1, in the squared unit of the data; 0 for equal
/// data, and never below.
///
/// - The trace of the root is the sum of the singular values of F1^T F2 with S = F F^T, so that no root
///   of a product is taken and nothing turns imaginary. The factor of a matrix with no more rows than
///   columns is the rows themselves; else it comes from the covariance matrix of all rows.
/// - **Trap**: the distance of equal laws is not 0 but about tr S (1/n + 1/m) and more for the
///   covariances; it has no natural scale. So the effect is the same distance between rows in memory, in
///   the at most 64 directions of their largest pooled variance, and the threshold is what one in a
///   hundred random labellings of these rows comes to (none with fewer than 99 `permutations`).
/// - Bands: low at the threshold; medium and high where the effect is over the mean of the draws by
///   0.0025 and 0.01 of the baseline's variance in these directions (a shift of 0.05 and 0.1 of the spread).
/// - p-value: the rank of the effect among the draws, (b + 1) / (R + 1).
/// - Rows with NaN or infinities are left out. Constant columns and ties are fine. Needs two rows on
///   each side.
/// - Complexity: one read of each matrix, O(n d^2) products, O(d^3) for the roots; draws O(s) each.
///
/// Source: D. C. Dowson, B. V. Landau, J. Multivariate Analysis 12 (1982), DOI
/// 10.1016/0047-259X(82)90077-X; M. Heusel et al., NeurIPS (2017), DOI 10.48550/arXiv.1706.08500.
public struct FrechetDistance: EmbeddingDetector {
  /// The name in JSON, on the command line and in reports.
  public static let name = "frechet"
  /// What is measured, in one line.
  public static let summary = "Squared Frechet distance of means and covariances"
  /// Where the definition comes from.
  public static let source =
    "Dowson and Landau, J. Multivariate Analysis 12, 1982, doi:10.1016/0047-259X(82)90077-X"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .integer(
      "permutations", \.permutations, in: 0...100_000, "label permutations; 0 for no p-value"),
    .integer("sample", \.sample, in: 2...10_000_000, "most rows of each side that are relabelled"),
  ]

  /// The label permutations behind p-value and threshold; 0 leaves both out.
  public var permutations = 200
  /// The most rows of each side that are held in memory.
  public var sample = standardSampleRows

  /// The distance with 200 permutations.
  public init() {}

  /// The most directions in which labellings are scored.
  static let directions = 64

  /// The parts it looks at.
  public var needs: EmbeddingNeeds {
    var needs = EmbeddingNeeds(rows: sample)
    needs.covariance = true
    return needs
  }

  /// Measures two matrices.
  public func measure(_ samples: EmbeddingComparison) throws(DriftlineError) -> Finding {
    try samples.require(atLeast: 2, for: Self.name)
    try samples.requireCovariances(for: Self.name)
    do {
      switch samples.pooled(limit: sample) {
      case .single(let rows): return try finding(rows, samples)
      case .double(let rows): return try finding(rows, samples)
      }
    } catch {
      throw DriftlineError(
        .dataFormat, "the covariance matrices are beyond the range of numbers (\(error))")
    }
  }

  private func finding<Scalar: KernelScalar>(
    _ rows: PooledRows<Scalar>, _ samples: EmbeddingComparison
  ) throws(LinearAlgebraError) -> Finding {
    guard let covariances = samples.covariances else {
      preconditionFailure("the covariances were not asked for")
    }
    let distance = try GaussianFrechet(
      shift: samples.meanShift,
      Self.factor(covariances.baseline, rows, 0..<rows.baselineCount),
      Self.factor(covariances.current, rows, rows.baselineCount..<rows.count))
    let detail: [JSON.Member] = [
      .init("mean_term", .number(distance.meanTerm)),
      .init("trace_term", .number(distance.traceTerm)),
      .init("trace_sqrt", .number(distance.traceOfRoot)),
    ]
    guard permutations > 0, let null = try null(rows, samples, covariances) else {
      return Finding(
        statistic: distance.squared, logPValue: nil, threshold: nil, bands: Bands(),
        detail: detail)
    }
    let threshold = null.threshold ?? .infinity
    let bands = [0.0025, 0.01].map { max(threshold, null.mean + $0 * null.spread) }
    return Finding(
      statistic: distance.squared, logPValue: null.logPValue, threshold: null.threshold,
      bands: Bands(low: threshold, medium: bands[0], high: bands[1]), effect: null.observed,
      sampled: rows.isSampled ? rows.count : nil,
      detail: detail + [.init("chance", .number(null.mean))])
  }

  /// The factor of one side: its rows where they are few and all there.
  private static func factor<Scalar: KernelScalar>(
    _ covariance: Covariance, _ rows: PooledRows<Scalar>, _ side: Range<Int>
  ) throws(LinearAlgebraError) -> CovarianceFactor {
    if side.count == covariance.count, side.count <= rows.dimensions {
      return unsafe CovarianceFactor(rows: rows.storage.rows(side), dimensions: rows.dimensions)
    }
    guard let matrix = covariance.matrix else { preconditionFailure("fewer than two rows") }
    return try CovarianceFactor(of: matrix, dimensions: rows.dimensions)
  }

  private func null<Scalar: KernelScalar>(
    _ rows: PooledRows<Scalar>, _ samples: EmbeddingComparison,
    _ covariances: (baseline: Covariance, current: Covariance)
  ) throws(LinearAlgebraError) -> FrechetNull? {
    let basis = principalSubspace(
      of: samples.totalScatter(covariances), dimensions: rows.dimensions, rank: Self.directions,
      seed: samples.randomness.seed)
    return try FrechetNull(
      rows, basis: basis, draws: permutations, randomness: samples.randomness)
  }
}

extension EmbeddingComparison {
  /// The sums of products of deviations from the common mean: what no labelling of rows changes.
  func totalScatter(_ covariances: (baseline: Covariance, current: Covariance)) -> [Double] {
    let (a, b) = (covariances.baseline.products, covariances.current.products)
    let shift = meanShift
    let (n, m) = (Double(baseline.count), Double(current.count))
    let weight = n / (n + m) * m
    var scatter = a
    for row in shift.indices {
      let step = weight * shift[row]
      for column in shift.indices {
        let index = row * shift.count + column
        scatter[index] += b[index] + step * shift[column]
      }
    }
    return scatter
  }
}
