internal import DriftlineKernels

/// Sliced Wasserstein distance: the mean area between distribution functions along random directions.
///
/// H0: both matrices come from one distribution; any change of it counts. For a direction u of length 1
/// W1(u) is the Wasserstein distance of order 1 of the products u . x and u . y; the statistic is its
/// mean over `projections` seeded directions, in the unit of the data.
///
/// - p-value: `permutations` of the labels, all walked along each direction at once;
///   (b + 1) / (permutations + 1), exact whatever the data.
/// - No threshold and no bands: p decides. `relative` in the detail is the statistic over the standard
///   deviation of the baseline's rows along a direction, sqrt(tr S / d): about what `wasserstein` gives
///   for a column.
/// - At most `sample` rows of each matrix are compared; the statistic and p are those of the rows looked
///   at. A common shift of both changes nothing: rows are centred first.
/// - Rows with NaN or infinities are left out. Ties and constant columns are fine; where nothing varies
///   it is 0. Needs two rows on each side.
/// - Complexity: for each direction O(N d + N log N + N permutations) for N rows looked at.
///
/// Source: J. Rabin, G. Peyre, J. Delon, M. Bernot, SSVM 2011, DOI 10.1007/978-3-642-24785-9_37;
/// N. Bonneel, J. Rabin, G. Peyre, H. Pfister, J. Math. Imaging and Vision 51 (2015),
/// DOI 10.1007/s10851-014-0506-3.
public struct SlicedWasserstein: EmbeddingDetector {
  /// The name in JSON, on the command line and in reports.
  public static let name = "sliced_wasserstein"
  /// What is measured, in one line.
  public static let summary =
    "Sliced Wasserstein: the mean area between distributions along random lines"
  /// Where the definition comes from.
  public static let source =
    "Bonneel et al., J. Math. Imaging and Vision 51, 2015, doi:10.1007/s10851-014-0506-3"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .integer("projections", \.projections, in: 1...100_000, "random directions"),
    .integer("permutations", \.permutations, in: 0...10_000, "permutations; 0 for no p"),
    .integer("sample", \.sample, in: 2...10_000_000, "most rows of each side"),
  ]

  /// The number of random directions.
  public var projections = 128
  /// The number of permutations; 0 leaves the p-value out.
  public var permutations = 200
  /// The most rows of each side to compare.
  public var sample = standardSampleRows

  /// The mean over 128 directions.
  public init() {}

  /// The parts it looks at.
  public var needs: EmbeddingNeeds { EmbeddingNeeds(rows: sample) }

  /// Measures two matrices.
  public func measure(_ samples: EmbeddingComparison) throws(DriftlineError) -> Finding {
    try samples.require(atLeast: 2, for: Self.name)
    let spread = samples.baseline.totalVariance
    switch samples.pooled(limit: sample) {
    case .single(let rows): return try finding(rows, samples.randomness, spread: spread)
    case .double(let rows): return try finding(rows, samples.randomness, spread: spread)
    }
  }

  private func finding<Scalar>(
    _ rows: PooledRows<Scalar>, _ randomness: Randomness, spread: Double
  ) throws(DriftlineError) -> Finding {
    try rows.require(atLeast: 2, for: Self.name)
    let areas = try areas(rows, randomness)
    // The mean of each labelling, the observed one first.
    let means = (0..<areas.dimensions).map { labelling in
      (0..<projections).reduce(0.0) { unsafe $0 + areas.rows($1..<$1 + 1)[labelling] }
        / Double(projections)
    }
    let largest = (0..<projections).map { unsafe areas.rows($0..<$0 + 1)[0] }.max() ?? 0
    let deviation = (spread / Double(rows.dimensions)).squareRoot()
    return Finding(
      statistic: means[0],
      logPValue: permutationLogPValue(
        observed: means[0], permuted: means.dropFirst(), tolerance: 1e-12 * means[0]),
      threshold: nil, bands: Bands(), sampled: rows.isSampled ? rows.count : nil,
      detail: [
        .init("relative", .number(means[0] == 0 ? 0 : means[0] / deviation)),
        .init("largest", .number(largest)), .init("projections", .int(projections)),
        .init("permutations", .int(permutations)),
      ])
  }

  /// W1 along each direction, for the observed labels and for each permutation.
  private func areas<Scalar: KernelScalar>(
    _ rows: PooledRows<Scalar>, _ randomness: Randomness
  ) throws(DriftlineError) -> RowStorage<Double> {
    let labels = try PermutedLabels<UInt8>(
      n: rows.baselineCount, total: rows.count, leading: [(1, 0)], permutations: permutations,
      seed: randomness.seed, threads: randomness.threads)
    let areas = RowStorage<Double>(count: projections, dimensions: labels.columns)
    try Projections(rows.storage, count: projections, seed: randomness.seed)
      .forEach(threads: randomness.threads) { direction, ordered in
        var sums = [Double](repeating: 0, count: labels.columns)
        addLabelledAreas(
          order: ordered.order, gaps: ordered.gaps, labels: labels.storage, n: rows.baselineCount,
          areas: &sums)
        for column in sums.indices {
          unsafe areas.start[direction * labels.columns + column] = sums[column]
        }
      }
    return areas
  }
}
