internal import DriftlineReport

/// The ROC curves of our best detector and the best peer, where the answer is in question.
struct ROCSection {
  private static let plots = 12

  /// A place whose best power is neither small nor near 1.
  private struct Place {
    let grid: PowerGrid
    let size: SampleSize
    let level: Double
    let sides: [(cell: AccuracyCell, mark: PlotMark)]
    /// How far the best power is from a half.
    let distance: Double
  }

  private let places: [Place]

  /// Of every scenario the place whose best power is nearest to a half, between 0.2 and 0.95.
  init(_ results: BenchResults) {
    let nearest = results.powerGrids.compactMap { grid in
      Self.places(grid).min { $0.distance < $1.distance }
    }
    places = Array(nearest.prefix(Self.plots))
  }

  private static func places(_ grid: PowerGrid) -> [Place] {
    grid.sizes.flatMap { size in
      grid.levels.compactMap { level -> Place? in
        let best = [
          (grid.best(size, level, of: \.isOurs), PlotMark.first),
          (grid.best(size, level, of: \.isPeer), PlotMark.peer),
        ]
        let powers = best.compactMap { $0.0?.power.value }
        guard let most = powers.max(), 0.2...0.95 ~= most else { return nil }
        let sides = best.compactMap { found, mark -> (cell: AccuracyCell, mark: PlotMark)? in
          guard let found, let cell = grid.cell(found.contender, size, level),
            cell.roc.contains(where: { $0.count == 2 })
          else { return nil }
          return (cell, mark)
        }
        return sides.isEmpty
          ? nil
          : Place(
            grid: grid, size: size, level: level, sides: sides, distance: (most - 0.5).magnitude)
      }
    }
  }

  var content: [Markup] {
    if places.isEmpty { return [] }
    return [
      .element(
        "p", [],
        [
          """
          Of every scenario the place whose best power is nearest to a half, our best detector and the \
          best peer: the share of changes that are found over the share of unchanged pairs that fire. The \
          dashed line is the 5 % at which power is read; the number is the area under the curve.
          """
        ]),
      .element("article", class: "card", [.element("div", class: "plots", places.map(plot))]),
    ]
  }

  private func plot(_ place: Place) -> Markup {
    let series = place.sides.map { cell, mark in
      LinePlot.Series(
        name: "\(BenchText.value(cell.auc)) \(cell.contender.name)", mark: mark,
        points: cell.roc.filter { $0.count == 2 }.map { .init(x: $0[0], y: $0[1]) },
        hasShapes: false)
    }
    let setting =
      "level \(BenchText.level(place.level, place.grid.description)), "
      + "\(BenchText.rows(place.size)) rows"
    return LinePlot(
      title: "ROC curves in \(plotName(place.grid.title, to: 60)), \(setting)",
      description: "Areas: " + series.map { plotName($0.name, to: 40) }.joined(separator: ", ")
        + ".",
      heading: place.grid.key.scenario, note: setting, x: .unit, y: .unit, series: series,
      foot: "false alarms", threshold: 0.05, names: 0, height: 250
    ).markup
  }
}
