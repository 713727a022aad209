import ArgumentParser
import DriftlineWorker

/// `driftline baseline import`.
struct BaselineImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Takes a baseline out of a file that export has written.",
    usage: "driftline baseline import [<options>] <file>",
    discussion: """
      driftline baseline import sales.baseline
      driftline baseline import sales.baseline --name sales-of-2025

      The digest stays; the version's number is the next one of its name here.
      """)

  @Argument(help: .init("The file; - for standard input.", valueName: "file")) var path: String
  @Option(help: "The name to give it; by default the one it had.") var name: String?

  @OptionGroup var conflict: ConflictArguments
  @OptionGroup(title: "Store") var place: StoreArguments
  @OptionGroup(title: "Output") var page: PageArguments

  func run() throws {
    let entry = try ImportBaseline(path: path, name: name, ifExists: conflict.ifExists)
      .result(in: place.place)
    try page.write(entry.json, sentences: entry.sentences("imported"))
  }
}
