internal import DriftlineReport

/// How times grow with the number of rows.
struct GrowthSection {
  private static let plots = 60

  /// The times of one work.
  private struct Work: Hashable {
    let subject: String
    let kind: String
    let work: String
    let dimensions: Int
  }

  private let results: BenchResults
  private let works: [(key: Work, elements: [SpeedRow])]

  init(_ results: BenchResults) {
    self.results = results
    works = grouped(results.speed.filter(\.isTimed)) {
      Work(subject: $0.subject, kind: $0.kind, work: $0.work, dimensions: $0.dimensions)
    }.filter { Set($0.elements.map(\.rows)).count > 1 }
  }

  var content: [Markup] {
    if works.isEmpty && results.growth.isEmpty { return [] }
    var content: [Markup] = []
    if !works.isEmpty {
      content.append(
        .element(
          "p", [],
          [
            """
            Seconds over rows, both axes logarithmic and the same in every drawing of a kind. The number \
            before a name is the exponent, fitted over the upper sizes: 1 grows as the rows do.
            """
          ]))
      for kind in kindsInOrder(works.map(\.key.kind)) {
        content.append(
          .element(
            "article", class: "card wide",
            [
              .element("h3", [], [Markup(kindText(kind))]),
              .element("div", class: "plots", plots(kind)),
            ]))
      }
    }
    return content + (results.growth.isEmpty ? [] : [table])
  }

  private func plots(_ kind: String) -> [Markup] {
    let own = works.filter { $0.key.kind == kind }.prefix(Self.plots)
    let rows = own.flatMap(\.elements)
    guard let x = PlotAxis.logarithmic(rows.map { Double($0.rows) }, ticks: 3, powerText),
      let y = PlotAxis.logarithmic(rows.map(\.seconds), ticks: 4, BenchText.decade)
    else { return [] }
    return own.map { plot($0.key, $0.elements, x, y) }
  }

  private func plot(_ work: Work, _ rows: [SpeedRow], _ x: PlotAxis, _ y: PlotAxis) -> Markup {
    let all = contenders(rows.map(\.contender))
    let drawn =
      all.filter(\.isOurs).prefix(2).enumerated().map { ($0.element, PlotMark.ours($0.offset)) }
      + all.filter(\.isPeer).prefix(3).enumerated().map { ($0.element, PlotMark.peer($0.offset)) }
    let series = drawn.map { contender, mark in
      let own = rows.filter { $0.contender == contender }
      let points = Dictionary(own.map { ($0.rows, $0.seconds) }, uniquingKeysWith: min)
        .sorted { $0.key < $1.key }.map { LinePlot.Point(x: Double($0.key), y: $0.value) }
      let isOnly = drawn.count { $0.0.source == contender.source } == 1
      return LinePlot.Series(
        name: name(isOnly ? contender.source : contender.name, contender, work), mark: mark,
        points: points)
    }
    let heading = work.dimensions > 1 ? "\(work.work), \(work.dimensions) d" : work.work
    return LinePlot(
      title: "Seconds over rows, \(plotName(heading, to: 40))",
      description: "Exponents: " + series.map(\.name).joined(separator: ", ") + ".",
      heading: heading, x: x, y: y, series: series, foot: "rows", names: 112, height: 160
    ).markup
  }

  /// A name after its exponent: `1.03 driftline`.
  private func name(_ name: String, _ contender: Contender, _ work: Work) -> String {
    let row = results.growth.first {
      $0.contender == contender && $0.work == work.work && $0.kind == work.kind
        && $0.subject == work.subject && $0.dimensions == work.dimensions
    }
    return row.map { "\(BenchText.hundredths($0.exponent.value)) \(name)" } ?? name
  }

  private var table: Markup {
    let rows = results.growth.prefix(PageTables.most).map { row -> [Markup] in
      [
        .name(row.work), PageTables.name(row.contender), Markup(plotName(row.kind, to: 20)),
        Markup("\(row.dimensions)"), PageTables.cell(row.exponent),
        Markup("\(countText(row.fromRows)) to \(countText(row.toRows))"),
      ]
    }
    return PageTables.folded(
      "Every exponent",
      .table(
        "Exponents of seconds over rows, with their 95 % intervals.",
        [
          ("Work", false), ("Who", false), ("Kind", false), ("Dimensions", true),
          ("Exponent", true), ("Rows", true),
        ], rows))
  }
}

/// How fast kernels are.
struct KernelSection {
  private let rows: [KernelRow]

  init(_ results: BenchResults) {
    rows = results.kernels
  }

  var content: [Markup] {
    if rows.isEmpty { return [] }
    let axis = PlotAxis.fromZero(rows.map(\.shareOfRead) + [1], BenchText.percent)
    let half = (rows.count + 1) / 2
    let parts = rows.count > 8 ? [rows.prefix(half), rows.suffix(rows.count - half)] : [rows[...]]
    return [
      .element(
        "p", [],
        [
          """
          The bytes a second that each kernel reads and writes, as a share of those that one thread can \
          read from memory; the stroke is all of them. What stays in the caches may pass it.
          """
        ]), Page.cards(parts.map { Page.card(["Share of reading"], [plot(Array($0), axis)]) }),
      PageTables.folded(
        "Every kernel",
        .table(
          "What each kernel does, and its best run.",
          [
            ("Kernel", false), ("What it does", false), ("Bytes", true), ("Time", true),
            ("Of reading", true),
          ],
          rows.prefix(PageTables.most).map { row in
            [
              .name(row.name), .name(row.summary, to: 80), Markup(BenchText.bytes(row.bytes)),
              Markup(BenchText.seconds(row.seconds)), Markup(BenchText.percent(row.shareOfRead)),
            ]
          })),
    ]
  }

  private func plot(_ rows: [KernelRow], _ axis: PlotAxis) -> Markup {
    BarPlot(
      title: "Share of reading by kernel",
      description: rows.filter { $0.shareOfRead.isFinite }.max { $0.shareOfRead < $1.shareOfRead }
        .map { "Most: \(plotName($0.name, to: 40)), \(BenchText.percent($0.shareOfRead))." } ?? "",
      axis: axis,
      groups: rows.map { row in
        .init(
          name: row.name, note: "",
          bars: [
            .init(
              value: row.shareOfRead, style: "m-first", text: BenchText.percent(row.shareOfRead))
          ], limit: 1)
      }
    ).markup
  }
}
