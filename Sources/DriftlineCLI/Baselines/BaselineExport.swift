import ArgumentParser
import DriftlineWorker

/// `driftline baseline export`.
struct BaselineExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes one version of a baseline to a file, for another store.",
    usage: "driftline baseline export [<options>] <name> <file>",
    discussion: """
      driftline baseline export sales sales.baseline
      driftline baseline export sales - --version 2 | ssh other driftline baseline import -
      """)

  @Argument(help: "The baseline's name.") var name: String
  @Argument(help: .init("The file to write; - for standard output.", valueName: "file"))
  var path: String

  @OptionGroup var version: VersionArguments
  @OptionGroup(title: "Store") var place: StoreArguments
  @OptionGroup(title: "Output") var page: PageArguments

  func validate() throws {
    if path == "-" && page.json {
      throw ValidationError("standard output takes the file or the JSON, and not both")
    }
  }

  func run() throws {
    if path == "-" {
      let result = try ExportBaseline(name: name, version: version.number, path: nil)
        .result(in: place.place)
      return try StandardOutput.writeBinary(result.bytes)
    }
    let result = try ExportBaseline(name: name, version: version.number, path: path)
      .result(in: place.place)
    try page.write(
      result.json,
      sentences: ["exported \(result.entry.title): \(sizeText(result.bytes.count)) in \(path)"])
  }
}
