import Driftline
internal import Foundation

/// A regular file that stays open: read with `pread`, so by several threads at once.
///
/// `pread` rather than `mmap`: a file that is cut short while it is mapped ends the process with
/// SIGBUS, and here it is an error.
final class OpenFile: PositionedBytes {
  let name: String
  let size: Int
  private let descriptor: Int32
  private let identity: FileIdentity

  /// Takes over a descriptor of a regular file.
  init(owning descriptor: Int32, name: String) throws(DriftlineError) {
    self.descriptor = descriptor
    self.name = name
    identity = try FileIdentity(of: descriptor, name: name)
    size = identity.size
  }

  deinit { close(descriptor) }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(DriftlineError) {
    guard try unsafe readWhatThereIs(into: buffer, at: offset) == buffer.count else {
      throw changed
    }
  }

  /// Reads until the buffer is full or the file ends; returns how many bytes there were.
  func readWhatThereIs(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(DriftlineError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled))
      if count == 0 { break }
      if count > 0 {
        filled += count
      } else if errno != EINTR {
        throw .system("cannot be read", file: name)
      }
    }
    return filled
  }

  func checkUnchanged() throws(DriftlineError) {
    if try FileIdentity(of: descriptor, name: name) != identity { throw changed }
  }

  /// Tells the system that the file is about to be read from an offset to its end.
  func announceReading(from offset: Int) {
    #if os(Linux)
      _ = posix_fadvise(descriptor, off_t(offset), 0, POSIX_FADV_SEQUENTIAL)
    #endif
  }

  private var changed: DriftlineError {
    .inFile(.dataChanged, "the file changed while it was read; it has to stay as it is", file: name)
  }
}

/// What tells whether a file is still the same: where it is, how long, and when it was written.
private struct FileIdentity: Equatable {
  let size: Int
  private let device: UInt64
  private let inode: UInt64
  private let seconds: Int
  private let nanoseconds: Int

  init(of descriptor: Int32, name: String) throws(DriftlineError) {
    let status = try fileStatus(of: descriptor, name: name)
    size = Int(status.st_size)
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(truncatingIfNeeded: status.st_ino)
    #if os(Linux)
      let time = status.st_mtim
    #else
      let time = status.st_mtimespec
    #endif
    seconds = Int(time.tv_sec)
    nanoseconds = Int(time.tv_nsec)
  }
}

/// What the system says of an open file.
func fileStatus(of descriptor: Int32, name: String) throws(DriftlineError) -> stat {
  var status = stat()
  guard unsafe fstat(descriptor, &status) == 0 else {
    throw .system("cannot be looked at", file: name)
  }
  return status
}

/// Opens a path: a regular file for reading at any place, all else as a stream.
///
/// - Throws: ``DriftlineError`` of kind `data_not_found` with the reason: there is no such file, it
///   is a directory, or may not be read; `path_denied` where it is not among what may be opened;
///   `resource_exhausted` where no more files can be opened.
func openSource(path: String, access: FileAccess) throws(DriftlineError) -> any ByteSource {
  if path == "-" {
    guard access.allowsPipes, access.folders == nil else {
      throw .inFile(
        .dataNotFound, "standard input is not read here; name a file", file: path)
    }
    return PipeSource()
  }
  let (descriptor, kind) = try access.openForReading(path)
  if kind == S_IFREG { return FileSource(try OpenFile(owning: descriptor, name: path)) }
  return PipeSource(owning: descriptor, name: path)
}

/// A regular file, read from its first byte to its last.
final class FileSource: ByteSource {
  private let file: OpenFile
  private var offset = 0

  init(_ file: OpenFile) {
    self.file = file
    file.announceReading(from: 0)
  }

  var name: String { file.name }
  var positioned: (any PositionedBytes)? { file }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DriftlineError) -> Int {
    let count = try unsafe file.readWhatThereIs(into: buffer, at: offset)
    offset += count
    // At the end: a file that was cut, grown or written to meanwhile gave no one state of itself.
    if count < buffer.count { try file.checkUnchanged() }
    return count
  }

  func rewind() throws(DriftlineError) {
    try file.checkUnchanged()
    offset = 0
  }

  func forget() {}
}

extension DriftlineError {
  /// What the system's last error says about a file.
  static func system(_ problem: String, file: String) -> DriftlineError {
    let code = errno
    let exhausted = [EMFILE, ENFILE, ENOMEM, ENOSPC, EDQUOT].contains(code)
    let reason = unsafe String(cString: strerror(code))
    return .inFile(
      exhausted ? .resourceExhausted : .dataNotFound, "\(problem): \(reason)", file: file)
  }
}
