import ArgumentParser
import Driftline
import DriftlineStore

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
    let store = try place.opened(for: name)
    let entry = try store.get(name, version: version.number).entry
    let bytes = try store.export(name, version: entry.version)
    try WholeFile.write(bytes, to: path, sparing: store.files)
    if path == "-" { return }
    try page.write(
      .object([
        .init("name", .string(entry.name)), .init("version", .int(entry.version)),
        .init("digest", .string(entry.digest)), .init("bytes", .int(bytes.count)),
        .init("path", .string(path)),
      ]),
      sentences: ["exported \(entry.title): \(sizeText(bytes.count)) in \(path)"])
  }
}
