public import Driftline

/// Every scenario of our own: the one place to register.
///
/// A new one is a copy of its neighbour in NumericScenarios, CategoricalScenarios or
/// EmbeddingScenarios; data of the user's own come in by ``FileScenario``.
public enum Scenarios {
  /// All of them, those in which nothing changes included.
  public static let all: [Scenario] = numeric + categorical + embedding

  /// The scenarios of one kind.
  public static func of(_ kind: Verdict.Kind) -> [Scenario] { all.filter { $0.kind == kind } }
}
