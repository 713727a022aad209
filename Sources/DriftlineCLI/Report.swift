import ArgumentParser
import Driftline
import DriftlineInput
import DriftlineReport
import DriftlineWorker

/// `driftline report`.
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Writes a verdict, or the history of a baseline, as a page, a text or JSON.",
    usage: """
      driftline report [<options>] <verdict>
      driftline report [<options>] --baseline <name>
      """,
    discussion: """
      driftline check sales today.csv --json | driftline report - -o report.html
      driftline report --baseline sales --stream shop-7 --from 2026-03-01 -o march.html
      driftline report --baseline sales

      The page is one file, without scripts and without anything from elsewhere.
      """)

  @Argument(
    help: .init("A file with the JSON of a verdict; - for standard input.", valueName: "verdict"))
  var verdict: String?

  @Option(
    help: .init("Report the recorded scores of this baseline.", valueName: "name"))
  var baseline: String?

  @Option(help: .init("Only those of this stream.", valueName: "name"))
  var stream: String?

  @Option(
    parsing: .unconditional,
    help: .init("Only scores of this time or later.", valueName: "time"), transform: Time.argument)
  var from: Time?

  @Option(
    parsing: .unconditional, help: .init("Only scores from before this time.", valueName: "time"),
    transform: Time.argument)
  var to: Time?

  @Option(help: "How it is written; by default as the file's name says, and as text without one.")
  var format: WriteReport.Format?

  @Option(name: .shortAndLong, help: .init("The file to write.", valueName: "file"))
  var output: String?

  @OptionGroup(title: "Store") var place: StoreArguments

  func validate() throws {
    guard (verdict == nil) != (baseline == nil) else {
      throw ValidationError("name the file of a verdict, or a --baseline")
    }
    if verdict != nil, stream != nil || from != nil || to != nil {
      throw ValidationError("--stream, --from and --to go with --baseline")
    }
    if output == "-" || output?.isEmpty == true {
      throw ValidationError(
        "-o takes the name of a file; without it the report goes to standard output")
    }
  }

  func run() throws {
    var operation = WriteReport(try subject(), format: try settledFormat(), path: output)
    operation.style = TextStyle(
      width: Terminal.width, color: output == nil && Terminal.wantsColor,
      unicode: output != nil || Terminal.isUnicode)
    let result = try operation.result(in: place.place)
    if output == nil {
      try StandardOutput.write(result.text + (result.text.hasSuffix("\n") ? "" : "\n"))
    }
  }

  private func subject() throws(DriftlineError) -> WriteReport.Subject {
    if let baseline { return .history(baseline: baseline, stream: stream, from: from, to: to) }
    let path = verdict ?? "-"
    let bytes = try FileAccess.everything.read(whole: path)
    let value: JSONValue
    do { value = try JSONLineParser().parse(Line(bytes)) } catch {
      throw DriftlineError(
        .dataFormat, "\(path): this is no JSON: \(error.problem), at byte \(error.offset)",
        at: path)
    }
    do { return .verdict(try Verdict(json: value.json)) } catch {
      throw DriftlineError(
        .dataFormat, "\(path): this is no verdict: \(error.message)", at: path,
        details: error.details)
    }
  }

  private func settledFormat() throws -> WriteReport.Format {
    if let format { return format }
    guard let output else { return .text }
    let name = output.lowercased()
    if name.hasSuffix(".html") || name.hasSuffix(".htm") { return .html }
    if name.hasSuffix(".json") { return .json }
    if name.hasSuffix(".txt") || name.hasSuffix(".text") { return .text }
    throw ValidationError("\(output): the name tells no format; add --format text, html or json")
  }
}

extension WriteReport.Format: ExpressibleByArgument {}
