internal import DriftlineKernels
private import Foundation

/// The share of dimensions that have changed, each by a Kolmogorov-Smirnov test.
///
/// H0: no dimension has changed. For every column D = sup abs(F - G) and its p-value; p-values are
/// adjusted for the false discovery rate (Benjamini-Hochberg). Statistic: the share of columns whose
/// adjusted p is below `level`.
///
/// - Threshold: a share of 0.01. No bands.
/// - p-value: the smallest adjusted p of all columns.
/// - The p-value of a column is exact given the pooled values, ties included, where n m d is at most
///   2e9; for more rows, exact as though there were no ties where n = m (conservative), else
///   the limit law. `method` in the detail says which.
/// - At most `sample` rows of each matrix are looked at. Rows with NaN or infinities are left out. A
///   constant column has D = 0 and p = 1. Needs two rows on each side.
/// - Complexity: O(d N log N) for N rows looked at; the exact p-values up to n m d steps more.
///
/// Source: S. Rabanser, S. Guennemann, Z. Lipton, "Failing loudly", NeurIPS 2019; Y. Benjamini,
/// Y. Hochberg, JRSS B 57 (1995), DOI 10.1111/j.2517-6161.1995.tb02031.x.
public struct DimensionShare: EmbeddingDetector {
  /// The name in JSON, on the command line and in reports.
  public static let name = "dimensions"
  /// What is measured, in one line.
  public static let summary = "The share of dimensions that changed, by Kolmogorov-Smirnov tests"
  /// Where the definition comes from.
  public static let source =
    "Rabanser, Guennemann, Lipton 2019; Benjamini, Hochberg, doi:10.1111/j.2517-6161.1995.tb02031.x"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .number("level", \.level, in: 0...1, "a dimension counts where its adjusted p is below this"),
    .integer("listed", \.listed, in: 0...100_000, "how many of the worst dimensions to list"),
    .integer("sample", \.sample, in: 2...10_000_000, "most rows of each side"),
  ]

  /// The adjusted p-value below which a dimension counts.
  public var level = 0.01
  /// How many of the worst dimensions to list.
  public var listed = 10
  /// The most rows of each side to look at.
  public var sample = standardSampleRows

  /// The share at a level of 0.01.
  public init() {}

  /// The parts it looks at.
  public var needs: EmbeddingNeeds { EmbeddingNeeds(rows: sample) }

  /// Measures two matrices.
  public func measure(_ samples: EmbeddingComparison) throws(DriftlineError) -> Finding {
    try samples.require(atLeast: 2, for: Self.name)
    let threads = samples.randomness.threads
    switch samples.pooled(limit: sample) {
    case .single(let rows): return try finding(rows, threads: threads)
    case .double(let rows): return try finding(rows, threads: threads)
    }
  }

  private func finding<Scalar>(
    _ rows: PooledRows<Scalar>, threads: Int
  ) throws(DriftlineError) -> Finding {
    try rows.require(atLeast: 2, for: Self.name)
    let law = ColumnGapLaw(
      n: rows.baselineCount, m: rows.currentCount, columns: rows.dimensions)
    let gaps = try rows.columnGaps(law, threads: threads)
    let adjusted = benjaminiHochberg(logPValues: gaps.map(\.logP))
    let changed = adjusted.count { exp($0) < level }
    return Finding(
      statistic: Double(changed) / Double(gaps.count), logPValue: adjusted.min() ?? 0,
      threshold: 0.01, bands: Bands(), sampled: rows.isSampled ? rows.count : nil,
      detail: [
        .init("changed", .int(changed)), .init("dimensions", worst(gaps, adjusted)),
        .init("method", .string(law.method)),
      ])
  }

  /// The dimensions of the smallest p, the first `listed`.
  private func worst(_ gaps: [ColumnGap], _ adjusted: [Double]) -> JSON {
    let order = gaps.indices.sorted { a, b in
      (gaps[a].logP, -gaps[a].distance, a) < (gaps[b].logP, -gaps[b].distance, b)
    }
    return .array(
      order.prefix(listed).map { index in
        .object([
          .init("dimension", .int(index)), .init("d", .number(gaps[index].distance)),
          .init("adjusted_p_value", .number(exp(adjusted[index]))),
        ])
      })
  }
}
