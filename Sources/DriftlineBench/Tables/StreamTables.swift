internal import DriftlineReport

/// The charts on the streams of one scenario and level.
struct StreamGroup {
  /// What the cells share.
  struct Key: Hashable {
    let scenario: String
    let level: UInt64
  }

  let scenario: String
  let level: Double
  /// The scenario in words, where the results describe it.
  let description: ScenarioDescription?
  /// Ours, peers, yardsticks.
  let cells: [StreamCell]

  /// Whether nothing changes in it.
  var isControl: Bool { cells.allSatisfy { $0.lengthAfter == 0 } }
}

extension BenchResults {
  /// The streams by scenario and level, in the order of the cells.
  var streamGroups: [StreamGroup] {
    grouped(surestStreams) {
      StreamGroup.Key(scenario: $0.scenario, level: ($0.level + 0).bitPattern)
    }
    .map { key, cells in
      StreamGroup(
        scenario: key.scenario, level: Double(bitPattern: key.level),
        description: scenarios.first { $0.name == key.scenario && $0.kind == "stream" },
        cells: (0...2).flatMap { rank in cells.filter { $0.contender.rank == rank } })
    }
  }
}

extension BenchResults {
  /// The streams, each contender once: where several runs have measured it, the one with most repeats.
  private var surestStreams: [StreamCell] {
    struct Place: Hashable {
      let scenario: String
      let level: UInt64
      let contender: Contender
    }
    return grouped(streams) {
      Place(scenario: $0.scenario, level: ($0.level + 0).bitPattern, contender: $0.contender)
    }.compactMap { _, cells in
      // The first of the most.
      cells.reversed().max { $0.weight < $1.weight }
    }
  }
}

extension StreamCell {
  /// By what the surest of several runs is found.
  fileprivate var weight: Int { refusal == nil ? falseAlarms.repeats : -1 }

  /// What the settings promise: values between false alarms, the share of values with one, or of streams.
  var promise: String {
    if let promisedRunLength { return BenchText.number(promisedRunLength, digits: 3) }
    if let promisedAlarmShare {
      return "1 in \(BenchText.number(1 / promisedAlarmShare, digits: 3)) values"
    }
    if let promisedFalseAlarms { return "\(BenchText.percent(promisedFalseAlarms)) of streams" }
    return BenchText.absent
  }

  /// What was found of it: `372 (340-408)`, `1 in 369 (364-375)`, or the share of streams.
  var found: String {
    if promisedAlarmShare != nil, let share = alarmShare, share.low > 0 {
      return "1 in "
        + BenchTables.runLength(Estimate(1 / share.value, 1 / share.high, 1 / share.low))
    }
    if promisedFalseAlarms != nil { return BenchText.rate(falseAlarms) + " of streams" }
    return BenchTables.runLength(inControlRunLength)
  }

  /// The delay that a share of the noticed changes stays at or below; `nil` where none was noticed.
  func delay(_ share: Double) -> Int? {
    guard !delays.isEmpty else { return nil }
    let sorted = delays.sorted()
    return sorted[min(Int(share * Double(sorted.count - 1) + 0.5), sorted.count - 1)]
  }

  /// The delay that half of the streams that count stay at or below, a change that was never noticed
  /// counted as longer than any; `nil` where half or more were missed.
  var medianDelay: Int? {
    let streams = max(missed.repeats, delays.count)
    let place = (streams - 1) / 2
    let sorted = delays.sorted()
    return streams > 0 && place < sorted.count ? sorted[place] : nil
  }
}

extension BenchTables {
  /// How long charts run without a change, and how soon they notice one.
  static func streams(_ results: BenchResults) -> String {
    let groups = results.streamGroups
    if groups.isEmpty { return "" }
    var text = """
      ## Charts on streams

      What a chart promises, and what was found where nothing changes: values up to the first false alarm,
      the share of values with one, or the share of streams; how many streams of 5000 values without a
      change raised one; of streams with a change the share that fired before it, the median delay over
      all streams, a change that was never noticed counted as longest, the delay of nine in ten that were
      noticed, the share never noticed, and the time for a million values.


      """
    for group in groups {
      var title = group.scenario
      if groups.count(where: { $0.scenario == group.scenario }) > 1 {
        title += ", level \(BenchText.level(group.level, group.description))"
      }
      text += "### \(MarkdownTable.plain(title, to: 120))\n\n"
      var table = MarkdownTable([
        "who", "promised", "in control", "false alarms", "early", "median delay", "90 % of noticed",
        "missed", "a million",
      ])
      table.rows = group.cells.filter { $0.refusal == nil }.map { cell in
        [
          MarkdownTable.code(cell.contender.name),
          cell.promise, cell.found, BenchText.percent(cell.falseAlarms.share),
          BenchText.percent(cell.early.share),
          cell.medianDelay.map(countText) ?? BenchText.absent,
          cell.delay(0.9).map(countText) ?? BenchText.absent, BenchText.percent(cell.missed.share),
          BenchText.seconds(cell.secondsPerMillion),
        ]
      }
      text += table.text
    }
    return text
  }

  /// A run length with its interval: `372 (340-408)`.
  static func runLength(_ estimate: Estimate?) -> String {
    guard let estimate, estimate.value.isFinite else { return BenchText.absent }
    let ends = [estimate.low, estimate.high].map { BenchText.number($0, digits: 3) }
    return BenchText.number(estimate.value, digits: 3) + " (\(ends[0])-\(ends[1]))"
  }
}
