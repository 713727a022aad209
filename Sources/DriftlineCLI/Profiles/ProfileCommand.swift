import ArgumentParser
import Driftline
import DriftlineInput
import DriftlineReport
import DriftlineWorker

/// `driftline profile`.
struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Measures parts of the data apart, and merges what was measured.",
    discussion: """
      driftline profile build sales monday.csv -o monday.profile
      driftline profile build sales tuesday.csv -o tuesday.profile
      driftline profile merge monday.profile tuesday.profile -o days.profile
      driftline check sales days.profile

      A profile holds what a baseline's detectors look at, in a few kilobytes. Parts that are \
      merged, in any order, give the scores of the whole.
      """,
    subcommands: [ProfileBuild.self, ProfileMerge.self])
}

/// Where a profile goes, and what is said of it.
struct ProfileOutput: ParsableArguments {
  @Option(
    name: .shortAndLong, help: .init("The file to write; - for standard output.", valueName: "file")
  )
  var output: String?

  @OptionGroup var page: PageArguments

  func validate() throws {
    if output == nil && !page.json {
      throw ValidationError("name a file by -o, or ask for the profile itself as --json")
    }
    if output == "-" && page.json {
      throw ValidationError("standard output takes the profile or the JSON, and not both")
    }
  }

  /// Writes a profile to the file, and to standard output what it is; without a file, the profile
  /// itself as JSON.
  ///
  /// No file in `inputs` is replaced.
  func write(_ result: ProfileResult, sparing inputs: [String]) throws {
    guard let output else { return try page.write(result.json, sentences: []) }
    let profile = result.profile
    let bytes = profile.bytes
    if output == "-" { return try StandardOutput.writeBinary(bytes) }
    try FileAccess.everything.write(bytes, to: output, sparing: inputs)
    let missing = profile.missing == 0 ? "" : ", \(countText(profile.missing)) missing"
    try page.write(
      .object([
        .init("n", .int(profile.count)), .init("missing", .int(profile.missing)),
        .init("bytes", .int(bytes.count)),
        .init("baseline_digest", .string(profile.geometryDigest)),
        .init("path", .string(output)),
      ]),
      sentences: [
        "\(output): n \(countText(profile.count))\(missing), \(sizeText(bytes.count))",
        "geometry \(profile.geometryDigest)",
      ])
  }
}
