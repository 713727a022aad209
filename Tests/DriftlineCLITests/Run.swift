import Foundation
import Testing

/// One run of the `driftline` that was built beside the tests.
struct Run {
  /// What the program is given as standard output.
  enum Output {
    /// A file, so that no amount of text can block.
    case file
    /// A pipe that nobody reads.
    case unreadPipe
    /// A terminal.
    case terminal
  }

  let status: Int32
  let wasKilled: Bool
  let output: String
  let error: String

  /// Runs the program, and kills it after a minute.
  ///
  /// - Parameters:
  ///   - arguments: what follows the program's name.
  ///   - input: what is piped to standard input; `nil` for nothing.
  ///   - environment: what there is beside a UTF-8 locale and a capable terminal.
  ///   - output: what standard output is.
  ///   - script: a shell script to run instead, in which `"$0"` is the program.
  /// - Throws: where the program could not be started.
  init(
    _ arguments: [String] = [], input: String? = nil, environment: [String: String] = [:],
    output: Output = .file, script: String? = nil
  ) throws {
    let folder = try TemporaryFolder()
    let files = try ["out", "err"].map { name in
      let path = folder.path(name)
      try Data().write(to: URL(fileURLWithPath: path))
      return try #require(FileHandle(forWritingAtPath: path))
    }
    let process = Process()
    if let script {
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", script, Run.executable.path] + arguments
    } else {
      process.executableURL = Run.executable
      process.arguments = arguments
    }
    process.environment = ["LC_ALL": "C.UTF-8", "TERM": "xterm"].merging(environment) { $1 }
    process.standardError = files[1]
    let inputPipe = Pipe()
    process.standardInput = input == nil ? FileHandle.nullDevice : inputPipe
    let terminal = output == .terminal ? try Terminal() : nil
    switch output {
    case .file: process.standardOutput = files[0]
    case .unreadPipe: process.standardOutput = try Run.unreadPipe()
    case .terminal: process.standardOutput = terminal?.programEnd
    }
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    if let input {
      try? inputPipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
      try? inputPipe.fileHandleForWriting.close()
    }
    if ended.wait(timeout: .now() + 60) == .timedOut {
      kill(process.processIdentifier, SIGKILL)
      Issue.record("\(arguments) did not end within a minute")
      _ = ended.wait(timeout: .now() + 5)
    }
    status = process.terminationStatus
    wasKilled = process.terminationReason == .uncaughtSignal
    self.output = try terminal?.whatWasWritten() ?? folder.text("out")
    error = try folder.text("err")
  }

  /// The program beside the bundle of tests.
  static var executable: URL {
    #if os(macOS)
      let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
      let folder = tests?.bundleURL.deletingLastPathComponent() ?? Bundle.main.bundleURL
    #else
      let folder = Bundle.main.bundleURL
    #endif
    return folder.appendingPathComponent("driftline")
  }

  /// The end for writing of a pipe whose other end is closed.
  private static func unreadPipe() throws -> FileHandle {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    return pipe.fileHandleForWriting
  }
}

/// A pseudo-terminal.
private struct Terminal {
  private let ownEnd: FileHandle
  let programEnd: FileHandle

  init() throws {
    var ends: (Int32, Int32) = (-1, -1)
    try #require(openpty(&ends.0, &ends.1, nil, nil, nil) == 0)
    ownEnd = FileHandle(fileDescriptor: ends.0, closeOnDealloc: true)
    programEnd = FileHandle(fileDescriptor: ends.1, closeOnDealloc: true)
  }

  /// What a program that has ended wrote; a few kilobytes at most.
  func whatWasWritten() throws -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let descriptor = ownEnd.fileDescriptor
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count <= 0 { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
  }
}

/// A folder that goes with the value that holds it.
final class TemporaryFolder {
  private let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "driftline-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The path of a file in the folder.
  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// Writes a file and returns its path.
  func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  /// Writes a file and returns its path.
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }

  /// What a file holds.
  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path(name))), as: UTF8.self)
  }
}
