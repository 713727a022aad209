/// How much less the embeddings point where the baseline's mean points.
///
/// H0: the cosines of the angles between rows and the baseline's mean row have one mean on both
/// sides. Statistic: the baseline's mean cosine less the current one, in [-2, 2].
///
/// - `calibrated`: a baseline row is held against the mean of the others, as new rows are: against a
///   mean that it is part of, it lies closer. `classic` takes the mean of all.
/// - Threshold 0.1, held against its absolute value. Bands: low 0.1, medium 0.2, high 0.3.
/// - p-value: Welch's test of two means, two-sided; `calibrated` adds what the baseline's mean itself
///   varies by.
/// - Rows with NaN or infinities are left out. A row of zeros has no direction: an error. Needs two
///   rows on each side.
/// - Complexity: one read of each matrix after the baseline's mean is known.
///
/// Source: B. L. Welch, Biometrika 34 (1947), DOI 10.1093/biomet/34.1-2.28.
public struct CosineDrop: EmbeddingDetector {
  /// What baseline rows are held against.
  public enum Variant: String, Sendable, CaseIterable {
    /// The mean of the other rows.
    case calibrated
    /// The mean of all rows.
    case classic
  }

  /// The name in JSON, on the command line and in reports.
  public static let name = "cosine"
  /// What is measured, in one line.
  public static let summary = "Drop of the mean cosine to the baseline's mean embedding"
  /// Where the definition comes from.
  public static let source = "Welch, Biometrika 34, 1947, doi:10.1093/biomet/34.1-2.28"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .choice("variant", \.variant, "baseline rows against the mean of the others, or of all")
  ]

  /// What baseline rows are held against.
  public var variant = Variant.calibrated

  /// The test.
  public init() {}

  /// The parts it looks at.
  public var needs: EmbeddingNeeds {
    var needs = EmbeddingNeeds(rows: MeanShiftNull.rows)
    needs.distances = true
    return needs
  }

  /// Measures two matrices.
  public func measure(_ samples: EmbeddingComparison) throws(DriftlineError) -> Finding {
    try samples.require(atLeast: 2, for: Self.name)
    guard let distances = samples.distances else {
      preconditionFailure("the distances were not asked for")
    }
    for (side, part) in [("baseline", distances.baseline), ("current", distances.current)]
    where part.zeroRows > 0 {
      throw DriftlineError(
        .dataFormat,
        "\(part.zeroRows) rows of \(side) are zero and have no direction; leave them out",
        at: side, details: [.init("got", .int(part.zeroRows))])
    }
    let isClassic = variant == .classic
    let a = isClassic ? distances.baseline.cosines : distances.baseline.fairCosines
    let b = distances.current.cosines
    let drop = a.mean - b.mean
    let more = isClassic ? 0 : try Self.varianceOfMean(samples)
    return Finding(
      statistic: drop,
      logPValue: StudentT.welchLogPValue(a, b, more: more, resolution: samples.resolution),
      threshold: 0.1,
      bands: Bands(low: 0.1, medium: 0.2, high: 0.3), effect: abs(drop),
      detail: [
        .init("baseline_cosine", .number(a.mean)), .init("current_cosine", .number(b.mean)),
      ])
  }

  /// What the baseline's mean cosine varies by over what Welch's test sees.
  ///
  /// Rows and the mean of the others are made of the same rows. It matters where the mean is little
  /// more than noise.
  private static func varianceOfMean(
    _ samples: EmbeddingComparison
  ) throws(DriftlineError) -> Double {
    let a = samples.baseline
    let n = Double(a.count)
    let length = a.mean.reduce(0) { $0 + $1 * $1 }
    let null = try samples.shiftNull()
    guard length > 0, null.unit > 0 else { return 0 }
    let parts = (null.unit / length) * (null.unit / (length + a.totalVariance))
    return null.baselineSquares * parts / (n * n)
  }
}

extension StudentT {
  /// The logarithm of the two-sided p-value of Welch's test.
  ///
  /// 0 where nothing varies and nothing differs. `more` is added to the variance of the first mean.
  static func welchLogPValue(
    _ a: Spread, _ b: Spread, more: Double, resolution: Double
  ) -> Double {
    let (u, v) = (a.variance / Double(a.count) + more, b.variance / Double(b.count))
    let gap = abs(a.mean - b.mean)
    // A difference of some last digits is none.
    if gap <= 16 * resolution { return 0 }
    guard u + v > 0 else { return -.infinity }
    let degrees =
      (u + v) * (u + v)
      / (u * u / Double(a.count - 1) + v * v / Double(b.count - 1))
    return logTwoSided(gap / (u + v).squareRoot(), degreesOfFreedom: degrees)
  }
}
