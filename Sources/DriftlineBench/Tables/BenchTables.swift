internal import DriftlineReport

/// The results as Markdown tables, for docs/results.md.
public enum BenchTables {
  /// Every table that there are results for, each under a heading of the second or third level.
  ///
  /// Ours come first. Names are shortened and escaped; what is absent or not finite is `-`.
  ///
  /// - Complexity: O(size of the results), times the contenders for what is sorted.
  public static func markdown(_ results: BenchResults) -> String {
    let parts =
      [run(results)] + [
        findings(results), alarms(results), overview(results), power(results), streams(results),
        speed(results), growth(results), kernels(results), failures(results),
      ]
    return parts.joined()
  }

  private static func run(_ results: BenchResults) -> String {
    var table = MarkdownTable(["run", ""], words: [0, 1])
    table.rows = RunFacts(results).all.map { [$0.name, MarkdownTable.plain($0.value)] }
    let date = RunFacts.minute(results.date)
    return "Made by \(MarkdownTable.code(results.command)) on \(MarkdownTable.plain(date)), "
      + "\(results.seedText).\n\n" + table.text
  }

  private static func findings(_ results: BenchResults) -> String {
    let lines = Findings(results).topics.flatMap { topic in
      topic.lines.map { "- \(topic.title): " + MarkdownTable.plain($0, to: 1000) + "\n" }
    }
    return lines.isEmpty ? "" : "## In short\n\n" + lines.joined() + "\n"
  }

  private static func kernels(_ results: BenchResults) -> String {
    var table = MarkdownTable(
      ["kernel", "what it does", "bytes", "time", "of reading"], words: [0, 1])
    table.rows = results.kernels.map { row in
      [
        MarkdownTable.code(row.name), MarkdownTable.plain(row.summary), BenchText.bytes(row.bytes),
        BenchText.seconds(row.seconds), BenchText.percent(row.shareOfRead),
      ]
    }
    if table.rows.isEmpty { return "" }
    return
      "## Kernels\n\n`of reading` is the bytes a second that a kernel reads and writes, over those "
      + "that one thread can read.\n\n" + table.text
  }

  private static func growth(_ results: BenchResults) -> String {
    var table = MarkdownTable(
      ["work", "who", "kind", "dimensions", "exponent", "rows"], words: [0, 1, 2])
    for kind in kindsInOrder(results.growth.map(\.kind)) {
      let rows = results.growth.filter { $0.kind == kind }
      table.rows += rows.map { row in
        [
          MarkdownTable.code(row.work), MarkdownTable.code(row.contender.name),
          MarkdownTable.plain(row.kind), "\(row.dimensions)", BenchText.estimate(row.exponent),
          "\(countText(row.fromRows)) to \(countText(row.toRows))",
        ]
      }
    }
    if table.rows.isEmpty { return "" }
    return "## Growth\n\nThe exponent of seconds over rows, with its 95 % interval.\n\n"
      + table.text
  }

  /// Who could not answer, and why.
  private static func failures(_ results: BenchResults) -> String {
    var table = MarkdownTable(["who", "where", "times", "first reason"], words: [0, 1, 3])
    table.rows = Refusals(results).all.map { refusal in
      [
        MarkdownTable.code(refusal.contender.name), MarkdownTable.plain(refusal.place),
        countText(refusal.count), MarkdownTable.plain(refusal.reason, to: 160),
      ]
    }
    return table.rows.isEmpty ? "" : "## Refusals\n\n" + table.text
  }
}
