import ArgumentParser
import DriftlineWorker

/// `driftline baseline show`.
struct BaselineShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Describes a baseline: what is kept, and what will be asked.",
    usage: "driftline baseline show [<options>] <name>",
    discussion: """
      driftline baseline show sales
      driftline baseline show sales --version 2 --json
      """)

  @Argument(help: "The baseline's name.") var name: String
  @OptionGroup var version: VersionArguments
  @OptionGroup(title: "Store") var place: StoreArguments
  @OptionGroup(title: "Output") var page: PageArguments

  func run() throws {
    let result = try GetBaseline(name: name, version: version.number).result(in: place.place)
    try page.write(result.json, BaselineDescription(result).lines)
  }
}

/// Which version of a baseline is meant.
struct VersionArguments: ParsableArguments {
  @Option(
    name: .customLong("version"),
    help: .init("The version; by default the newest.", valueName: "number"))
  var number: Int?
}
