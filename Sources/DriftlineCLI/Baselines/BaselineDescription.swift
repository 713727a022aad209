import Driftline
import DriftlineReport
import DriftlineStore
import DriftlineWorker

/// All there is to know of one version of a baseline, for people.
struct BaselineDescription {
  private let entry: BaselineEntry
  private let baseline: Baseline
  private let versions: [Int]

  /// The description of what was found.
  init(_ found: GetBaseline.Output) {
    entry = found.entry
    baseline = found.baseline
    versions = found.versions
  }

  /// The description for people.
  func lines(_ style: TextStyle) -> [String] {
    let options = baseline.options
    var facts = [
      ("kind", entry.kind), ("fitted on", amount),
      ("detectors", detectors),
      (
        "judged by",
        "alpha \(numberText(options.alpha)), rule \(options.rule.rawValue)"
          + (baseline.kind == .table ? ", drift share \(numberText(options.driftShare))" : "")
      ),
      ("seed", "\(options.seed)"),
    ]
    if baseline.kind == .embedding {
      facts.append(("rows kept", "up to \(countText(baseline.rowsKept))"))
    }
    facts += [
      ("size", sizeText(entry.size)), ("created", Time(seconds: entry.created).text),
      ("versions", versions.map { "\($0)" }.joined(separator: ", ")),
      ("digest", entry.digest), ("geometry", entry.geometryDigest),
    ]
    let columns = baseline.columnFacts
    return [printable(shortened(entry.title, to: style.width, unicode: style.unicode))]
      + aligned(facts, style)
      + (columns.isEmpty ? [] : [""] + BaselineDescription.table(columns).lines(style))
  }

  private var amount: String {
    let missing = entry.missing == 0 ? "" : "; \(countText(entry.missing)) missing"
    return entry.amount + missing
  }

  private var detectors: String {
    if baseline.detectors.isEmpty {
      return "chosen by the data, sensitivity \(baseline.options.sensitivity.rawValue)"
    }
    return baseline.detectors.map { request in
      let parameters = request.parameters.map { "\($0.key)=\($0.value.text)" }
      return request.name
        + (parameters.isEmpty ? "" : " (\(parameters.joined(separator: ", ")))")
    }.joined(separator: ", ")
  }

  private static func table(_ columns: [ColumnFacts]) -> TextTable {
    TextTable(
      [
        ("column", .left), ("kind", .left), ("n", .right), ("missing", .right),
        ("rank error", .right),
      ],
      rows: columns.map { column in
        [
          column.name ?? "(the only one)", column.kind.rawValue, countText(column.count),
          countText(column.missing),
          column.sketchSize == nil
            ? "-" : column.rankError == 0 ? "none" : numberText(column.rankError),
        ].map { .init($0) }
      })
  }
}

/// Names with what they stand for, in two columns.
func aligned(_ facts: [(name: String, text: String)], _ style: TextStyle) -> [String] {
  let width = facts.map { displayWidth($0.name) }.max() ?? 0
  return facts.flatMap { fact in
    let text = printable(fact.text, unicode: style.unicode)
    let lines = wrapped(text, to: max(style.width - width - 2, 20), indent: 0)
    return lines.enumerated().map { index, line in
      let name = index == 0 ? fact.name : ""
      return name + String(repeating: " ", count: width + 2 - displayWidth(name)) + line
    }
  }
}
