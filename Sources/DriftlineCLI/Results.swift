import Driftline
import DriftlineReport
import DriftlineStore

/// The words for people about what is in the store.
extension BaselineEntry {
  /// Name and version.
  var title: String { "\(name), version \(version)" }

  /// How many there are of what: `56 rows`, `1,000 values`.
  var amount: String {
    let unit =
      switch Verdict.Kind(rawValue: kind) {
      case .table, .embedding: "rows"
      case .retrieval: count == 1 ? "query" : "queries"
      case .numeric, .categorical, nil: "values"
      }
    let width = dimensions.map { " of \(countText($0)) values" } ?? ""
    return "\(countText(count)) \(unit)\(width)"
  }

  /// One line on the version, and one with its digest.
  func sentences(_ verb: String) -> [String] {
    ["\(verb) \(title): \(kind), \(amount), \(sizeText(size))", "digest \(digest)"]
  }
}

/// A number of bytes for people: `812 bytes`, `23.4 kB`, `4.9 MB`.
func sizeText(_ bytes: Int) -> String {
  if bytes < 1_000 { return "\(bytes) bytes" }
  let (unit, name) = bytes < 1_000_000 ? (1e3, "kB") : (1e6, "MB")
  let tenths = (Double(bytes) / unit * 10).rounded() / 10
  return "\(tenths == tenths.rounded() ? "\(Int(tenths))" : "\(tenths)") \(name)"
}
