private import Foundation

/// How far the mean of the embeddings has moved.
///
/// H0: both matrices come from distributions of one mean. Rows x_1 .. x_n and y_1 .. y_m of d values.
///
/// - `calibrated`: sqrt(max(0, T)) / sqrt(tr S1), the shift in units of the baseline's spread, where
///   T = |mean x - mean y|^2 - tr S1 / n - tr S2 / m is free of the part that chance alone gives.
///   Threshold 0.02. Bands: low 0.02, medium 0.05, high 0.1. p-value: ``MeanShiftNull``.
/// - `classic`: the distance of the means over the standard deviation (divisor n) of the baseline's
///   distances to its own mean, plus 1e-10. Threshold 0.2, no p-value. Severity by the published
///   table: low from 0.1, medium from 0.2, high from 0.3, each also reached by a share of 0.05, 0.1
///   or 0.2 of outliers. **Trap**: without any drift it is about sqrt(2 d (1/n + 1/m)), 1.75 for 1000
///   rows of 768 values a side, so it always fires.
/// - `outlier_ratio`: the share of current rows farther from the baseline's mean than three standard
///   deviations of the baseline's distances beyond their mean; `classic` leaves the mean out, which
///   makes nearly every row of a high-dimensional matrix an outlier.
/// - Rows with NaN or infinities are left out. Constant columns are fine; where nothing varies at
///   all, p is 1 for equal means and 0 for others. Needs two rows on each side.
/// - Complexity: two reads of the baseline, one of the current rows; traces of covariance matrices
///   are estimated from at most 1024 rows a side.
///
/// Source: Z. Bai, H. Saranadasa, Statistica Sinica 6 (1996); S. X. Chen, Y.-L. Qin, Annals of
/// Statistics 38 (2010), DOI 10.1214/09-AOS716.
public struct CentroidShift: EmbeddingDetector {
  /// What the shift is measured in.
  public enum Variant: String, Sendable, CaseIterable {
    /// The baseline's spread, without the part that chance gives.
    case calibrated
    /// The standard deviation of the baseline's distances to its mean.
    case classic
  }

  /// The name in JSON, on the command line and in reports.
  public static let name = "centroid"
  /// What is measured, in one line.
  public static let summary = "How far the mean of the embeddings has moved"
  /// Where the definition comes from.
  public static let source = "Chen and Qin, Annals of Statistics 38, 2010, doi:10.1214/09-AOS716"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .choice("variant", \.variant, "in units of spread without chance, or the published recipe")
  ]

  /// What the shift is measured in.
  public var variant = Variant.calibrated

  /// The shift in units of the baseline's spread.
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
    let (a, b) = (samples.baseline, samples.current)
    let shift = samples.meanShift
    let squared = shift.reduce(0) { $0 + $1 * $1 }
    let beyondChance =
      squared - a.totalVariance / Double(a.count) - b.totalVariance / Double(b.count)
    let relative = ratio(max(0, beyondChance).squareRoot(), a.totalVariance.squareRoot())
    let normalized = squared.squareRoot() / (distances.baseline.distances.standardDeviation + 1e-10)
    let beyond = distances.current.beyond.map { Double($0) / Double(b.count) }
    let isClassic = variant == .classic
    let outliers = beyond[isClassic ? 0 : 1]
    let detail: [JSON.Member] = [
      .init("distance", .number(squared.squareRoot())),
      .init("cosine_distance", .number(cosineDistance(a.mean, b.mean, shift))),
      .init("normalized_distance", .number(normalized)),
      .init("relative_shift", .number(relative)),
      .init("outlier_ratio", .number(outliers)),
      .init("dimensions", Self.carriers(shift, squared)),
    ]
    if isClassic {
      return Finding(
        statistic: normalized, logPValue: nil, threshold: 0.2,
        bands: Self.classicBands(outliers: outliers), detail: detail)
    }
    let null = try samples.shiftNull()
    return Finding(
      statistic: relative, logPValue: null.logPValue(beyondChance), threshold: 0.02,
      bands: Bands(low: 0.02, medium: 0.05, high: 0.1), sampled: null.sampled, detail: detail)
  }

  /// The published table, as bands of the normalized distance for the outliers there are.
  private static func classicBands(outliers: Double) -> Bands {
    switch outliers {
    case ..<0.05: Bands(low: 0.1, medium: 0.2, high: 0.3)
    case ..<0.1: Bands(low: 0, medium: 0.2, high: 0.3)
    case ..<0.2: Bands(low: 0, medium: 0, high: 0.3)
    default: Bands(low: 0, medium: 0, high: 0)
    }
  }

  /// The dimensions that carry most of the shift, the first five.
  private static func carriers(_ shift: [Double], _ squared: Double) -> JSON {
    let order = shift.indices.sorted { abs(shift[$0]) > abs(shift[$1]) }
    return .array(
      order.prefix(5).map { index in
        .object([
          .init("dimension", .int(index)), .init("shift", .number(shift[index])),
          .init("share", .number(squared > 0 ? shift[index] * shift[index] / squared : 0)),
        ])
      })
  }

  private func ratio(_ a: Double, _ b: Double) -> Double { a == 0 ? 0 : a / b }

  /// One minus the cosine of two vectors, of which the difference is known.
  ///
  /// Without cancellation where they are nearly parallel. NaN where one of them is zero.
  private func cosineDistance(_ x: [Double], _ y: [Double], _ difference: [Double]) -> Double {
    func length(_ v: [Double]) -> Double { v.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let (a, b) = (length(x), length(y))
    guard a > 0, b > 0 else { return .nan }
    // |x/a - y/b|^2 / 2, with x/a - y/b = (y - x) / b plus x times what the lengths differ by.
    let stretch = 1 / a - 1 / b
    let squared = x.indices.reduce(0.0) { sum, index in
      let gap = x[index] * stretch - difference[index] / b
      return sum + gap * gap
    }
    return squared / 2
  }
}
