import ArgumentParser
import Driftline
import DriftlineReport
private import Foundation

/// The program: reads the command line, runs it, and turns what went wrong into one line and a
/// status.
@main
struct Program: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "driftline",
    abstract: "Tells whether the distribution of your data has changed.",
    discussion: """
      driftline compare --baseline a.csv --current b.csv
      driftline detectors psi

      Exit status: 0 for success, 1 for drift where asked by --exit-code, 2 for an error in \
      the command line or the data.
      """,
    version: engineVersion,
    subcommands: [Compare.self, Detectors.self])

  static func main() {
    // A reader that goes away shows as an error of the write, and ends the program quietly.
    _ = signal(SIGPIPE, SIG_IGN)
    holdStandardDescriptors()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      end(error)
    }
  }

  /// Ends the program as an error asks for.
  private static func end(_ error: any Error) -> Never {
    if let status = error as? Status { Foundation.exit(status.code) }
    if let failure = error as? DriftlineError { fail(failure.message) }
    guard exitCode(for: error) != .success else {
      try? StandardOutput.write(fullMessage(for: error) + "\n")
      Foundation.exit(0)
    }
    var text = message(for: error)
    if text.hasSuffix(".") { text.removeLast() }
    fail(text + hint(for: error))
  }

  private static func fail(_ message: String) -> Never {
    StandardError.write("driftline: \(printable(message, unicode: Terminal.isUnicode))\n")
    Foundation.exit(2)
  }

  /// Where to read more, for a command line that was not understood.
  private static func hint(for error: any Error) -> String {
    guard !(error is StandardOutput.Failure) else { return "" }
    let name = CommandLine.arguments.dropFirst().first { argument in
      configuration.subcommands.contains { $0.configuration.commandName == argument }
    }
    return "; see driftline \(name.map { $0 + " " } ?? "")--help"
  }
}

/// The way out with a status and nothing more to say.
struct Status: Error {
  let code: Int32

  static let drift = Status(code: 1)
}
