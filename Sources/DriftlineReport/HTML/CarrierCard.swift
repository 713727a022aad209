import Driftline

/// What carries the drift that one detector of embeddings found.
struct CarrierCard {
  private let score: Score
  private let line: String

  /// The card of a score; `nil` where its detail names no carriers.
  init?(_ score: Score) {
    guard let line = ReportCarriers.line(score) else { return nil }
    self.score = score
    self.line = line
  }

  var markup: Markup {
    let detail = JSON.object(score.finding.detail)
    let charts = [dimensions(detail), clusters(detail)].flatMap(\.self)
    return Page.card(
      [
        Markup(score.detector),
        .pill(
          ReportTable.verdict(ReportRow(score, column: "")), PageTone(score.drifted, score.severity)
        ),
      ],
      [.element("p", [], [Markup(line.prefix(1).uppercased() + line.dropFirst() + ".")])] + charts)
  }

  /// The heaviest dimensions, by what the detector weighs them with.
  private func dimensions(_ detail: JSON) -> [Markup] {
    let items = ReportCarriers.items(detail, "dimensions").prefix(10)
    for (key, name) in [
      ("share", "Share of the shift"), ("d", "Kolmogorov-Smirnov's D"), ("weight", "Weight"),
    ] {
      let rows = items.compactMap { item -> HorizontalBars.Row? in
        guard case .int(let index)? = item["dimension"], let value = item[key]?.double,
          value.isFinite
        else { return nil }
        return .init(
          name: "dimension \(index)",
          bars: [
            .init(
              value: abs(value), text: key == "share" ? percentText(value) : numberText(value),
              style: "current")
          ])
      }
      guard let first = rows.first else { continue }
      return [
        .element("p", class: "legend", [Markup("\(name), by dimension")]),
        HorizontalBars(
          title: "\(name), by dimension",
          description: "The heaviest: \(first.name), \(first.bars[0].text).", rows: rows
        ).markup,
      ]
    }
    return []
  }

  /// The places that gained or lost rows.
  private func clusters(_ detail: JSON) -> [Markup] {
    let items = ReportCarriers.items(detail, "clusters").prefix(10)
    let rows = items.enumerated().compactMap { index, item -> HorizontalBars.Row? in
      guard case .int(let now)? = item["current"], let expected = item["expected"]?.double,
        expected.isFinite
      else { return nil }
      return .init(
        name: "place \(index + 1)",
        bars: [
          .init(value: expected, text: numberText(expected), style: "baseline"),
          .init(value: Double(now), text: countText(now), style: "current"),
        ])
    }
    if rows.isEmpty { return [] }
    return [
      Page.legend([("baseline", "rows expected"), ("current", "current rows")]),
      HorizontalBars(
        title: "Rows in one place, expected and found",
        description: "The first place: \(rows[0].bars[1].text) rows where "
          + "\(rows[0].bars[0].text) were expected.", rows: rows
      ).markup,
    ]
  }
}
