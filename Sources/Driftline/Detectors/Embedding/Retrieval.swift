/// Whether a search still finds what it found on the good days.
///
/// Asks for queries together with the documents that were retrieved for them, so it has a baseline of
/// its own, and is not asked through a comparison of two matrices:
///
/// ```swift
/// let baseline = try Retrieval().fit(queries: queries, retrieved: documents)
/// let verdict = try baseline.verdict(queries: newQueries, retrieved: newDocuments)
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
