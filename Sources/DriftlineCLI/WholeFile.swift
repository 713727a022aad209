import Driftline
import DriftlineReport
private import Foundation

/// Small files that are read and written as a whole: profiles, and exports of baselines.
enum WholeFile {
  /// The most bytes that are read: far over any baseline or profile.
  private static let limit = 1 << 30

  /// Reads a file, or standard input where the path is `-`.
  ///
  /// - Throws: ``DriftlineError``: `data_not_found` where it cannot be read, `resource_exhausted` where
  ///   it is too large to be what it should be.
  static func read(_ path: String) throws(DriftlineError) -> [UInt8] {
    let descriptor =
      unsafe path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw failure(.dataNotFound, path, "cannot be opened") }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { buffer in
        unsafe Foundation.read(descriptor, buffer.baseAddress, buffer.count)
      }
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure(.dataNotFound, path, "cannot be read")
      }
      bytes += buffer[..<count]
      guard bytes.count <= limit else {
        throw DriftlineError(
          .resourceExhausted, "\(path): over \(limit) bytes, more than any baseline or profile has",
          at: path)
      }
    }
  }

  /// Writes a file, or standard output where the path is `-`.
  ///
  /// The file is there as a whole or not at all: it is written beside its place, to the disk, and
  /// renamed. What was there before stays until then.
  ///
  /// - Throws: ``DriftlineError``: `invalid_params` where standard output is a terminal,
  ///   or one of the files in `sparing` would be replaced; `resource_exhausted` where there is no room,
  ///   `data_not_found` where the place cannot be written; ``StandardOutput/Failure``.
  static func write(_ bytes: [UInt8], to path: String, sparing inputs: [String]) throws {
    if path == "-" {
      guard isatty(STDOUT_FILENO) == 0 else {
        throw DriftlineError(
          .invalidParams, "standard output is a terminal, and these bytes are no text; name a file")
      }
      return try StandardOutput.write(bytes)
    }
    if let input = inputs.first(where: { isSame($0, path) }) {
      throw DriftlineError(
        .invalidParams, "\(path) is \(input), which this would replace; name another file", at: path
      )
    }
    let place = unsafe realpath(path, nil).map { resolved in
      defer { unsafe free(resolved) }
      return unsafe String(cString: resolved)
    }
    try replace(place ?? path, with: bytes)
  }

  /// Whether two paths lead to one file.
  private static func isSame(_ a: String, _ b: String) -> Bool {
    var (first, second) = (stat(), stat())
    guard a != "-", unsafe stat(a, &first) == 0, unsafe stat(b, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  private static func replace(_ path: String, with bytes: [UInt8]) throws(DriftlineError) {
    var status = stat()
    let isThere = unsafe stat(path, &status) == 0
    // A device or a FIFO is written to, and never replaced.
    guard !isThere || status.st_mode & S_IFMT == S_IFREG else {
      return try fill(path, with: bytes, flags: O_WRONLY)
    }
    let temporary = "\(path).new-\(getpid())"
    do throws(DriftlineError) {
      try fill(
        temporary, with: bytes, flags: O_WRONLY | O_CREAT | O_EXCL,
        mode: isThere ? status.st_mode & 0o777 : 0o666, isKept: true, name: path)
      guard unsafe rename(temporary, path) == 0 else {
        throw failure(.dataNotFound, path, "cannot be written")
      }
    } catch {
      unsafe unlink(temporary)
      throw error
    }
  }

  private static func fill(
    _ path: String, with bytes: [UInt8], flags: Int32, mode: mode_t = 0, isKept: Bool = false,
    name: String? = nil
  ) throws(DriftlineError) {
    let name = name ?? path
    let descriptor = unsafe open(path, flags | O_CLOEXEC | O_NOCTTY, mode)
    guard descriptor >= 0 else { throw failure(.dataNotFound, name, "cannot be written") }
    defer { close(descriptor) }
    if let code = writeAll(bytes, to: descriptor) {
      throw failure(.dataNotFound, name, "cannot be written", code)
    }
    if isKept, fsync(descriptor) != 0 { throw failure(.dataNotFound, name, "cannot be written") }
  }

  private static func failure(
    _ kind: DriftlineError.Kind, _ path: String, _ what: String, _ code: Int32 = errno
  ) -> DriftlineError {
    let isFull = [ENOSPC, EDQUOT, EFBIG].contains(code)
    return DriftlineError(
      isFull ? .resourceExhausted : kind,
      "\(path): \(what): \(unsafe String(cString: strerror(code)))", at: path)
  }
}
