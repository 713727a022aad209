/// Whether the share of missing rows has changed: of those that hold NaN or an infinity.
///
/// The test of ``MissingShare``, with rows for values.
public struct MissingRowShare: EmbeddingDetector {
  /// The name in JSON, on the command line and in reports.
  public static let name = MissingShare.name
  /// What is measured, in one line.
  public static let summary = "Whether the share of missing rows has changed"
  /// Where the definition comes from.
  public static let source = MissingShare.source
  /// What can be set.
  public static let parameters: [Parameter<Self>] = []

  /// The test.
  public init() {}

  /// The parts it looks at.
  public var needs: EmbeddingNeeds { EmbeddingNeeds() }

  /// Measures two matrices.
  public func measure(_ samples: EmbeddingComparison) throws(DriftlineError) -> Finding {
    let (a, b) = (samples.baseline, samples.current)
    return try MissingShare().finding(
      missing: (a.missing, b.missing), present: (a.count, b.count))
  }
}
