/// Whether a search still finds what it found on the good days.
///
/// Asks for queries together with the documents that were retrieved for them, so it is used from
/// Swift and not through a comparison of two matrices:
///
/// ```swift
/// let baseline = try Retrieval().fit(queries: queries, retrieved: documents)
/// let score = try baseline.check(queries: newQueries, retrieved: newDocuments)
/// ```
///
/// A current query is matched to the baseline query of the largest cosine. Its coverage is the share of
/// that query's documents to which one of the current documents has a cosine over
/// `document_similarity`. Statistic: the mean coverage of the queries that have a match.
///
/// - Drift where coverage is under `threshold`. Effect: 1 - coverage. Bands: low where there is
///   drift, medium from 0.5, high from 0.8. No p-value.
/// - A query whose largest cosine is under `query_similarity` has no match. Where none has one, there
///   is no verdict: `drifted` is null, and `reason` says why.
/// - Of equal cosines the first query is taken. A row of zeros has no direction, and a row with NaN
///   no values: errors. Needs one query, and one document for each.
/// - Complexity: one product of the queries of both sides, and one of documents for each query.
///
/// Source: docs/definitions.md.
public struct Retrieval: Detector {
  /// The name in JSON, on the command line and in reports.
  public static let name = "retrieval"
  /// What is measured, in one line.
  public static let summary = "Share of the documents once retrieved that are still found"
  /// Where the definition comes from.
  public static let source = "docs/definitions.md"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .number("query_similarity", \.querySimilarity, in: -1...1, "least cosine of matched queries"),
    .number("document_similarity", \.documentSimilarity, in: -1...1, "cosine that a find is over"),
    .number("threshold", \.threshold, in: 0...1, "the coverage under which there is drift"),
  ]

  /// The least cosine of a query and the baseline query it is matched to.
  public var querySimilarity = 0.7
  /// The cosine that two documents must be over for one to stand for the other.
  public var documentSimilarity = 0.7
  /// The coverage under which there is drift.
  public var threshold = 0.8

  /// The published thresholds.
  public init() {}

  /// Remembers queries and what was retrieved for each.
  ///
  /// - Parameters:
  ///   - queries: a row for each query.
  ///   - retrieved: the documents of each query, in the order of the queries.
  /// - Returns: what later queries are held against.
  /// - Throws: ``DriftlineError`` of kind `shape_mismatch` for rows of another length and for another
  ///   number of sets than queries, `insufficient_data` where there is no query or a query has no
  ///   document, and `data_format` for rows without a direction.
  public func fit(
    queries: Matrix, retrieved: [Matrix]
  ) throws(DriftlineError) -> RetrievalBaseline {
    try RetrievalBaseline(self, queries, retrieved)
  }
}

/// Queries of the good days, with what was retrieved for them.
public struct RetrievalBaseline: Sendable {
  private let detector: Retrieval
  private let queries: Directions
  private let retrieved: [Directions]

  init(_ detector: Retrieval, _ queries: Matrix, _ retrieved: [Matrix]) throws(DriftlineError) {
    self.detector = detector
    (self.queries, self.retrieved) = try Directions.pairs(
      queries, retrieved, dimensions: queries.dimensions, side: "baseline")
  }

  /// Holds queries and their documents against those of the baseline.
  ///
  /// The detail names the matches, and the five queries of the least coverage.
  /// - Throws: as ``Retrieval/fit(queries:retrieved:)``.
  public func check(queries: Matrix, retrieved: [Matrix]) throws(DriftlineError) -> Score {
    let (asked, found) = try Directions.pairs(
      queries, retrieved, dimensions: self.queries.dimensions, side: "current")
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
      alpha: 0.01)
  }
}
