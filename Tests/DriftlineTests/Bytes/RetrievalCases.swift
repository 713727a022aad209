import Driftline

/// Small retrieval baselines, the same wherever they are made.
///
/// The fixtures that are read for ever were written from these: a change here changes none of them.
enum RetrievalCases {
  /// In half, single and double precision, the last with parameters of its own.
  static func all() throws -> [(name: String, baseline: RetrievalBaseline)] {
    var strict = Retrieval()
    (strict.querySimilarity, strict.documentSimilarity, strict.threshold) = (0.25, 0.9, 0.5)
    return [
      ("retrieval-half", try fit(Retrieval(), 0x1p-4, of: Float.self)),
      ("retrieval-single", try fit(Retrieval(), 0x1p-20, of: Float.self)),
      ("retrieval-double", try fit(strict, 0x1p-50, of: Double.self)),
    ]
  }

  /// Five queries of four numbers, with 3, 1, 4, 1 and 5 documents, on a grid.
  private static func fit<Scalar: BinaryFloatingPoint & Sendable>(
    _ detector: Retrieval, _ grid: Double, of _: Scalar.Type
  ) throws -> RetrievalBaseline {
    var random = SeededRandom(seed: 11)
    func rows(_ count: Int) throws -> Matrix {
      let values = (0..<count * 4).map { _ in (random.normal() / grid).rounded() * grid }
      return Scalar.self == Float.self
        ? try Matrix(values.map { Float($0) }, dimensions: 4) : try Matrix(values, dimensions: 4)
    }
    let queries = try rows(5)
    return try detector.fit(queries: queries, retrieved: try [3, 1, 4, 1, 5].map { try rows($0) })
  }
}
