import ArgumentParser
import DriftlineWorker

/// `driftline profile merge`.
struct ProfileMerge: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Makes one profile of several of the same baseline, which need not be there.",
    usage: "driftline profile merge [<options>] <file> ...",
    discussion: """
      driftline profile merge part-*.profile -o all.profile
      """)

  @Argument(help: .init("The profiles.", valueName: "file")) var paths: [String]

  @OptionGroup(title: "Output") var output: ProfileOutput

  func run() throws {
    let profiles = paths.map { DataReference(FileReference($0, isProfile: true), at: "profiles") }
    try output.write(try MergeProfiles(profiles).result(), sparing: [])
  }
}
