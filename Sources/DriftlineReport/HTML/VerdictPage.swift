public import Driftline

/// A verdict as a page for people: one file of HTML that needs nothing else.
///
/// The headline and the facts; the scores, or of a table its columns from the gravest to the least, each
/// with a bar of its effect relative to its threshold; what carries a drift of embeddings; charts of the
/// shares of bins and categories, where a score holds them; and notes, as in ``textReport(_:context:style:)``. Numbers
/// are as there. The page has no script and fetches nothing; drawings are SVG with titles and
/// descriptions. The same verdict gives the same bytes.
///
/// - Parameters:
///   - verdict: what a comparison found.
///   - context: what else there is to say of the two sides, one line each.
/// - Returns: the document.
/// - Complexity: O(size of the verdict); at most 200 rows and 12 charts are drawn, and what is left out
///   is counted.
public func htmlReport(_ verdict: Verdict, context: [String] = []) -> String {
  VerdictPage(verdict, context: context).text
}

/// The page of a verdict.
struct VerdictPage {
  /// The most rows of a table.
  static let rows = 200
  /// The most charts.
  static let charts = 12

  private let verdict: Verdict
  private let content: ReportContent
  private let context: [String]
  /// One line each, however long.
  private let style = TextStyle(width: .max)

  init(_ verdict: Verdict, context: [String]) {
    self.verdict = verdict
    self.context = context
    content = ReportContent(verdict)
  }

  var text: String {
    let title =
      "Driftline: " + content.headline
      + (content.subject.isEmpty ? "" : ", " + content.subject)
    return Page(title: title, body: [header, facts] + scores + carriers + charts + notes).text
  }

  private var header: Markup {
    let tone = PageTone(verdict.drifted, verdict.severity)
    let headline: [Markup] =
      switch verdict.drifted {
      case true: ["Drift", .pill("\(verdict.severity.rawValue) severity", tone)]
      case false: ["No drift"]
      case nil: ["Undetermined"]
      }
    let what =
      switch verdict.kind {
      case .numeric: "a column of numbers"
      case .categorical: "a column of categories"
      case .table: "a table"
      case .embedding: "embeddings"
      case .retrieval: "queries and what was retrieved for them"
      }
    let subject = content.subject.isEmpty ? [] : [Markup(Self.sentence(content.subject))]
    return Page.header(
      tone, kicker: "Drift report of \(what)", headline: headline,
      lines: subject + context.map { Markup($0) })
  }

  private static func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  private var facts: Markup {
    let unit = content.unit(2)
    func sides(_ sides: Verdict.Sides) -> Markup {
      Markup("\(countText(sides.baseline)) baseline, \(countText(sides.current)) current")
    }
    var facts: [(name: String, value: Markup)] = [
      ("Baseline \(unit)", Markup(countText(verdict.n.baseline))),
      ("Current \(unit)", Markup(countText(verdict.n.current))),
      ("Missing \(verdict.kind == .embedding ? "rows" : "values")", sides(verdict.missing)),
    ]
    if let width = verdict.dimensions { facts.append(("Dimensions", Markup(countText(width)))) }
    facts += [
      ("Alpha", Markup(numberText(verdict.alpha))), ("Rule", Markup(verdict.rule.rawValue)),
      ("Seed", Markup("\(verdict.seed)")),
    ]
    if let reference = verdict.reference {
      if let name = reference.name { facts.append(("Baseline", .name(name))) }
      if let version = reference.version { facts.append(("Version", Markup("\(version)"))) }
      facts.append(("Digest", Markup(String(reference.digest.prefix(12)))))
    }
    return Page.facts(facts + [("Engine", Markup("Driftline \(verdict.engine)"))])
  }

  private var scores: [Markup] {
    if content.rows.isEmpty { return [] }
    guard verdict.kind == .table else {
      return [Page.section("Scores", [ScoreTable(content.rows, of: .scores).markup])]
    }
    let all = ReportTable.sorted(content.gravest)
    var parts = [ScoreTable(Array(all.prefix(Self.rows)), of: .columns).markup]
    let rest = all.dropFirst(Self.rows)
    var left: [String] = []
    if !rest.isEmpty {
      let drifted = rest.count { $0.drifted == true }
      left.append(
        "and \(countText(rest.count)) more columns, \(countText(drifted)) of them with drift")
    }
    if content.columns.contains(where: { $0.count > 1 }) {
      left.append("one row a column: the gravest of its scores")
    }
    parts += Page.notes(left)
    return [Page.section("Columns", parts)]
  }

  private var carriers: [Markup] {
    guard verdict.kind == .embedding else { return [] }
    let cards = verdict.scores.filter { $0.drifted == true }.compactMap { CarrierCard($0)?.markup }
    return cards.isEmpty ? [] : [Page.section("What carries the drift", [Page.cards(cards)])]
  }

  /// Whose shares there are: of a table the columns with drift, the gravest first, and of each one score.
  private var charted: [(column: String, score: Score)] {
    guard verdict.kind == .table else {
      return verdict.scores.filter(Shares.isThere).map { ("", $0) }
    }
    let order = ReportTable.sorted(content.gravest).filter { $0.drifted == true }.map(\.column)
    let columns = Dictionary(verdict.columns.map { ($0.name, $0.verdict) }) { first, _ in first }
    return order.compactMap { name in
      let scores = columns[name]?.scores.filter(Shares.isThere) ?? []
      return (scores.first { $0.drifted == true } ?? scores.first).map { (name, $0) }
    }
  }

  private var charts: [Markup] {
    let found = charted
    let shown = found.prefix(Self.charts)
    let cards = shown.compactMap { column, score -> Markup? in
      guard let shares = Shares(score) else { return nil }
      let pill = Markup.pill(
        ReportTable.verdict(ReportRow(score, column: column)),
        PageTone(score.drifted, score.severity))
      let detector = Markup(score.detector)
      return Page.card(
        column.isEmpty
          ? [detector, pill] : [.name(column), .element("small", [], [detector]), pill],
        ShareChart(shares).markup)
    }
    if cards.isEmpty { return [] }
    let rest = found.count - shown.count
    let left =
      rest > 0
      ? [
        "and \(countText(rest)) more \(rest == 1 ? "column" : "columns") with drift that "
          + "\(rest == 1 ? "has" : "have") such shares"
      ] : []
    return [
      Page.section(
        "Shares of both sides",
        [Page.legend([("baseline", "baseline"), ("current", "current")]), Page.cards(cards)]
          + Page.notes(left))
    ]
  }

  private var notes: [Markup] {
    var notes = content.undetermined(style)
    if !content.inapplicable.isEmpty && verdict.kind == .table {
      notes.append(
        "not compared, as none of the detectors asked for applies: "
          + content.listed(content.inapplicable, style))
    }
    notes += content.skipped(style)
    return notes.isEmpty ? [] : [Page.section("Notes", Page.notes(notes))]
  }
}
