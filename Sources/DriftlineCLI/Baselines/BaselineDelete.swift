import ArgumentParser
import DriftlineReport
import DriftlineWorker

/// `driftline baseline delete`.
struct BaselineDelete: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Removes a baseline with its streams and scores, or one version of it.",
    usage: "driftline baseline delete [<options>] <name>",
    discussion: """
      driftline baseline delete sales
      driftline baseline delete sales --version 1
      """)

  @Argument(help: "The baseline's name.") var name: String
  @Option(
    name: .customLong("version"),
    help: .init("Remove this version only.", valueName: "number"))
  var version: Int?

  @OptionGroup(title: "Store") var place: StoreArguments
  @OptionGroup(title: "Output") var page: PageArguments

  func run() throws {
    let removed = try DeleteBaseline(name: name, version: version).result(in: place.place)
    let words = removed.counts.map { name, count in "\(countText(count)) \(counted(name, count))" }
    try page.write(removed.json, sentences: ["deleted \(words.joined(separator: ", "))"])
  }
}

/// The plural of a word, or its singular where there is one of it.
func counted(_ plural: String, _ count: Int) -> String {
  count == 1 ? String(plural.dropLast()) : plural
}
