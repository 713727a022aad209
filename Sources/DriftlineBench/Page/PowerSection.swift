internal import DriftlineReport

/// How often changes are found where all have the same false alarms.
struct PowerSection {
  private let results: BenchResults
  private static let plots = 8

  init(_ results: BenchResults) {
    self.results = results
  }

  var content: [Markup] {
    let grids = results.powerGrids.filter(\.hasPower)
    if grids.isEmpty { return [] }
    return [
      .element(
        "p", [],
        [
          """
          The share of changes that are found where every threshold is set so that 5 % of the unchanged \
          pairs fire: power at equal false-alarm rates. Drawn are our two best, auto, and the three best \
          peers, by their mean over the scenario, with 95 % intervals; the tables have all. Where the \
          baseline has another number of rows it stands behind "vs".
          """
        ])
    ]
      + kindsInOrder(grids.map(\.key.kind)).flatMap { kind in
        [.element("h3", [], [Markup(kindText(kind))])]
          + grids.filter { $0.key.kind == kind }.map(card)
      }
  }

  private func card(_ grid: PowerGrid) -> Markup {
    let words = grid.description.map { words in
      [
        Markup.element(
          "p", [], [Markup(plotName("\(words.summary) Level: \(words.levelMeaning).", to: 500))])
      ]
    }
    return .element(
      "article", class: "card wide",
      [.element("h3", [], [.name(grid.title, to: 80)])] + (words ?? [])
        + [legend(grid), .element("div", class: "plots", plots(grid))] + tables(grid))
  }

  /// Names in full, which drawings have no room for.
  private func legend(_ grid: PowerGrid) -> Markup {
    Page.legend(
      Self.lines(grid).map { line in
        ("m-\(line.mark.rawValue)", plotName(line.contender.name, to: 60))
      })
  }

  /// Who is drawn, and how.
  static func lines(_ grid: PowerGrid) -> [(contender: Contender, mark: PlotMark)] {
    let ours = grid.ranked { $0.isOurs && !$0.isAuto }.prefix(2).enumerated().map {
      ($0.element, PlotMark.ours($0.offset))
    }
    let auto = grid.ranked(\.isAuto).prefix(1).map { ($0, PlotMark.auto) }
    let peers = grid.ranked(\.isPeer).prefix(3).enumerated().map {
      ($0.element, PlotMark.peer($0.offset))
    }
    return (ours + auto + peers).map { (contender: $0.0, mark: $0.1) }
  }

  /// A drawing for each size over the levels; where there is one level only, one over the sizes.
  private func plots(_ grid: PowerGrid) -> [Markup] {
    let lines = Self.lines(grid)
    let levels = grid.levels.map { BenchText.level($0, grid.description) }
    if grid.levels.count == 1, grid.sizes.count > 1, let level = grid.levels.first {
      let axis = Self.ordinal(grid.sizes.map(BenchText.rows))
      let series = lines.map { line in
        self.series(line, grid.sizes.map { grid.power(line.contender, $0, level) })
      }
      return [plot(grid, "Level \(levels[0])", axis, series, "rows")]
    }
    let axis = Self.ordinal(levels)
    return grid.sizes.prefix(Self.plots).map { size in
      let series = lines.map { line in
        self.series(line, grid.levels.map { grid.power(line.contender, size, $0) })
      }
      return plot(grid, "\(BenchText.rows(size)) rows", axis, series, "level")
    }
  }

  private func series(
    _ line: (contender: Contender, mark: PlotMark), _ powers: [Estimate?]
  ) -> LinePlot.Series {
    LinePlot.Series(
      name: line.contender.name, mark: line.mark,
      points: powers.enumerated().map { place, power in
        .init(
          x: Double(place), y: power?.value ?? .nan, low: power?.low, high: power?.high)
      })
  }

  private func plot(
    _ grid: PowerGrid, _ heading: String, _ axis: PlotAxis, _ series: [LinePlot.Series],
    _ foot: String
  ) -> Markup {
    let last = series.compactMap { line in
      line.points.last { $0.y.isFinite }.map {
        "\(plotName(line.name, to: 30)) \(BenchText.hundredths($0.y))"
      }
    }
    return LinePlot(
      title: "Power in \(plotName(grid.title, to: 60)), \(heading)",
      description: "At the right end: " + last.joined(separator: ", ") + ".",
      heading: heading, x: axis, y: .unit, series: series, foot: foot
    ).markup
  }

  /// Places one after the other, with a little room at both ends.
  private static func ordinal(_ texts: [String]) -> PlotAxis {
    PlotAxis(
      .linear, -0.25, Double(max(texts.count - 1, 0)) + 0.25,
      texts.enumerated().map { (Double($0.offset), $0.element) })
  }

  private func tables(_ grid: PowerGrid) -> [Markup] {
    let places = grid.sizes.flatMap { size in grid.levels.map { (size: size, level: $0) } }
    let columns =
      [(title: "Who", isNumber: false)]
      + places.map { place in
        (
          title: "\(BenchText.level(place.level, grid.description)), \(BenchText.rows(place.size))",
          isNumber: true
        )
      }
    func table(_ caption: String, _ cell: (AccuracyCell?) -> Markup) -> Markup {
      .table(
        caption, columns,
        grid.contenders.map { contender in
          [PageTables.name(contender)]
            + places.map { cell(grid.cell(contender, $0.size, $0.level)) }
        })
    }
    return [
      PageTables.folded(
        "All \(BenchText.count(grid.contenders.count, "contender"))",
        table("Power at equal false-alarm rates, by level and rows, with its 95 % interval.") {
          PageTables.cell($0?.power)
        },
        table("The share of changes found with the defaults.") { PageTables.cell($0?.detections) },
        table("The area under the ROC curve.") { PageTables.cell($0?.auc) })
    ]
  }
}
