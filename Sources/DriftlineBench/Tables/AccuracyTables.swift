internal import DriftlineReport

extension BenchTables {
  /// The most levels and sizes that stand beside each other.
  private static let most = 11

  /// False alarms: for each contender all controls together, and the worst of them.
  static func alarms(_ results: BenchResults) -> String {
    var text = ""
    for kind in kindsInOrder(results.accuracy.map(\.kind)) {
      let byDefaults = results.alarmSummaries(kind, .defaults)
      let byFive = results.alarmSummaries(kind, .fivePercent)
      var table = MarkdownTable(
        [
          "who", "controls", "with the defaults", "worst", "worst control", "p < 0.05", "worst",
          "worst control",
        ], words: [0, 4, 7])
      for contender in contenders((byDefaults + byFive).map(\.contender)) {
        let summaries = [byDefaults, byFive].map { all in
          all.first { $0.contender == contender }
        }
        let controls = summaries.compactMap { $0?.controls.count }.max() ?? 0
        table.rows.append(
          [MarkdownTable.code(contender.name), "\(controls)"]
            + summaries.flatMap { summary in
              [
                BenchText.rate(summary?.pooled), BenchText.rate(summary?.worst?.rate),
                summary?.worst.map { MarkdownTable.plain($0.control.place, to: 60) }
                  ?? BenchText.absent,
              ]
            })
      }
      if !table.rows.isEmpty {
        text += "### \(MarkdownTable.plain(kindText(kind)))\n\n" + table.text
      }
    }
    if text.isEmpty { return "" }
    return """
      ## False alarms

      How often each fires where nothing has changed: over all controls, and in the control where it does
      so most often, each with its 95 % interval. With their defaults ours promise 1 %; a peer that decides
      by a p-value does so at 5 % as a rule. `-` is where it decides nothing, or has no p-value.


      """ + text
  }

  /// For every scenario, size and level our best beside the best peer.
  static func overview(_ results: BenchResults) -> String {
    var text = ""
    let grids = results.powerGrids.filter(\.hasPower)
    for kind in kindsInOrder(grids.map(\.key.kind)) {
      var table = MarkdownTable(
        [
          "scenario", "rows", "level", "our best", "power", "AUC", "best peer", "power", "AUC",
          "more power",
        ], words: [0, 3, 6, 9])
      for grid in grids where grid.key.kind == kind {
        for size in grid.sizes {
          for level in grid.levels {
            let ours = grid.best(size, level, of: \.isOurs)
            let peer = grid.best(size, level, of: \.isPeer)
            guard ours != nil || peer != nil else { continue }
            table.rows.append(
              [
                MarkdownTable.code(grid.key.scenario), BenchText.rows(size),
                BenchText.level(level, grid.description),
              ]
                + [ours, peer].flatMap { best in
                  [
                    best.map { MarkdownTable.code($0.contender.name) } ?? BenchText.absent,
                    BenchText.estimate(best?.power),
                    BenchText.number(
                      best.flatMap { grid.cell($0.contender, size, level)?.auc?.value }, digits: 3),
                  ]
                } + [PowerGrid.leader(ours, peer)])
          }
        }
      }
      if !table.rows.isEmpty {
        text += "### \(MarkdownTable.plain(kindText(kind)))\n\n" + table.text
      }
    }
    if text.isEmpty { return "" }
    return """
      ## Our best beside the best peer

      Power where each threshold lets 5 % of the controls fire, of the one with the most on either side, and
      the area under its ROC curve. In the last column who has the larger estimate, in brackets where the 95 %
      intervals overlap; rows behind "vs" are those of the baseline, where they differ.


      """ + text
  }

  /// The power of every contender, a table for each scenario, of several where it has many levels.
  static func power(_ results: BenchResults) -> String {
    let grids = results.powerGrids.filter(\.hasPower)
    if grids.isEmpty { return "" }
    return """
      ## Power at equal false-alarm rates

      The share of changes that are found where each threshold lets 5 % of the controls fire, with its 95 %
      interval; behind the dot the AUC.


      """ + grids.map(power).joined()
  }

  private static func power(_ grid: PowerGrid) -> String {
    let places = grid.sizes.flatMap { size in grid.levels.map { (size: size, level: $0) } }
    let isOne = places.count <= most
    let parts = isOne ? [places] : grid.sizes.map { size in places.filter { $0.size == size } }
    var text = "### \(MarkdownTable.plain(grid.title, to: 120))\n\n"
    if let words = grid.description {
      let sentence = words.summary.hasSuffix(".") ? words.summary : words.summary + "."
      text +=
        "\(MarkdownTable.plain(sentence, to: 600)) Level: \(MarkdownTable.plain(words.levelMeaning)).\n\n"
    }
    for part in parts {
      for start in stride(from: 0, to: part.count, by: most) {
        let columns = part[start..<min(start + most, part.count)]
        guard let first = columns.first else { continue }
        let rows = "\(BenchText.rows(first.size)) rows"
        let isOneSize = columns.allSatisfy { $0.size == first.size }
        var table = MarkdownTable(
          [isOneSize ? rows : "who"]
            + columns.map { column in
              let level = BenchText.level(column.level, grid.description)
              return isOneSize ? level : "\(level), \(BenchText.rows(column.size)) rows"
            })
        for contender in grid.contenders where grid.meanPower(contender) != nil {
          table.rows.append(
            [MarkdownTable.code(contender.name)]
              + columns.map { found(grid.cell(contender, $0.size, $0.level)) })
        }
        text += table.text
      }
    }
    return text
  }
}

/// Power with its interval, and the area under the ROC curve: `0.97 (0.93-0.99) · 0.99`.
private func found(_ cell: AccuracyCell?) -> String {
  guard let power = cell?.power, power.value.isFinite else { return BenchText.absent }
  return BenchText.estimate(power) + (cell?.auc.map { " · " + BenchText.value($0) } ?? "")
}

extension PowerGrid {
  /// The scenario's name with its control, where that is not the same word.
  var title: String {
    key.control.isEmpty || key.control == key.scenario || key.scenario.hasPrefix(key.control)
      ? key.scenario : "\(key.scenario), against \(key.control)"
  }
}
