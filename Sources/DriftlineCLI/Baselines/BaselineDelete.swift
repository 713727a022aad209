import ArgumentParser
import Driftline
import DriftlineReport
import DriftlineStore

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
    let removed = try place.opened(for: name).delete(name, version: version)
    let counts = [
      ("versions", removed.versions), ("streams", removed.streams), ("buckets", removed.buckets),
      ("scores", removed.scores),
    ]
    let words = counts.map { name, count in "\(countText(count)) \(counted(name, count))" }
    try page.write(
      .object([.init("deleted", .object(counts.map { .init($0.0, .int($0.1)) }))]),
      sentences: ["deleted \(words.joined(separator: ", "))"])
  }
}

/// The plural of a word, or its singular where there is one of it.
func counted(_ plural: String, _ count: Int) -> String {
  count == 1 ? String(plural.dropLast()) : plural
}
