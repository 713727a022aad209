import ArgumentParser
import Driftline
import DriftlineReport
import DriftlineStore

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
    let store = try name.map { try place.opened(for: $0) } ?? place.openedIfThere()
    let streams = try store?.streams(of: name) ?? []
    try page.write(.object([.init("items", .array(streams.map(\.json)))])) { style in
      streams.isEmpty ? ["no streams"] : StreamList.table(streams).lines(style)
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

extension StreamEntry {
  /// When the newest bucket has ended; `nil` where there is none.
  var end: Int? { last.map { $0 + bucketSeconds } }

  /// What the worker and `--json` write of a stream.
  var json: JSON {
    .object([
      .init("baseline", .string(baseline)), .init("stream", .string(name)),
      .init("bucket_seconds", .int(bucketSeconds)), .init("buckets", .int(buckets)),
      .init("observations", .int(observations)), .init("n", .int(count)),
      .init("missing", .int(missing)),
      .init("from", first.map { .string(Time(seconds: $0).text) } ?? .null),
      .init("to", end.map { .string(Time(seconds: $0).text) } ?? .null),
    ])
  }
}
