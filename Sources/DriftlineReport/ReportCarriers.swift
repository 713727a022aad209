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
      let detail = JSON.object(score.finding.detail)
      let parts = [dimensions(detail), clusters(detail), rows(detail)].compactMap(\.self)
      return parts.isEmpty ? nil : "\(score.detector): \(parts.joined(separator: "; "))"
    }
  }

  private static func dimensions(_ detail: JSON) -> String? {
    let items = items(detail, "dimensions")
    guard !items.isEmpty else { return nil }
    let names = items.prefix(listed).compactMap { item -> String? in
      guard case .int(let index)? = item["dimension"] else { return nil }
      guard case .number(let share)? = item["share"] else { return "\(index)" }
      return "\(index) (\(percentText(share)))"
    }
    return "most in dimensions " + names.joined(separator: ", ")
  }

  private static func clusters(_ detail: JSON) -> String? {
    let items = items(detail, "clusters")
    guard !items.isEmpty else { return nil }
    let names = items.prefix(listed).compactMap { item -> String? in
      guard case .int(let now)? = item["current"], case .number(let expected)? = item["expected"]
      else { return nil }
      return "\(countText(now)) where \(countText(Int(expected.rounded()))) were expected"
    }
    return "rows in one place: " + names.joined(separator: ", ")
  }

  private static func rows(_ detail: JSON) -> String? {
    let items = items(detail, "rows")
    guard !items.isEmpty else { return nil }
    return "look at current rows " + items.prefix(2 * listed).map(\.text).joined(separator: ", ")
  }

  private static func items(_ detail: JSON, _ key: String) -> [JSON] {
    guard case .array(let items)? = detail[key] else { return [] }
    return items
  }
}

/// A share as a percentage: `12 %`, `0.3 %`.
func percentText(_ share: Double) -> String {
  let percent = share * 100
  return numberText(percent >= 10 ? percent.rounded() : (percent * 10).rounded() / 10) + " %"
}
