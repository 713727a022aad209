import Driftline

/// Which queries had no match, and whose documents are found the least.
struct ReportQueries {
  /// How many queries a line names.
  private static let listed = 3

  /// The lines of the scores of a verdict on retrieval.
  static func lines(_ verdict: Verdict) -> [String] {
    verdict.scores.flatMap { score in
      let detail = JSON.object(score.finding.detail)
      return [matches(score, detail), worst(score, detail)].compactMap(\.self)
    }
  }

  private static func matches(_ score: Score, _ detail: JSON) -> String? {
    guard case .int(let queries)? = detail["queries"], case .int(let matched)? = detail["matched"],
      matched < queries
    else { return nil }
    var needed = ""
    if case .number(let similarity)? = score.definition["query_similarity"] {
      needed = " (a cosine of \(numberText(similarity)) or more is needed)"
    }
    if matched == 0 {
      return "\(score.detector): no current query is like one of the baseline's\(needed), so there "
        + "is no verdict"
    }
    return "\(score.detector): \(countText(matched)) of \(countText(queries)) current queries are "
      + "like one of the baseline's\(needed); the others do not count"
  }

  private static func worst(_ score: Score, _ detail: JSON) -> String? {
    guard score.drifted == true, case .array(let items)? = detail["worst"] else { return nil }
    let names = items.compactMap { item -> String? in
      guard case .int(let query)? = item["query"], case .number(let coverage)? = item["coverage"],
        coverage < 1
      else { return nil }
      return "\(query) (\(percentText(coverage)))"
    }.prefix(listed)
    return names.isEmpty
      ? nil
      : "\(score.detector): least is found again for current "
        + "\(names.count == 1 ? "query" : "queries") \(names.joined(separator: ", "))"
  }
}
