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
      driftline baseline fit sales january.csv
      driftline check sales today.csv --exit-code
      driftline watch --chart ewma --mean 10 --sigma 1 values.txt
      driftline detectors psi
      driftline --version

      Exit status: 0 for success, 1 for drift where asked by --exit-code, 2 for an error in \
      the command line or the data, 3 where the store of baselines is busy, damaged, full or \
      cannot be written.
      """,
    subcommands: [
      Compare.self, BaselineCommand.self, Check.self, ProfileCommand.self, StreamCommand.self,
      Report.self, Watch.self, Design.self, Detectors.self, ChartList.self, BenchCommand.self,
      WorkerCommand.self,
    ])

  static func main() {
    // A reader that goes away shows as an error of the write, and ends the program quietly.
    // So does a file that may not grow any further.
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
    let isOutputClosed = holdStandardDescriptors()
    do {
      try requireTexts()
      // Not the configuration's own version, which would be an option of every subcommand, where
      // `--version` is that of a baseline.
      if CommandLine.arguments.dropFirst().elementsEqual(["--version"]) {
        try StandardOutput.write(engineVersion + "\n")
        leave(0)
      }
      var command = try parseAsRoot()
      // Nobody would ever read a reply.
      if isOutputClosed, command is WorkerCommand { leave(4) }
      try command.run()
      leave(0)
    } catch {
      end(error)
    }
  }

  /// Ends the program as an error asks for.
  private static func end(_ error: any Error) -> Never {
    if let status = error as? Status { leave(status.code) }
    if let failure = error as? DriftlineError {
      fail(failure.message, status: failure.kind.isOfStore ? 3 : 2)
    }
    guard exitCode(for: error) != .success else {
      _ = try? StandardOutput.write(fullMessage(for: error) + "\n")
      leave(0)
    }
    var text = message(for: error)
    if text.hasSuffix(".") { text.removeLast() }
    fail(text + hint(for: error))
  }

  private static func fail(_ message: String, status: Int32 = 2) -> Never {
    let isUnicode = Terminal.isUnicode
    let line = shortened(printable(message, unicode: isUnicode), to: 2_000, unicode: isUnicode)
    StandardError.write("driftline: \(line)\n")
    leave(status)
  }

  /// Ends the program at once: what libraries do at the exit of a process waits for threads, which
  /// never end where there is no memory for them.
  private static func leave(_ status: Int32) -> Never {
    fflush(nil)
    _exit(status)
  }

  /// Refuses arguments that are no UTF-8: decoded all the same, different names would become one.
  private static func requireTexts() throws(DriftlineError) {
    for index in 0..<Int(CommandLine.argc) {
      guard let argument = unsafe CommandLine.unsafeArgv[index],
        unsafe String(validatingCString: argument) == nil
      else { continue }
      throw DriftlineError(
        .invalidParams, "argument \(index), \(CommandLine.arguments[index]), is not valid UTF-8")
    }
  }

  /// Where to read more, for a command line that was not understood.
  private static func hint(for error: any Error) -> String {
    guard !(error is StandardOutput.Failure) else { return "" }
    var words = ["driftline"]
    var commands = configuration.subcommands
    for argument in CommandLine.arguments.dropFirst() {
      guard let command = commands.first(where: { $0.configuration.commandName == argument })
      else { continue }
      words.append(argument)
      commands = command.configuration.subcommands
    }
    return "; see \(words.joined(separator: " ")) --help"
  }
}

extension DriftlineError.Kind {
  /// Whether the store is to blame, and neither the command line nor the data.
  fileprivate var isOfStore: Bool {
    switch self {
    case .storeBusy, .storeCorrupt, .storeReadonly, .storeFull: true
    default: false
    }
  }
}

/// The way out with a status and nothing more to say.
struct Status: Error {
  let code: Int32

  static let drift = Status(code: 1)
}
