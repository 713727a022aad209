import ArgumentParser
import Driftline
import DriftlineInput
import DriftlineStore
import DriftlineWorker
private import Foundation

/// `driftline worker`.
struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker",
    abstract: "Serves requests on standard input, for any language: docs/protocol.md.",
    usage: "driftline worker [<options>]",
    discussion: """
      echo '{"jsonrpc":"2.0","id":1,"method":"hello"}' | driftline worker
      driftline worker --strict < requests.ndjson > replies.ndjson
      driftline worker --store drift.sqlite --allow-path /data

      A request is a JSON-RPC 2.0 object on a line of its own, and so is its reply. Standard error \
      is a log.
      """)

  @Flag(
    help: """
      One line out for each line in, in order; no notifications, and a silent standard error.
      """)
  var strict = false

  @Option(
    name: .customLong("allow-path"),
    help: .init(
      "Open files only below this folder; repeatable. By default wherever the caller may.",
      valueName: "folder"))
  var folders: [String] = []

  @Option(
    help: .init("The longest line to read; a longer one is answered 1003.", valueName: "bytes"))
  var maxLineBytes = 64 << 20

  @Option(
    help: .init(
      "The longest reply to write; a longer one becomes error 1004.", valueName: "bytes"))
  var maxReplyBytes = 64 << 20

  @Option(help: "What goes to standard error. (default: warn; with --strict: off)")
  var logLevel: WorkerLog.Level?

  @OptionGroup(title: "Store") var place: StoreArguments
  @OptionGroup(title: "Work") var work: ThreadArguments

  func validate() throws {
    guard (1_024...1 << 30).contains(maxLineBytes) else {
      throw ValidationError("--max-line-bytes is \(maxLineBytes); it goes from 1024 to \(1 << 30)")
    }
    guard (1_024...1 << 30).contains(maxReplyBytes) else {
      throw ValidationError(
        "--max-reply-bytes is \(maxReplyBytes); it goes from 1024 to \(1 << 30)")
    }
  }

  func run() throws {
    var options = WorkerOptions(threads: work.count)
    options.isStrict = strict
    options.maximumLine = maxLineBytes
    options.maximumReply = maxReplyBytes
    let level = logLevel ?? (strict ? .off : .warn)
    try serve(options, logging: WorkerLog(level: level))
  }

  /// Opens what the worker needs, and serves until the end.
  private func serve(_ options: WorkerOptions, logging log: WorkerLog) throws {
    let access: FileAccess =
      folders.isEmpty ? .regularFiles : try FileAccess(below: folders)
    let store = place.place
    // A store that was named has to open; one in the usual place is made when it is needed.
    if place.path != nil || ProcessInfo.processInfo.environment["DRIFTLINE_STORE"]?.isEmpty == false
    {
      _ = try store.store()
    } else if (try? store.location()) != nil {
      _ = try store.storeIfThere()
    }
    let streams = try StandardStreams(isSilent: strict && logLevel == nil)
    runWorker(
      options, place: store, access: access, input: streams.input, output: streams.output, log: log)
  }
}

extension WorkerLog.Level: ExpressibleByArgument {}
