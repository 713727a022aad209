internal import DriftlineReport

/// What follows from the charts on streams.
struct StreamFindings {
  /// One finding each.
  let lines: [String]

  /// The findings on streams.
  init(_ results: BenchResults) {
    let groups = grouped(results.streamGroups, by: \.scenario)
    lines =
      Self.promises(results.streams)
      + groups.compactMap { Self.delays($0.elements[($0.elements.count - 1) / 2]) }
  }

  /// Whether promises are kept where nothing changes.
  private static func promises(_ cells: [StreamCell]) -> [String] {
    let ours = cells.filter { cell in
      cell.contender.isOurs && cell.refusal == nil && cell.lengthAfter == 0
        && cell.promise != BenchText.absent
    }
    if ours.isEmpty { return [] }
    let broken = brokenPromises(ours)
    var line =
      "Charts of ours keep what they promise, a run length, a share of values or of streams with a false "
      + "alarm, within the 95 % interval, in \(countText(ours.count - broken.count)) of "
      + BenchText.count(ours.count, "case")
    let names = broken.map { "\($0.chart) in \($0.scenario)" }
    if !names.isEmpty { line += "; not so " + names.prefix(4).joined(separator: ", ") }
    if names.count > 4 { line += " and \(countText(names.count - 4)) more" }
    return [line + "."]
  }

  /// Of ours that promise a run length the fastest, and the fastest peer that raises at most twice as many
  /// false alarms.
  private static func delays(_ group: StreamGroup) -> String? {
    let cells = group.cells.filter { $0.refusal == nil && $0.medianDelay != nil }
    func fastest(_ cells: [StreamCell]) -> StreamCell? {
      cells.min { ($0.medianDelay ?? .max) < ($1.medianDelay ?? .max) }
    }
    guard
      let ours = fastest(
        cells.filter { $0.contender.isOurs && $0.promisedRunLength != nil }),
      let delay = ours.medianDelay
    else { return nil }
    let least = (ours.inControlRunLength?.value ?? 0) / 2
    let peer = fastest(
      cells.filter { cell in
        cell.contender.isPeer && cell.inControlRunLength.map { $0.value >= least } ?? true
      })
    var line =
      "\(shortened(printable(group.scenario), to: 40, unicode: true)), level "
      + "\(BenchText.level(group.level, group.description)): \(Findings.short(ours.contender)) notices half "
      + "of the changes within \(BenchText.count(delay, "value"))\(runs(ours))"
    if let peer, let delay = peer.medianDelay {
      line +=
        "; of the peers with at most twice the false alarms \(Findings.short(peer.contender)) is the "
        + "fastest, within \(countText(delay))\(runs(peer))"
    }
    return line + "."
  }

  private static func runs(_ cell: StreamCell) -> String {
    guard let length = cell.inControlRunLength, length.value.isFinite else { return "" }
    return " (one false alarm in \(BenchText.number(length.value, digits: 3)))"
  }
}
