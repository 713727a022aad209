import Driftline
private import Foundation
private import Synchronization

/// Lines of a file or of standard input, as they come, until there are no more or the user interrupts.
final class LineInput {
  /// A line, or what is wrong with it.
  enum Line {
    /// Its text.
    case text(String)
    /// Why it cannot be read.
    case unreadable(String)
  }

  /// The number of the last line, from 1.
  private(set) var number = 0
  /// Whether the user has interrupted.
  private(set) var isInterrupted = false

  private let descriptor: Int32
  private let name: String
  private var buffer: [UInt8] = []
  private var start = 0
  /// Up to where there is no end of a line.
  private var searched = 0
  /// Whether the line that is being read is too long.
  private var isTooLong = false
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
  /// - Throws: `data_format` where reading fails.
  func next() throws(DriftlineError) -> Line? {
    while !isInterrupted {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { (start, searched) = (end + 1, end + 1) }
        return line(start..<end)
      }
      searched = buffer.count
      if hasEnded {
        guard start < buffer.count || isTooLong else { return nil }
        defer { start = buffer.count }
        return line(start..<buffer.count)
      }
      try fill()
    }
    return nil
  }

  private func line(_ range: Range<Int>) -> Line {
    number += 1
    if isTooLong {
      isTooLong = false
      return .unreadable("it is longer than \(LineInput.mostBytes) bytes")
    }
    return String(validating: buffer[range], as: UTF8.self).map(Line.text)
      ?? .unreadable("it is not valid UTF-8")
  }

  private func fill() throws(DriftlineError) {
    buffer.removeFirst(start)
    searched -= start
    start = 0
    if buffer.count >= LineInput.mostBytes { isTooLong = true }
    // What is left of a line that is too long is passed over.
    if isTooLong {
      buffer.removeAll(keepingCapacity: false)
      searched = 0
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
      _ = signal(number) { number in
        var byte: UInt8 = 1
        _ = unsafe write(Interrupts.input.load(ordering: .acquiring), &byte, 1)
        // The second one ends the program, whatever it waits for.
        _ = signal(number, SIG_DFL)
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
