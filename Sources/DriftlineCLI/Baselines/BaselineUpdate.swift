import ArgumentParser
import Driftline
import DriftlineStore

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
    let progress = Progress()
    defer { progress.finish() }
    let store = try place.opened(for: name)
    let old = try store.get(name)
    progress.enter("reading the data")
    let batch = try reading.batch(path, for: old.baseline)
    progress.enter("updating")
    let entry =
      switch batch {
      case .profile(let profile): try store.update(name, with: profile)
      case .data(let data):
        try store.append(
          name, old.baseline.updated(with: data, threads: work.count), after: old.entry.version)
      }
    progress.finish()
    try page.write(
      .object([
        .init("name", .string(entry.name)), .init("version", .int(entry.version)),
        .init("n", .int(entry.count)), .init("digest", .string(entry.digest)),
      ]), sentences: entry.sentences("updated"))
  }
}
