/// How small a change should be found, where the detector is chosen for you.
public enum Sensitivity: String, Sendable, CaseIterable {
  /// Large changes only: the stability index.
  case low
  /// By the size of the samples.
  case medium
  /// Small changes too: Kolmogorov-Smirnov.
  case high
}

/// The detector of a column for which none was named, and the share of missing values.
enum Selection {
  /// Kolmogorov-Smirnov for high sensitivity and under 500 rows, the stability index for low
  /// sensitivity, otherwise the Wasserstein distance.
  static func numeric(rows: Int, sensitivity: Sensitivity) -> [any NumericDetector] {
    let detector: any NumericDetector =
      if sensitivity == .high || (sensitivity == .medium && rows < 500) {
        KolmogorovSmirnov()
      } else if sensitivity == .low {
        PopulationStabilityIndex()
      } else {
        Wasserstein()
      }
    return [detector, MissingShare()]
  }

  /// Kolmogorov-Smirnov, for samples with infinities, to which there is no distance.
  ///
  /// Where a sketch leaves a distance open it is asked too.
  static let withoutDistance: [any NumericDetector] = [KolmogorovSmirnov(), MissingShare()]

  /// All that may be chosen for a column of numbers.
  static let numericCandidates: [any NumericDetector] = [
    KolmogorovSmirnov(), PopulationStabilityIndex(), Wasserstein(), MissingShare(),
  ]

  /// The stability index over 1000 rows, otherwise the chi-square test.
  static func categorical(rows: Int) -> [any CategoricalDetector] {
    [rows > 1_000 ? CategoricalStability() : ChiSquareTest(), MissingShare()]
  }

  /// The shift of the centroid, and the scan for what is new in one place.
  ///
  /// For low sensitivity the centroid alone.
  static func embeddings(sensitivity: Sensitivity) -> [any EmbeddingDetector] {
    sensitivity == .low
      ? [CentroidShift(), MissingRowShare()]
      : [CentroidShift(), ClusterScan(), MissingRowShare()]
  }
}
