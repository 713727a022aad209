import ArgumentParser
private import Dispatch
import Driftline
import DriftlineBench
import DriftlineInput
private import Foundation

/// Where the results of a benchmark go.
struct BenchOutput: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: .init(
      "A folder for results.json, results.md and results.html; made where it is missing.",
      valueName: "folder"))
  var output: String?

  @Flag(help: "Print the results as JSON, and not as tables.")
  var json = false

  func validate() throws {
    if output == "-" || output?.isEmpty == true {
      throw ValidationError(
        "-o takes the name of a folder; without it the tables go to standard output")
    }
  }

  /// Runs a benchmark and writes what it finds.
  func write(of benchmark: Benchmark, _ parts: [Benchmark.Part]) throws {
    // What cannot be written is known before hours of work.
    if let output { try BenchOutput.make(folder: output) }
    let progress = Progress()
    defer { progress.finish() }
    let command = (["driftline"] + CommandLine.arguments.dropFirst().map(quoted))
      .joined(separator: " ")
    let signals = BenchOutput.cleanUpWhenEnded()
    defer { for one in signals { one.cancel() } }
    let results = try benchmark.run(parts, command: command) { line in progress.enter(line) }
    progress.finish()
    if let output { try BenchOutput.write(results, to: output) }
    try StandardOutput.write(
      json ? results.encoded() + "\n" : BenchTables.markdown(results))
  }

  /// Has peers and samples cleared away where a signal ends the program.
  private static func cleanUpWhenEnded() -> [any DispatchSourceSignal] {
    [SIGINT, SIGTERM, SIGHUP].map { number in
      _ = signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        Leftovers.clear()
        _exit(128 + number)
      }
      source.resume()
      return source
    }
  }

  private static func make(folder: String) throws(DriftlineError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw DriftlineError(
        .dataNotFound, "the folder \(folder) cannot be made: \(error.localizedDescription)",
        at: folder)
    }
  }

  /// Writes the three files.
  private static func write(_ results: BenchResults, to folder: String) throws(DriftlineError) {
    for (name, text) in [
      ("results.json", try results.encoded() + "\n"), ("results.md", BenchTables.markdown(results)),
      ("results.html", BenchPage.html(results)),
    ] {
      try FileAccess.everything.write(Array(text.utf8), to: "\(folder)/\(name)")
    }
  }
}

/// An argument as a shell reads it.
private func quoted(_ argument: String) -> String {
  let plain = argument.allSatisfy { $0.isLetter || $0.isNumber || "-_./=,:+@%".contains($0) }
  if plain, !argument.isEmpty { return argument }
  return "'" + argument.replacing("'", with: "'\\''") + "'"
}
