import ArgumentParser
import DriftlineReport
import DriftlineStore
import DriftlineWorker

/// `driftline stream prune`.
struct StreamPrune: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Removes buckets and scores that are older than a time.",
    usage: "driftline stream prune [<options>] <name> [<stream>] --before <time>",
    discussion: """
      driftline stream prune sales --before 2025-03-01
      driftline stream prune sales shop-7 --before 2025-03-01T00:00:00Z
      """)

  @Argument(help: "The baseline's name.") var name: String
  @Argument(help: "The stream's name; by default all streams of the baseline.")
  var stream: String?

  @Option(
    parsing: .unconditional,
    help: .init(
      "Buckets that end by this time go, and scores from before it. RFC 3339, or seconds since "
        + "1970.", valueName: "time"), transform: Time.argument)
  var before: Time

  @OptionGroup(title: "Store") var place: StoreArguments
  @OptionGroup(title: "Output") var page: PageArguments

  func run() throws {
    let pruned = try PruneStreams(baseline: name, stream: stream, before: before)
      .result(in: place.place)
    try page.write(
      pruned.json,
      sentences: [
        "removed \(countText(pruned.buckets)) \(counted("buckets", pruned.buckets)) and "
          + "\(countText(pruned.scores)) \(counted("scores", pruned.scores))"
      ])
  }
}
