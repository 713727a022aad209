import ArgumentParser
import DriftlineStore
import DriftlineWorker

/// `driftline profile build`.
struct ProfileBuild: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Measures data against a baseline, for a check later or elsewhere.",
    discussion: """
      driftline profile build sales part-7.csv -o part-7.profile
      driftline profile build sales part-7.csv --json
      """)

  @Argument(help: "The baseline's name.") var name: String
  @Argument(help: .init("The data; - for standard input.", valueName: "data")) var path: String

  @Option(
    name: .customLong("baseline-version"),
    help: .init("The version of the baseline; by default the newest.", valueName: "number"))
  var version: Int?

  @OptionGroup(title: "Data") var reading: ReadingArguments
  @OptionGroup(title: "Store") var place: StoreArguments
  @OptionGroup(title: "Output") var output: ProfileOutput
  @OptionGroup(title: "Output") var work: ThreadArguments

  func run() throws {
    let place = place.place
    let result = try BuildProfile(
      baseline: name, version: version, data: reading.reference(path, for: "data")
    ).result(in: place, threads: work.count)
    try output.write(result, sparing: (place.current?.files ?? []) + [path])
  }
}
