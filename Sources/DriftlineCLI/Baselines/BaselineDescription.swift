import Driftline
import DriftlineReport
import DriftlineStore
import DriftlineWorker

/// All there is to know of one version of a baseline, for people.
struct BaselineDescription {
  private let entry: BaselineEntry
  private let content: GetBaseline.Output.Content
  private let versions: [Int]

  /// The description of what was found.
  init(_ found: GetBaseline.Output) {
    entry = found.entry
    content = found.content
    versions = found.versions
  }

  /// The description for people.
  func lines(_ style: TextStyle) -> [String] {
    var facts = [("kind", entry.kind), ("fitted on", amount)]
    var columns: [ColumnFacts] = []
    switch content {
    case .data(let baseline):
      facts += BaselineDescription.facts(baseline)
      columns = baseline.columnFacts
    case .retrieval(let baseline):
      facts += [
        ("documents", countText(baseline.documents)),
        ("detectors", BaselineDescription.text([baseline.request])),
      ]
    }
    facts += [
      ("size", sizeText(entry.size)), ("created", Time(seconds: entry.created).text),
      ("versions", versions.map { "\($0)" }.joined(separator: ", ")),
      ("digest", entry.digest), ("geometry", entry.geometryDigest),
    ]
    return [printable(shortened(entry.title, to: style.width, unicode: style.unicode))]
      + aligned(facts, style)
      + (columns.isEmpty ? [] : [""] + BaselineDescription.table(columns).lines(style))
  }

  private static func facts(_ baseline: Baseline) -> [(String, String)] {
    let options = baseline.options
    let detectors =
      baseline.detectors.isEmpty
      ? "chosen by the data, sensitivity \(options.sensitivity.rawValue)"
      : text(baseline.detectors)
    let share = baseline.kind == .table ? ", drift share \(numberText(options.driftShare))" : ""
    let facts = [
      ("detectors", detectors),
      ("judged by", "alpha \(numberText(options.alpha)), rule \(options.rule.rawValue)\(share)"),
      ("seed", "\(options.seed)"),
    ]
    guard baseline.kind == .embedding else { return facts }
    return facts + [("rows kept", "up to \(countText(baseline.rowsKept))")]
  }

  private var amount: String {
    let missing = entry.missing == 0 ? "" : "; \(countText(entry.missing)) missing"
    return entry.amount + missing
  }

  private static func text(_ requests: [DetectorRequest]) -> String {
    requests.map { request in
      let parameters = request.parameters.map { "\($0.key)=\($0.value.text)" }
      return request.name + (parameters.isEmpty ? "" : " (\(parameters.joined(separator: ", ")))")
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
