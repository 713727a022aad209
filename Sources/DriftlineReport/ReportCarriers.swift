import Driftline

/// What carries the drift that a detector of embeddings found: dimensions, clusters and rows.
///
/// Detectors name them in their detail, the heaviest first: `dimensions` with each one's `share`,
/// `clusters` with the `baseline` and `current` rows in them, and `rows` by their numbers.
struct ReportCarriers {
  /// How many of each kind a line names.
  private static let listed = 3

  /// One line for each score that found drift and says what carries it.
  static func lines(_ verdict: Verdict) -> [String] {
    verdict.scores.filter { $0.drifted == true }.compactMap { score in
      line(score).map { "\(score.detector): \($0)" }
    }
  }

  /// What carries the drift of one score; `nil` where its detail does not say.
  static func line(_ score: Score) -> String? {
    let detail = JSON.object(score.finding.detail)
    let parts = [dimensions(detail), clusters(detail), rows(detail)].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  private static func dimensions(_ detail: JSON) -> String? {
    let items = items(detail, "dimensions")
    guard !items.isEmpty else { return nil }
    let names = items.prefix(listed).compactMap { item -> String? in
      guard case .int(let index)? = item["dimension"] else { return nil }
      guard let share = item["share"]?.double else { return "\(index)" }
      return "\(index) (\(percentText(share)))"
    }
    return "most in dimensions " + names.joined(separator: ", ")
  }

  private static func clusters(_ detail: JSON) -> String? {
    let items = items(detail, "clusters")
    guard !items.isEmpty else { return nil }
    let names = items.prefix(listed).compactMap { item -> String? in
      guard case .int(let now)? = item["current"], let expected = item["expected"]?.double,
        let expected = Int(exactly: expected.rounded())
      else { return nil }
      return "\(countText(now)) where \(countText(expected)) were expected"
    }
    return "rows in one place: " + names.joined(separator: ", ")
  }

  private static func rows(_ detail: JSON) -> String? {
    let numbers = items(detail, "rows").compactMap { item -> String? in
      guard case .int(let row) = item else { return nil }
      return "\(row)"
    }
    guard !numbers.isEmpty else { return nil }
    return "look at current rows " + numbers.prefix(2 * listed).joined(separator: ", ")
  }

  /// The items of a list in a detail.
  static func items(_ detail: JSON, _ key: String) -> [JSON] {
    guard case .array(let items)? = detail[key] else { return [] }
    return items
  }
}

/// A share as a percentage: `12 %`, `0.3 %`.
func percentText(_ share: Double) -> String {
  let percent = share * 100
  return numberText(percent >= 10 ? percent.rounded() : (percent * 10).rounded() / 10) + " %"
}
