/// Queries of the good days, with what was retrieved for them.
///
/// It never changes, and its bytes hold the rows as they were given, so that what is read from them
/// gives the same scores to the last bit.
///
/// - Size: docs/format.md; the bytes, and eight bytes in memory for each number of a row.
public struct RetrievalBaseline: Sendable {
  /// The detector, with the parameters it was fitted with.
  public let detector: Retrieval
  let sealed: Sealed
  private let queries: Directions
  private let retrieved: [Directions]

  init(_ detector: Retrieval, _ queries: Matrix, _ retrieved: [Matrix]) throws(DriftlineError) {
    let rows = try RetrievedRows(
      queries, retrieved, dimensions: queries.dimensions, side: "baseline")
    // First: the rows are scaled where they are.
    let sealed = Self.sealed(detector, rows)
    try self.init(detector, scaling: rows, sealed: sealed, side: "baseline")
  }

  /// A baseline of rows that are scaled where they are, and of the bytes that hold them as they were.
  init(
    _ detector: Retrieval, scaling rows: RetrievedRows, sealed: Sealed, side: String
  ) throws(DriftlineError) {
    self.detector = detector
    self.sealed = sealed
    (queries, retrieved) = try rows.scaled(side: side)
  }

  /// The number of queries.
  public var count: Int { queries.count }

  /// The number of documents of all queries together.
  public var documents: Int { retrieved.reduce(0) { $0 + $1.count } }

  /// The number of values in a row of queries and documents.
  public var dimensions: Int { queries.dimensions }

  /// Holds queries and their documents against those of the baseline, and gives the verdict.
  ///
  /// Its one score is that of ``check(queries:retrieved:)``. It has no verdict (`drifted` is null)
  /// where no query has a match. `n` counts queries. None is missing, since a row without values is an
  /// error; the rule is the threshold, since there is no p-value.
  ///
  /// - Throws: as ``Retrieval/fit(queries:retrieved:)``.
  public func verdict(
    queries: Matrix, retrieved: [Matrix]
  ) throws(DriftlineError) -> Verdict {
    let score = try check(queries: queries, retrieved: retrieved)
    var verdict = Verdict(
      drifted: nil, severity: .none, kind: .retrieval,
      n: .init(baseline: count, current: queries.count), dimensions: dimensions,
      missing: .init(baseline: 0, current: 0), alpha: Self.alpha, rule: .threshold, seed: 0,
      scores: [score], skipped: [], columns: [], reference: Verdict.Reference(digest: digest))
    verdict.settle()
    return verdict
  }

  /// The level that a p-value would be held against: said, and never used.
  private static let alpha = 0.01

  /// Holds queries and their documents against those of the baseline.
  ///
  /// The detail names the matches, and the five queries of the least coverage.
  /// - Throws: as ``Retrieval/fit(queries:retrieved:)``.
  public func check(queries: Matrix, retrieved: [Matrix]) throws(DriftlineError) -> Score {
    let (asked, found) = try RetrievedRows(
      queries, retrieved, dimensions: dimensions, side: "current"
    ).scaled(side: "current")
    let nearest = try asked.nearest(in: self.queries)
    var matches: [Match] = []
    for (query, (index, similarity)) in nearest.enumerated()
    where similarity >= detector.querySimilarity {
      let similarities = try self.retrieved[index].nearest(in: found[query]).map(\.cosine)
      let covered = similarities.count { $0 > detector.documentSimilarity }
      matches.append(
        Match(
          query: query, baseline: index, similarity: similarity,
          coverage: Double(covered) / Double(similarities.count)))
    }
    return score(matches, of: nearest.map(\.cosine))
  }

  /// Holds one query and its documents against those of the baseline.
  ///
  /// - Throws: as ``Retrieval/fit(queries:retrieved:)``.
  public func check(query: [Double], retrieved: Matrix) throws(DriftlineError) -> Score {
    try check(queries: Matrix(rows: [query]), retrieved: [retrieved])
  }

  private struct Match {
    let query: Int
    let baseline: Int
    let similarity: Double
    let coverage: Double

    var json: JSON {
      .object([
        .init("query", .int(query)), .init("baseline_query", .int(baseline)),
        .init("similarity", .number(similarity)), .init("coverage", .number(coverage)),
      ])
    }
  }

  private func score(_ matches: [Match], of similarities: [Double]) -> Score {
    // A threshold of 0.8 is a lost share of 0.2, not of 0.19999999999999996; one of 1 is any loss.
    let limit = max(1e-12, ((1 - detector.threshold) * 1e12).rounded() / 1e12)
    let coverage = matches.reduce(0) { $0 + $1.coverage } / Double(matches.count)
    // Drift is a coverage under the threshold, and an effect at or over its own.
    let effect =
      coverage < detector.threshold ? max(1 - coverage, limit) : min(1 - coverage, limit.nextDown)
    let worst = matches.sorted { ($0.coverage, $0.query) < ($1.coverage, $1.query) }.prefix(5)
    var detail: [JSON.Member] = [
      .init("queries", .int(similarities.count)), .init("matched", .int(matches.count)),
      .init("query_similarity", .number(similarities.reduce(0, +) / Double(similarities.count))),
      .init("worst", .array(worst.map(\.json))),
    ]
    if matches.isEmpty { detail.append(.init("reason", .string("no_similar_query"))) }
    let finding = Finding(
      statistic: coverage, logPValue: nil, threshold: limit,
      bands: Bands(low: limit, medium: max(limit, 0.5), high: max(limit, 0.8)),
      effect: matches.isEmpty ? .nan : max(0, effect), detail: detail)
    return Score(
      finding, detector: Retrieval.name, definition: detector.definition, rule: .threshold,
      alpha: Self.alpha)
  }
}
