internal import DriftlineReport

/// What follows from the results, in sentences of plain text.
struct Findings {
  /// Findings on one topic.
  struct Topic {
    let title: String
    /// One sentence or two each.
    let lines: [String]
  }

  /// The topics that there is something to say on.
  let topics: [Topic]

  /// The findings of a run.
  init(_ results: BenchResults) {
    topics = [
      Topic(
        title: "False alarms", lines: AlarmRule.allCases.flatMap { Self.alarms(results, $0) }),
      Topic(title: "Power", lines: PowerFindings(results).lines),
      Topic(title: "Charts on streams", lines: StreamFindings(results).lines),
      Topic(
        title: "Speed",
        lines: Self.speed(results) + Self.growth(results) + Self.kernels(results)),
    ].filter { !$0.lines.isEmpty }
  }

  private static func alarms(_ results: BenchResults, _ rule: AlarmRule) -> [String] {
    let kinds = kindsInOrder(results.accuracy.map(\.kind))
    let all = kinds.flatMap { results.alarmSummaries($0, rule) }
    let what = rule == .defaults ? "With their defaults" : "With p held against 5 %"
    var lines: [String] = []
    let ours = all.filter(\.contender.isOurs)
    let controls = ours.flatMap(\.controls)
    if !controls.isEmpty {
      let broken = controls.filter { $0.rate.breaks(rule.promise) }
      let pairs = "\(BenchText.count(controls.count, "pair")) of a detector and a control"
      var line =
        "\(what), our detectors fire in \(BenchText.percent(pooled(ours).share)) of the unchanged "
        + "pairs; promised is at most \(rule.promiseText). "
        + (broken.isEmpty
          ? "None of \(pairs) is above that by more than chance explains (3.5 standard errors)."
          : "Of \(pairs), \(countText(broken.count)) "
            + "\(broken.count == 1 ? "is" : "are") above that by more than 3.5 standard errors.")
      if let worst = broken.max(by: { $0.rate.share < $1.rate.share }) {
        line +=
          " Worst: \(short(worst.control.contender)) on \(shortened(worst.control.place, to: 60, unicode: true)), "
          + "\(BenchText.rate(worst.rate))."
      }
      lines.append(line)
    }
    // The usual alpha of peers is 5 %, whatever the rule.
    let peers = all.filter(\.contender.isPeer)
    let usual = AlarmRule.fivePercent
    if !peers.isEmpty {
      let broken = peers.filter { peer in peer.controls.contains { $0.rate.breaks(usual.promise) } }
      var line =
        "\(what), \(countText(broken.count)) of \(BenchText.count(peers.count, "peer")) "
        + "fire\(broken.count == 1 ? "s" : "") in more than \(usual.promiseText) of the pairs of a "
        + "control, by more than 3.5 standard errors"
      let worst = broken.compactMap(\.worst).max { $0.rate.share < $1.rate.share }
      if let worst {
        line +=
          "; most often \(short(worst.control.contender)) with \(BenchText.percent(worst.rate.share))"
      }
      lines.append(line + ".")
    }
    return lines
  }

  private static func pooled(_ summaries: [AlarmSummary]) -> Rate {
    let rates = summaries.map(\.pooled)
    return Rate(rates.reduce(0) { $0 + $1.count }, of: rates.reduce(0) { $0 + $1.repeats })
  }

  private static func speed(_ results: BenchResults) -> [String] {
    let pairs = results.largestPairs
    let ratios = pairs.compactMap { pair in pair.ratio.map { (pair: pair, ratio: $0) } }
      .filter { $0.ratio.isFinite }
    var lines: [String] = []
    if let median = medianOf(ratios.map(\.ratio)),
      let least = ratios.min(by: { $0.ratio < $1.ratio }),
      let most = ratios.max(by: { $0.ratio < $1.ratio })
    {
      func name(_ pair: SpeedPair) -> String { shortened(pair.key.work, to: 30, unicode: true) }
      var line =
        "Beside the fastest peer for the same work, at the largest common size, we are "
        + "\(BenchText.times(median)) as fast in the median of \(countText(ratios.count)), from "
        + "\(BenchText.times(least.ratio)) (\(name(least.pair))) to "
        + "\(BenchText.times(most.ratio)) (\(name(most.pair)))"
      let slower = ratios.count { $0.ratio < 1 }
      if slower > 0 { line += "; slower in \(countText(slower))" }
      lines.append(line + ".")
    }
    let shares = pairs.compactMap(\.ours.shareOfLimit).filter(\.isFinite)
    if let median = medianOf(shares) {
      lines.append(
        "At those sizes the median of \(BenchText.count(shares.count, "work")) reaches "
          + "\(BenchText.percent(median)) of what the machine can read or multiply.")
    }
    return lines
  }

  private static func growth(_ results: BenchResults) -> [String] {
    let ours = results.growth.filter { $0.contender.isOurs && $0.exponent.value.isFinite }
    guard let median = medianOf(ours.map(\.exponent.value)) else { return [] }
    let steep = ours.filter { $0.exponent.low > 1.2 }
    var line =
      "Times of ours grow with the rows to the power \(BenchText.hundredths(median)) in the median of "
      + countText(ours.count)
    if steep.isEmpty {
      line += "; none is surely above 1.2"
    } else {
      let names = grouped(steep.map(\.work), by: \.self).map(\.key)
      line +=
        "; surely above 1.2: "
        + names.prefix(4).map { shortened($0, to: 30, unicode: true) }.joined(separator: ", ")
      if names.count > 4 { line += " and \(countText(names.count - 4)) more" }
    }
    return [line + "."]
  }

  private static func kernels(_ results: BenchResults) -> [String] {
    let shares = results.kernels.map(\.shareOfRead).filter(\.isFinite)
    guard let median = medianOf(shares), let low = shares.min(), let high = shares.max() else {
      return []
    }
    return [
      "\(BenchText.count(shares.count, "kernel")) move \(BenchText.percent(low)) to "
        + "\(BenchText.percent(high)) of the bytes a second that one thread can read, "
        + "\(BenchText.percent(median)) in the median."
    ]
  }

  static func short(_ contender: Contender) -> String {
    shortened(printable(contender.name), to: 40, unicode: true)
  }
}
