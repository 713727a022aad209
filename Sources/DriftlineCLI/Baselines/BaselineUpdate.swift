import ArgumentParser
import DriftlineWorker

/// `driftline baseline update`.
struct BaselineUpdate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update",
    abstract: "Adds data to a baseline, as its next version.",
    usage: "driftline baseline update [<options>] <name> <data>",
    discussion: """
      driftline baseline update sales february.csv
      driftline baseline update sales february.profile

      What was fitted stays, such as the edges of bins: profiles and streams of the version before \
      go on to be of use.
      """)

  @Argument(help: "The baseline's name.") var name: String
  @Argument(
    help: .init("The data, or a .profile file; - for standard input.", valueName: "data"))
  var path: String

  @OptionGroup(title: "Data") var reading: ReadingArguments
  @OptionGroup(title: "Store") var place: StoreArguments
  @OptionGroup(title: "Output") var page: PageArguments
  @OptionGroup(title: "Output") var work: ThreadArguments

  func run() throws {
    let result = try UpdateBaseline(name: name, data: reading.reference(path, for: "data"))
      .result(in: place.place, threads: work.count)
    try page.write(result.json, sentences: result.entry.sentences("updated"))
  }
}
