import Driftline
private import Foundation

/// A pipe or a terminal: what it gave is kept, first in memory and then in a temporary file, until
/// `forget()` says that nobody will go back.
final class PipeSource: ByteSource {
  let name: String
  private let descriptor: Int32
  private let owned: Bool
  private let kept: Spool
  private var keeps = true
  /// How many of the kept bytes have been given since the last `rewind()`.
  private var offset = 0

  /// Reads a descriptor, and closes it in the end.
  init(owning descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
    owned = true
    kept = Spool(name: name)
  }

  /// Reads standard input.
  init() {
    descriptor = STDIN_FILENO
    name = "stdin"
    owned = false
    kept = Spool(name: name)
  }

  deinit { if owned { close(descriptor) } }

  var positioned: (any PositionedBytes)? { nil }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DriftlineError) -> Int {
    if offset < kept.count {
      let count = try unsafe kept.read(into: buffer, at: offset)
      offset += count
      return count
    }
    while true {
      let count = unsafe readDescriptor(descriptor, buffer)
      if count >= 0 {
        if keeps {
          try unsafe kept.append(.init(rebasing: buffer[..<count]))
          offset += count
        }
        return count
      }
      if errno != EINTR { throw .system("cannot be read", file: name) }
    }
  }

  func rewind() {
    precondition(keeps, "a pipe that forgets cannot go back")
    offset = 0
  }

  func forget() { keeps = false }
}

/// `read`, outside of a class that has a method of that name.
private func readDescriptor(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
  unsafe read(descriptor, buffer.baseAddress, buffer.count)
}

/// Bytes that are kept: the first 16 MiB in memory, all others in a file that has no name.
final class Spool {
  private static let memoryLimit = 16 << 20
  private let name: String
  private var memory: [UInt8] = []
  private var descriptor: Int32 = -1
  private(set) var count = 0

  init(name: String) {
    self.name = name
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Keeps more bytes.
  ///
  /// - Throws: ``DriftlineError`` of kind `resource_exhausted` where the disk is full.
  func append(_ bytes: UnsafeRawBufferPointer) throws(DriftlineError) {
    let inMemory = min(bytes.count, max(0, Spool.memoryLimit - memory.count))
    unsafe memory.append(contentsOf: bytes[..<inMemory])
    count += inMemory
    if inMemory == bytes.count { return }
    if descriptor < 0 { descriptor = try temporaryFile() }
    var rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[inMemory...])
    while unsafe !rest.isEmpty {
      let written = unsafe pwrite(
        descriptor, rest.baseAddress, rest.count, off_t(count - memory.count))
      if written >= 0 {
        count += written
        unsafe rest = .init(rebasing: rest[written...])
      } else if errno != EINTR {
        throw .system("a temporary copy cannot be written", file: name)
      }
    }
  }

  /// Reads some of the bytes from `offset` on, at least one.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(DriftlineError) -> Int {
    if offset < memory.count {
      let end = min(memory.count, offset + buffer.count)
      unsafe buffer.copyBytes(from: memory[offset..<end])
      return end - offset
    }
    let wanted = min(buffer.count, count - offset)
    while true {
      let got = unsafe pread(
        descriptor, buffer.baseAddress, wanted, off_t(offset - memory.count))
      if got > 0 { return got }
      if got == 0 || errno != EINTR { throw .system("a temporary copy cannot be read", file: name) }
    }
  }

  private func temporaryFile() throws(DriftlineError) -> Int32 {
    var template = Array((NSTemporaryDirectory() + "/driftline-XXXXXX").utf8CString)
    let descriptor = unsafe mkstemp(&template)
    guard descriptor >= 0 else { throw .system("a temporary copy cannot be made", file: name) }
    _ = unsafe unlink(template)
    return descriptor
  }
}
