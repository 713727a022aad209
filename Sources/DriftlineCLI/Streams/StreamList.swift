import ArgumentParser
import DriftlineReport
import DriftlineStore
import DriftlineWorker

/// `driftline stream list`.
struct StreamList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the streams, of one baseline or of all.",
    usage: "driftline stream list [<options>] [<name>]",
    discussion: """
      driftline stream list
      driftline stream list sales --json
      """)

  @Argument(help: "The baseline's name; by default all.") var name: String?

  @OptionGroup(title: "Store") var place: StoreArguments
  @OptionGroup(title: "Output") var page: PageArguments

  func run() throws {
    let found = try ListStreams(baseline: name).result(in: place.place)
    try page.write(found.json) { style in
      found.items.isEmpty ? ["no streams"] : StreamList.table(found.items).lines(style)
    }
  }

  private static func table(_ streams: [StreamEntry]) -> TextTable {
    TextTable(
      [
        ("stream", .left), ("baseline", .left), ("buckets", .right), ("length", .right),
        ("n", .right), ("from", .left), ("to", .left),
      ],
      rows: streams.map { stream in
        [
          stream.name, stream.baseline, countText(stream.buckets),
          Period(seconds: stream.bucketSeconds).text, countText(stream.count),
          stream.first.map { Time(seconds: $0).shortText } ?? "-",
          stream.end.map { Time(seconds: $0).shortText } ?? "-",
        ].map { .init($0) }
      })
  }
}
