import ArgumentParser
import Driftline

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
    let progress = Progress()
    defer { progress.finish() }
    progress.enter("merging")
    var sum: Profile?
    for path in paths {
      let next = try Profile.read(path)
      do { try sum?.merge(next) } catch {
        throw DriftlineError(
          error.kind, "\(path): \(error.message)", at: path, details: error.details)
      }
      sum = sum ?? next
    }
    progress.finish()
    guard let sum else { preconditionFailure("at least one profile is named") }
    try output.write(sum, sparing: [])
  }
}
