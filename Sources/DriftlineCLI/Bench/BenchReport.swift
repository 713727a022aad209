import ArgumentParser
import Driftline
import DriftlineBench
import DriftlineInput

/// `driftline bench report`.
struct BenchReport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Puts results together, and writes them as a page, as tables or as JSON.",
    discussion: """
      driftline bench report results/results.json -o page.html
      driftline bench report grid.json minilm.json -o results.md

      The page is one file, without scripts and without anything from elsewhere.
      """)

  @Argument(help: .init("Files with results as JSON.", valueName: "results"))
  var files: [String]

  @Option(
    name: .shortAndLong,
    help: .init(
      "The file to write: its name ends in .html, .md or .json; tables on standard output without it.",
      valueName: "file"))
  var output: String?

  func validate() throws {
    guard let output else { return }
    guard output.hasSuffix(".html") || output.hasSuffix(".md") || output.hasSuffix(".json") else {
      throw ValidationError("\(output): the name ends in none of .html, .md and .json")
    }
  }

  func run() throws {
    var all: [BenchResults] = []
    for file in files {
      let bytes = try FileAccess.everything.read(whole: file)
      do throws(DriftlineError) { all.append(try BenchResults(decoding: bytes)) } catch {
        throw DriftlineError(error.kind, "\(file): \(error.message)", at: file)
      }
    }
    guard var results = all.first else { return }
    for more in all.dropFirst() { results.add(more) }
    guard let output else {
      try StandardOutput.write(BenchTables.markdown(results))
      return
    }
    let text =
      output.hasSuffix(".html")
      ? BenchPage.html(results)
      : output.hasSuffix(".md") ? BenchTables.markdown(results) : try results.encoded() + "\n"
    try FileAccess.everything.write(Array(text.utf8), to: output, sparing: files)
  }
}

/// `driftline bench scenarios`.
struct BenchScenarios: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenarios", abstract: "Lists the scenarios: what changes, and how strongly.")

  @OptionGroup(title: "Output") var page: PageArguments

  func run() throws {
    try page.write(.array(Benchmark.descriptions.map(\.json))) { style in
      Benchmark.descriptions.flatMap { description -> [String] in
        ["\(description.name) (\(description.kind)): \(description.summary)"]
      }
    }
  }
}
