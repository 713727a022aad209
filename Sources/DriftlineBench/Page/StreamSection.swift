internal import DriftlineReport

/// Charts on streams.
struct StreamSection {
  private let groups: [StreamGroup]

  init(_ results: BenchResults) {
    groups = results.streamGroups
  }

  var content: [Markup] {
    if groups.isEmpty { return [] }
    return [
      .element(
        "p", [],
        [
          """
          At the left the values between false alarms where nothing changes, with the 95 % interval, and a \
          stroke where a chart promises one: further right is better. In the middle the delays of the \
          changes that were noticed: the box is the middle half, the stroke in it the median, the line 5 \
          to 95 %; further left is better. At the right the share of changes that were never noticed. \
          Where nothing changes it is the share of streams with an alarm. Delays are worth comparing only at \
          like run lengths. Both axes are logarithmic.
          """
        ]),
      Page.legend([
        ("m-first", "driftline"), ("m-peer", "peer"), ("m-yardstick", "always and never"),
        ("tick", "promised, or median"),
      ]), Page.cards(groups.map(card)),
    ]
  }

  private var runs: PlotAxis? {
    let cells = groups.flatMap(\.cells)
    return .logarithmic(
      cells.flatMap { cell in
        [cell.inControlRunLength?.value, cell.promisedRunLength].compactMap(\.self)
      }, ticks: 3, powerText)
  }

  private var delays: PlotAxis {
    let most = groups.flatMap(\.cells).flatMap { [$0.delay(0.95) ?? 1, 10] }.map(Double.init)
    return .logarithmic(most + [1], ticks: 3, powerText)
      ?? PlotAxis(.logarithmic, 1, 10, [(1, "1"), (10, "10")])
  }

  private func title(_ group: StreamGroup) -> [Markup] {
    if group.isControl { return [.name(group.scenario)] }
    let isAlone = groups.count(where: { $0.scenario == group.scenario }) == 1
    return [.name(group.scenario)]
      + (isAlone
        ? []
        : [
          .element(
            "small", [], [Markup("level \(BenchText.level(group.level, group.description))")])
        ])
  }

  private func card(_ group: StreamGroup) -> Markup {
    let cells = group.cells.filter { $0.refusal == nil }
    var content: [Markup] = []
    if let words = group.description {
      content.append(.element("p", [], [Markup(plotName(words.summary, to: 300))]))
    }
    if !cells.isEmpty {
      content.append(
        StreamPlot(
          cells, title: "Charts on \(plotName(group.scenario, to: 40)) streams", runs: runs,
          delays: delays
        ).markup)
    }
    return Page.card(title(group), content + [table(cells)])
  }

  private func table(_ cells: [StreamCell]) -> Markup {
    let rows = cells.prefix(PageTables.most).map { cell -> [Markup] in
      [
        PageTables.name(cell.contender),
        Markup(cell.promise), Markup(cell.found),
        Markup(BenchText.percent(cell.falseAlarms.share)),
        Markup(BenchText.percent(cell.early.share)),
        Markup(cell.medianDelay.map(countText) ?? BenchText.absent),
        Markup(cell.delay(0.9).map(countText) ?? BenchText.absent),
        Markup(BenchText.rate(cell.missed)), Markup(BenchText.seconds(cell.secondsPerMillion)),
      ]
    }
    return PageTables.folded(
      "Numbers",
      .table(
        "Run lengths, early alarms and delays, a missed change counted as the longest delay.",
        [
          ("Who", false), ("Promised", true), ("In control", true), ("False alarms", true),
          ("Early", true), ("Median delay", true), ("90 % of noticed", true), ("Missed", true),
          ("A million values", true),
        ], rows))
  }
}

/// A power of ten in few letters: `100`, `10k`, `1M`.
func powerText(_ value: Double) -> String {
  guard value >= 1 else { return numberText(value) }
  if value < 1e3 { return numberText(value) }
  if value < 1e6 { return numberText(value / 1e3) + "k" }
  return value < 1e12 ? numberText(value / 1e6) + "M" : numberText(value)
}
