internal import DriftlineReport

/// How often each contender fires where nothing has changed.
struct AlarmSection {
  private let results: BenchResults
  private static let rows = 40

  init(_ results: BenchResults) {
    self.results = results
  }

  var content: [Markup] {
    let kinds = kindsInOrder(results.accuracy.map(\.kind))
    let cards = AlarmRule.allCases.flatMap { rule in kinds.compactMap { card($0, rule) } }
    if cards.isEmpty { return [] }
    return [
      .element(
        "p", [],
        [
          """
          The share of pairs without a change in which each one fires. The large dot is all controls \
          together with its 95 % interval, a small one is a single control. The dashed line is the \
          promise of ours: 1 % for verdicts, 5 % for p held against 0.05; peers that decide by a p-value \
          do so at 5 % as a rule. The axis is that of the square root.
          """
        ]),
      Page.legend([
        ("m-first dot", "driftline"), ("m-auto dot", "driftline, no detector named"),
        ("m-peer dot", "peer"), ("m-yardstick dot", "always and never"),
        ("limit", "promise"),
      ]), Page.cards(cards),
    ] + tables
  }

  private func card(_ kind: String, _ rule: AlarmRule) -> Markup? {
    let summaries = results.alarmSummaries(kind, rule).filter { $0.pooled.ends != nil }
    if summaries.isEmpty { return nil }
    let title = "\(kindText(kind)): \(rule.title.lowercased())"
    let worst = summaries.filter { !$0.contender.isYardstick }.compactMap(\.worst)
      .max { $0.rate.share < $1.rate.share }
    let plot = IntervalPlot(
      title: "Share of false alarms, \(title)",
      description: worst.map {
        "Most: \(plotName($0.control.contender.name, to: 40)), \(BenchText.percent($0.rate.share)) "
          + "on \(plotName($0.control.place, to: 60))."
      } ?? "",
      axis: .alarms,
      rows: summaries.prefix(Self.rows).map { summary in
        .init(
          name: summary.contender.name, style: PlotMark.side(summary.contender),
          value: summary.pooled.share, ends: summary.pooled.ends,
          others: summary.controls.count > 1 ? summary.controls.map(\.rate.share) : [],
          text: BenchText.percent(summary.pooled.share))
      }, promise: (rule.promise, rule.promiseText))
    return Page.card(
      [Markup(kindText(kind)), .element("small", [], [Markup(rule.title.lowercased())])],
      [plot.markup])
  }

  private var tables: [Markup] {
    let rates = results.controlRates
    return kindsInOrder(rates.map(\.kind)).map { kind in
      let own = rates.filter { $0.kind == kind && ($0.defaults != nil || $0.fivePercent != nil) }
      let ordered = contenders(own.map(\.contender)).flatMap { contender in
        own.filter { $0.contender == contender }
      }
      let rows = ordered.prefix(PageTables.most).map { rate -> [Markup] in
        [
          PageTables.name(rate.contender), .name(rate.control), Markup(BenchText.rows(rate.size)),
          Markup(BenchText.rate(rate.defaults)), Markup(BenchText.rate(rate.fivePercent)),
        ]
      }
      let rest = ordered.count - rows.count
      return PageTables.folded(
        "\(kindText(kind)): every control",
        .table(
          "How often each fires where nothing has changed, with its 95 % interval.",
          [
            ("Who", false), ("Control", false), ("Rows", true), ("Defaults", true),
            ("p < 0.05", true),
          ], rows), Markup(Page.notes(rest > 0 ? ["and \(countText(rest)) more"] : [])))
    }
  }
}
