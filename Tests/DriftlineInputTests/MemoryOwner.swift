import Foundation
import Testing

/// A Python program beside the tests that holds memory, and does to it what it is told.
final class MemoryOwner {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  /// Runs a line of Python for each line it is sent, and answers with what it evaluates to.
  private static let program = """
    import fcntl, os, socket, sys
    for line in sys.stdin:
        try:
            print(eval(line), flush=True)
        except Exception as error:
            print(repr(error), flush=True)
    """

  /// Starts it.
  init() throws {
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", Self.program]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  deinit { end() }

  var number: Int32 { process.processIdentifier }

  /// Evaluates an expression there.
  @discardableResult
  func evaluate(_ expression: String) throws -> String {
    try input.fileHandleForWriting.write(contentsOf: Data((expression + "\n").utf8))
    var line: [UInt8] = []
    while line.last != UInt8(ascii: "\n") {
      let byte = try #require(try output.fileHandleForReading.read(upToCount: 1)?.first)
      line.append(byte)
    }
    return String(decoding: line.dropLast(), as: UTF8.self)
  }

  /// Makes a memfd there that holds bytes; gives its descriptor.
  func memory(_ bytes: [UInt8], canBeSealed: Bool = true) throws -> Int32 {
    let flags = canBeSealed ? "os.MFD_ALLOW_SEALING" : "0"
    let descriptor = try number(of: "os.memfd_create('numbers', \(flags))")
    try evaluate("os.write(\(descriptor), bytes(\(bytes)))")
    return descriptor
  }

  /// Evaluates an expression that gives a whole number.
  func number(of expression: String) throws -> Int32 {
    let text = try evaluate(expression)
    return try #require(Int32(text), "\(text)")
  }

  /// Ends it, and waits until it is gone.
  func end() {
    guard process.isRunning else { return }
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}
