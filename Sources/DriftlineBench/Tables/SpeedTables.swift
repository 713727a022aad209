internal import DriftlineReport

extension BenchTables {
  /// Our times beside the fastest peer's.
  static func speed(_ results: BenchResults) -> String {
    let pairs = results.speedPairs
    if pairs.isEmpty { return "" }
    var text = """
      ## Speed

      The best run of each; `ratio` is how many times as long the fastest peer takes, `of limit` the share of
      what the machine can read or multiply at most, `peak` the memory above what the process held before.


      """
    for kind in kindsInOrder(pairs.map(\.key.kind)) {
      var table = MarkdownTable(
        [
          "work", "rows", "d", "threads", "driftline", "peer", "", "ratio", "of limit", "peak",
          "peer's peak",
        ], words: [0, 5])
      table.rows = pairs.filter { $0.key.kind == kind }.map { pair in
        [
          MarkdownTable.code(pair.key.work), countText(pair.key.rows), "\(pair.key.dimensions)",
          "\(pair.key.threads)", BenchText.seconds(pair.ours.seconds),
          pair.peer.map { MarkdownTable.code($0.contender.name) } ?? BenchText.absent,
          BenchText.seconds(pair.peer?.seconds), BenchText.times(pair.ratio),
          BenchText.percent(pair.ours.shareOfLimit), BenchText.bytes(pair.ours.peakBytes),
          BenchText.bytes(pair.peer?.peakBytes),
        ]
      }
      text += "### \(MarkdownTable.plain(kindText(kind)))\n\n" + table.text
    }
    return text
  }
}
