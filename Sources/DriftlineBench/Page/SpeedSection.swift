internal import DriftlineReport

/// Our times beside those of peers, and the machine's limit.
struct SpeedSection {
  private let results: BenchResults
  private static let bars = 40

  init(_ results: BenchResults) {
    self.results = results
  }

  var content: [Markup] {
    let pairs = results.largestPairs
    if pairs.isEmpty { return [] }
    let kinds = kindsInOrder(pairs.map(\.key.kind))
    return [
      .element(
        "p", [],
        [
          """
          The best run at the largest size that a peer has a time for too, and of how many times as long \
          the fastest peer takes. The stroke is the machine's limit: the time to read the data once, or to \
          multiply the matrices that the work cannot do without. The axis is logarithmic.
          """
        ]),
      Page.legend([
        ("m-first", "driftline"), ("m-peer", "fastest peer"), ("tick", "the machine's limit"),
      ]),
      Page.cards(
        kinds.compactMap { kind in card(kind, pairs.filter { $0.key.kind == kind }) }),
    ] + [table]
  }

  private func card(_ kind: String, _ pairs: [SpeedPair]) -> Markup? {
    let shown = pairs.prefix(Self.bars)
    let limits = shown.map { $0.limit(results.machine) }
    let values =
      shown.flatMap { [$0.ours.seconds, $0.peer?.seconds ?? .nan] } + limits.compactMap(\.self)
    guard let axis = PlotAxis.logarithmic(values, ticks: 4, BenchText.decade) else { return nil }
    let groups = zip(shown, limits).map { pair, limit in
      BarPlot.Group(
        name: "\(pair.name) \u{00D7} \(powerText(Double(pair.key.rows)))",
        note: pair.ratio == nil ? "" : BenchText.times(pair.ratio),
        bars: [
          .init(
            value: pair.ours.seconds, style: "m-first", text: BenchText.seconds(pair.ours.seconds))
        ]
          + (pair.peer.map { peer in
            [
              .init(
                value: peer.seconds, style: "m-peer",
                text: "\(BenchText.seconds(peer.seconds)) \(plotName(peer.contender.name, to: 18))")
            ]
          } ?? []), limit: limit)
    }
    let fastest = shown.compactMap(\.ratio).filter(\.isFinite).max()
    return Page.card(
      [Markup(kindText(kind)), .element("small", [], ["rows after the \u{00D7}"])],
      [
        BarPlot(
          title: "Times of \(kindText(kind).lowercased())",
          description: fastest.map { "The largest ratio is \(BenchText.times($0))." } ?? "",
          axis: axis, groups: groups
        ).markup
      ])
  }

  private var table: Markup {
    let pairs = results.speedPairs
    let rows = pairs.prefix(PageTables.most).map { pair -> [Markup] in
      [
        .name(pair.key.work), Markup(plotName(pair.key.kind, to: 20)),
        Markup(countText(pair.key.rows)), Markup("\(pair.key.dimensions)"),
        Markup("\(pair.key.threads)"), Markup(BenchText.seconds(pair.ours.seconds)),
        pair.peer.map { .name($0.contender.name, to: 28) } ?? Markup(BenchText.absent),
        Markup(BenchText.seconds(pair.peer?.seconds)), Markup(BenchText.times(pair.ratio)),
        Markup(BenchText.percent(pair.ours.shareOfLimit)),
        Markup(BenchText.bytes(pair.ours.peakBytes)), Markup(BenchText.bytes(pair.peer?.peakBytes)),
      ]
    }
    let rest = pairs.count - rows.count
    return PageTables.folded(
      "Every size",
      .table(
        "Times, and the most memory above what the process held before.",
        [
          ("Work", false), ("Kind", false), ("Rows", true), ("Dimensions", true),
          ("Threads", true), ("driftline", true), ("Fastest peer", false), ("Peer", true),
          ("Ratio", true), ("Of limit", true), ("Peak", true), ("Peer's peak", true),
        ], rows), Markup(Page.notes(rest > 0 ? ["and \(countText(rest)) more"] : [])))
  }
}
