internal import Driftline
internal import Foundation

/// A process that is given lines and answers each with a line.
///
/// Its standard error is ours.
struct LinePipe {
  private let command: String
  /// Seconds that an answer may take.
  var patience: Double
  /// The most bytes of an answer.
  private static let longest = 64 << 20
  private let process: Process
  private let input: FileHandle
  private let output: FileHandle
  /// What was read beyond the last answer.
  private var rest = Data()

  /// Starts a command in a shell.
  ///
  /// - Throws: `data_not_found` where it cannot be started.
  init(command: String, patience: Double) throws(DriftlineError) {
    self.command = command
    self.patience = patience
    process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    let (toPeer, fromPeer) = (Pipe(), Pipe())
    process.standardInput = toPeer
    process.standardOutput = fromPeer
    do {
      try process.run()
    } catch {
      throw DriftlineError(
        .dataNotFound, "the peer \"\(command)\" cannot be started: \(error.localizedDescription)",
        at: "peer")
    }
    Leftovers.add(process: process.processIdentifier)
    input = toPeer.fileHandleForWriting
    output = fromPeer.fileHandleForReading
  }

  /// Writes a line and waits for the answer.
  ///
  /// - Throws: `data_format` where the process has ended, or says nothing for too long.
  mutating func exchange(_ line: Data) throws(DriftlineError) -> Data {
    do {
      try input.write(contentsOf: line + [UInt8(ascii: "\n")])
    } catch {
      throw complaint("it has ended")
    }
    let deadline = ContinuousClock.now + .seconds(patience)
    var searched = 0
    while true {
      if let end = rest[(rest.startIndex + searched)...].firstIndex(of: UInt8(ascii: "\n")) {
        let answer = rest[..<end]
        rest = Data(rest[(end + 1)...])
        return Data(answer)
      }
      searched = rest.count
      let left = (deadline - .now) / .seconds(1)
      guard left > 0 else {
        Leftovers.end(process: process.processIdentifier)
        throw complaint("it has said nothing for \(Int(patience)) seconds")
      }
      var wait = pollfd(fd: output.fileDescriptor, events: Int16(POLLIN), revents: 0)
      let ready = unsafe poll(&wait, 1, Int32(min(left * 1_000, 1e6).rounded(.up)))
      if ready == 0 || (ready < 0 && errno == EINTR) { continue }
      let more = output.availableData
      if more.isEmpty { throw complaint("it has ended without an answer") }
      rest += more
      guard rest.count <= Self.longest else {
        Leftovers.end(process: process.processIdentifier)
        throw complaint("an answer is longer than \(Self.longest >> 20) MiB")
      }
    }
  }

  /// Ends the process: by the end of its input, and where that is not enough, for good.
  func close() {
    try? input.close()
    for _ in 0..<40 where process.isRunning { usleep(50_000) }
    Leftovers.end(process: process.processIdentifier)
  }

  /// What is wrong with the peer.
  func complaint(_ what: String) -> DriftlineError {
    let name = command.count > 100 ? command.prefix(100) + "..." : command[...]
    return DriftlineError(
      .dataFormat, "the peer \"\(name)\" does not answer as it should: \(what)", at: "peer")
  }
}
