/// Every detector there is: the one place to register.
public enum Registry {
  /// The detectors of numeric columns.
  public static let numeric: [any NumericDetector.Type] = [
    PopulationStabilityIndex.self,
    KolmogorovSmirnov.self,
    KullbackLeibler.self,
    JensenShannon.self,
    Wasserstein.self,
    EnergyDistance.self,
    CramerVonMises.self,
    AndersonDarling.self,
    Combined.self,
    MissingShare.self,
  ]

  /// The detectors of categorical columns.
  public static let categorical: [any CategoricalDetector.Type] = [
    CategoricalStability.self,
    CategoricalJensenShannon.self,
    ChiSquareTest.self,
    MissingShare.self,
  ]

  /// The detectors of embeddings.
  public static let embedding: [any EmbeddingDetector.Type] = [
    CentroidShift.self,
    CosineDrop.self,
    ClusterScan.self,
    ClusterStability.self,
    MaximumMeanDiscrepancy.self,
    SlicedWasserstein.self,
    DimensionShare.self,
    FrechetDistance.self,
    HotellingTSquared.self,
    ClassifierTest.self,
    MissingRowShare.self,
  ]

  /// The detectors of queries with what was retrieved for them; used from Swift alone.
  public static let retrieval: [any Detector.Type] = [
    Retrieval.self
  ]

  /// The names of all detectors, in the order of the lists.
  public static let names: [String] = {
    var names: [String] = []
    for description in descriptions where !names.contains(description.name) {
      names.append(description.name)
    }
    return names
  }()

  /// Every detector with its kind, summary, source and parameters with their defaults.
  public static let descriptions: [DetectorDescription] =
    numeric.map { DetectorDescription($0, kind: .numeric) }
    + categorical.map { DetectorDescription($0, kind: .categorical) }
    + embedding.map { DetectorDescription($0, kind: .embedding) }
    + retrieval.map { DetectorDescription($0, kind: .retrieval) }
}

/// What there is to know of a detector without running it.
public struct DetectorDescription: Sendable, Equatable {
  /// The name.
  public let name: String
  /// What it looks at.
  public let kind: Verdict.Kind
  /// What it measures, in one line.
  public let summary: String
  /// Where its definition comes from.
  public let source: String
  /// Its parameters, in order.
  public let parameters: [ParameterDescription]

  init<D: Detector>(_ type: D.Type, kind: Verdict.Kind) {
    name = D.name
    self.kind = kind
    summary = D.summary
    source = D.source
    parameters = D.parameterDescriptions
  }

  /// The description as the worker writes it.
  public var json: JSON {
    .object([
      .init("id", .string(name)), .init("kind", .string(kind.rawValue)),
      .init("summary", .string(summary)), .init("source", .string(source)),
      .init("parameters", parameters.json),
    ])
  }
}
