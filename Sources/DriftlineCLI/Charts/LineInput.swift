import Driftline
private import Foundation
private import Synchronization

/// Lines of a file or of standard input, as they come, until there are no more or the user interrupts.
final class LineInput {
  /// The number of the last line, from 1.
  private(set) var number = 0
  /// Whether the user has interrupted.
  private(set) var isInterrupted = false

  private let descriptor: Int32
  private let name: String
  private var buffer: [UInt8] = []
  private var start = 0
  private var hasEnded = false

  /// The longest line: 64 MiB.
  private static let mostBytes = 1 << 26

  /// Opens a file; `-` is standard input.
  ///
  /// From now on an interrupt ends the lines, and not the program.
  ///
  /// - Throws: `data_not_found` where it cannot be opened.
  init(_ path: String) throws(DriftlineError) {
    name = path == "-" ? "standard input" : path
    descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw DriftlineError(
        .dataNotFound, "\(path): \(unsafe String(cString: strerror(errno)))",
        details: [.init("file", .string(path))])
    }
    Interrupts.listen()
  }

  deinit { if descriptor != STDIN_FILENO { close(descriptor) } }

  /// Whether there is another line at hand, without waiting.
  var hasMore: Bool { buffer[start...].contains(UInt8(ascii: "\n")) }

  /// The next line, without its end; `nil` where there is none.
  ///
  /// - Throws: `data_format` for a line that is too long or no UTF-8, and where reading fails.
  func next() throws(DriftlineError) -> String? {
    while true {
      if isInterrupted { return nil }
      if let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { start = end + 1 }
        return try text(start..<end)
      }
      if hasEnded {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return try text(start..<buffer.count)
      }
      try fill()
    }
  }

  private func text(_ range: Range<Int>) throws(DriftlineError) -> String {
    number += 1
    guard let text = String(validating: buffer[range], as: UTF8.self) else {
      throw DriftlineError(.dataFormat, "\(name): line \(number) is not valid UTF-8")
    }
    return text
  }

  private func fill() throws(DriftlineError) {
    buffer.removeFirst(start)
    start = 0
    guard buffer.count < LineInput.mostBytes else {
      throw DriftlineError(
        .dataFormat, "\(name): line \(number + 1) is longer than \(LineInput.mostBytes) bytes")
    }
    guard Interrupts.waitForData(on: descriptor) else {
      isInterrupted = true
      return
    }
    var block = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe read(descriptor, &block, block.count)
    if count < 0, errno != EINTR, errno != EAGAIN {
      throw DriftlineError(
        .dataFormat, "\(name): \(unsafe String(cString: strerror(errno)))",
        details: [.init("file", .string(name))])
    }
    if count == 0 { hasEnded = true }
    if count > 0 { buffer += block[..<count] }
  }
}

/// The user's wish to stop.
private enum Interrupts {
  /// The end of a pipe that an interrupt writes to, and the one to wait at.
  private static let input = Atomic<Int32>(-1)
  private static let output = Atomic<Int32>(-1)

  /// Takes interrupts from now on.
  static func listen() {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    output.store(ends[0], ordering: .relaxed)
    input.store(ends[1], ordering: .releasing)
    for number in [SIGINT, SIGTERM] {
      _ = signal(number) { _ in
        var byte: UInt8 = 1
        _ = unsafe write(Interrupts.input.load(ordering: .acquiring), &byte, 1)
      }
    }
  }

  /// Waits until something can be read, or the user interrupts; `false` for the latter.
  static func waitForData(on descriptor: Int32) -> Bool {
    var waits = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: output.load(ordering: .relaxed), events: Int16(POLLIN), revents: 0),
    ]
    while unsafe poll(&waits, 2, -1) < 0, errno == EINTR {}
    return waits[1].revents == 0
  }
}
