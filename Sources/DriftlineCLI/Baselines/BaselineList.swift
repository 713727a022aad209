import ArgumentParser
import Driftline
import DriftlineReport
import DriftlineStore

/// `driftline baseline list`.
struct BaselineList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the baselines, each with its newest version.",
    usage: "driftline baseline list [<options>]",
    discussion: """
      driftline baseline list
      driftline baseline list --prefix sales/ --limit 20 --json
      """)

  @Option(help: .init("Only names that begin so.", valueName: "text")) var prefix = ""
  @Option(help: .init("The most to list.", valueName: "number")) var limit = 1_000
  @Option(
    help: .init("Go on after this name, as \"cursor\" of the last page says.", valueName: "name"))
  var cursor: String?

  @OptionGroup(title: "Store") var place: StoreArguments
  @OptionGroup(title: "Output") var page: PageArguments

  func run() throws {
    let found = try place.openedIfThere()?.list(prefix: prefix, limit: limit, cursor: cursor)
    let items = found?.items ?? []
    var members: [JSON.Member] = [.init("items", .array(items.map(BaselineList.json)))]
    if let cursor = found?.cursor { members.append(.init("cursor", .string(cursor))) }
    try page.write(.object(members)) { style in
      if items.isEmpty { return ["no baselines"] }
      let more = found?.cursor == nil ? [] : ["", "there are more: raise --limit"]
      return BaselineList.table(items).lines(style) + more
    }
  }

  private static func json(_ entry: BaselineEntry) -> JSON {
    .object(
      entry.members + [
        .init("missing", .int(entry.missing)),
        .init("created", .string(Time(seconds: entry.created).text)),
      ])
  }

  private static func table(_ entries: [BaselineEntry]) -> TextTable {
    TextTable(
      [
        ("name", .left), ("version", .right), ("kind", .left), ("n", .right), ("size", .right),
        ("digest", .left), ("created", .left),
      ],
      rows: entries.map { entry in
        [
          entry.name, "\(entry.version)", entry.kind, countText(entry.count),
          sizeText(entry.size), String(entry.digest.prefix(12)),
          String(Time(seconds: entry.created).text.prefix(10)),
        ].map { .init($0) }
      })
  }
}
