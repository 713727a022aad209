internal import DriftlineReport

/// What follows from the power of detectors at equal false-alarm rates.
struct PowerFindings {
  /// One finding each.
  let lines: [String]

  /// The findings on power.
  init(_ results: BenchResults) {
    lines = Self.power(results) + Self.examples(results)
  }

  /// Who has more power, over all places where that is in question.
  private static func power(_ results: BenchResults) -> [String] {
    let grids = results.powerGrids
    let lines = kindsInOrder(grids.map(\.key.kind)).compactMap { kind -> String? in
      var counts: [Lead: Int] = [:]
      var lost: [String] = []
      for grid in grids
      where grid.key.kind == kind && grid.isFairToPeers && !grid.isOfLeaders {
        for size in grid.sizes {
          for level in grid.levels {
            let ours = grid.best(size, level, of: \.isOurs)
            let peer = grid.best(size, level, of: \.isPeer)
            guard let lead = Lead(ours, peer), let ours, let peer,
              0.2...0.95 ~= max(ours.power.value, peer.power.value)
            else { continue }
            counts[lead, default: 0] += 1
            if lead == .peer {
              lost.append("\(grid.key.scenario) (\(Findings.short(peer.contender)))")
            }
          }
        }
      }
      let all = counts.values.reduce(0, +)
      if all == 0 { return nil }
      var line =
        "\(kindText(kind)): our best detector is ahead of the best peer in "
        + "\(countText(counts[.ours] ?? 0)) of \(BenchText.count(all, "place")), even in "
        + "\(countText(counts[.even] ?? 0)), behind in \(countText(counts[.peer] ?? 0))"
      let names = grouped(lost, by: \.self).map(\.key)
      if !names.isEmpty {
        line += ": " + names.prefix(4).joined(separator: ", ")
        if names.count > 4 { line += " and \(countText(names.count - 4)) more" }
      }
      return shortened(line, to: 400, unicode: true) + "."
    }
    if lines.isEmpty { return [] }
    return lines + [
      "A place is a size and a level of a scenario where the best power, at 5 % of false alarms for all, "
        + "is between 0.2 and 0.95; even is where the 95 % intervals overlap. The scenario of missing values "
        + "does not count, as peers are not shown them, nor do those who are asked once more on the same data."
    ]
  }

  /// Of each scenario with contamination one line: at the size nearest 1000, the least level that anyone
  /// finds in half of the pairs.
  private static func examples(_ results: BenchResults) -> [String] {
    results.powerGrids.filter {
      $0.key.scenario.contains("contamination") || $0.isOfLeaders
    }.compactMap { grid in
      guard let size = grid.sizes.min(by: { distance($0) < distance($1) }) else { return nil }
      let found = grid.levels.filter { level in
        (grid.best(size, level, of: { !$0.isYardstick })?.power.value ?? 0) >= 0.5
      }
      guard let level = found.first ?? grid.levels.last,
        let ours = grid.best(size, level, of: \.isOurs)
      else { return nil }
      var line =
        "\(grid.key.scenario), level \(BenchText.level(level, grid.description)), "
        + "\(BenchText.rows(size)) rows, at equal false-alarm rates: \(Findings.short(ours.contender)) finds "
        + BenchText.estimate(ours.power)
      if let peer = grid.best(size, level, of: \.isPeer) {
        line +=
          ", the best peer, \(Findings.short(peer.contender)), \(BenchText.estimate(peer.power))"
      }
      return shortened(line + "." + overall(grid), to: 500, unicode: true)
    }
  }

  /// Over all sizes and levels of a scenario, how often the best of either side has more power.
  private static func overall(_ grid: PowerGrid) -> String {
    let leads = grid.sizes.flatMap { size in
      grid.levels.compactMap { level in
        Lead(grid.best(size, level, of: \.isOurs), grid.best(size, level, of: \.isPeer))
      }
    }
    if leads.isEmpty { return "" }
    func count(_ lead: Lead) -> String { countText(leads.count { $0 == lead }) }
    return " Over all its sizes and levels our best is ahead in \(count(.ours)) of "
      + "\(BenchText.count(leads.count, "place")), even in \(count(.even)), behind in \(count(.peer))."
  }

  private static func distance(_ size: SampleSize) -> Double {
    (Double(size.current) - 1000).magnitude
  }
}
