import ArgumentParser
import DriftlineReport
import DriftlineStore
import DriftlineWorker

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
    var operation = ListBaselines()
    operation.prefix = prefix
    operation.limit = limit
    operation.cursor = cursor
    let found = try operation.result(in: place.place)
    try page.write(found.json) { style in
      if found.items.isEmpty { return ["no baselines"] }
      let more = found.cursor == nil ? [] : ["", "there are more: raise --limit"]
      return BaselineList.table(found.items).lines(style) + more
    }
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
