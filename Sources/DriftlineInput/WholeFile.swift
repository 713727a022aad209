package import Driftline
private import Foundation

/// Small files that are read and written as a whole: baselines, profiles, reports and metrics.
extension FileAccess {
  /// The most bytes that are read: far over any baseline or profile.
  private static let limit = 1 << 30

  /// Reads a whole file; standard input where the path is `-` and pipes are allowed.
  ///
  /// - Throws: ``DriftlineError``: `data_not_found` where it cannot be read, `path_denied` where it may not
  ///   be, `resource_exhausted` where it is too large to be what it should be.
  package func read(whole path: String) throws(DriftlineError) -> [UInt8] {
    let source = try openSource(path: path, access: self)
    source.forget()
    var bytes: [UInt8] = []
    while true {
      try Work.check()
      let some = try source.next(1 << 16)
      if some.isEmpty { return bytes }
      bytes += some
      guard bytes.count <= Self.limit else {
        throw .inFile(
          .resourceExhausted, "over \(Self.limit) bytes, more than any baseline or profile has",
          file: path)
      }
    }
  }

  /// Writes a whole file.
  ///
  /// The file is there as a whole or not at all: it is written beside its place, to the disk, and
  /// renamed. What was there before stays until then. Below folders a link is not written through.
  ///
  /// - Parameters:
  ///   - bytes: what the file shall hold.
  ///   - path: where, not `-`.
  ///   - inputs: files that must not be replaced.
  /// - Throws: ``DriftlineError``: `invalid_params` where one of `inputs` would be replaced;
  ///   `path_denied` where the place is not among what may be opened; `resource_exhausted` where there is
  ///   no room, `data_not_found` where the place cannot be written.
  package func write(
    _ bytes: [UInt8], to path: String, sparing inputs: [String] = []
  ) throws(DriftlineError) {
    let place = try WrittenFile(path, access: self)
    defer { place.close() }
    if let input = inputs.first(where: place.isSame) {
      throw DriftlineError(
        .invalidParams, "\(path) is \(input), which this would replace; name another file", at: path
      )
    }
    try place.replace(with: bytes)
  }
}

/// A file that is to be written: an open folder, and a name in it.
private struct WrittenFile {
  /// What messages call it.
  private let path: String
  private let folder: Int32
  private let name: String
  /// What is there already.
  private let status: stat?

  init(_ path: String, access: FileAccess) throws(DriftlineError) {
    self.path = path
    // Links are followed where everything may be opened.
    let resolved =
      access.folders != nil
      ? nil
      : unsafe realpath(path, nil).map { resolved in
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
      }
    do throws(DriftlineError) {
      (folder, name) = try access.openParent(of: resolved ?? path)
    } catch {
      guard error.kind != .pathDenied else { throw error }
      throw DriftlineError(
        error.kind, error.message.replacing("cannot be opened", with: "cannot be written"),
        at: path, details: error.details)
    }
    var found = stat()
    let isThere = unsafe fstatat(folder, name, &found, AT_SYMLINK_NOFOLLOW) == 0
    status = isThere ? found : nil
    guard isThere, access.folders != nil || !access.allowsPipes else { return }
    let kind = found.st_mode & S_IFMT
    if kind == S_IFREG { return }
    Foundation.close(folder)
    throw .inFile(
      kind == S_IFLNK ? .pathDenied : .dataNotFound,
      kind == S_IFLNK
        ? "this is a link, which is not written through; name the file itself"
        : "this is no file, and only files are written here", file: path)
  }

  func close() { Foundation.close(folder) }

  /// Whether another path leads to what is there.
  func isSame(_ other: String) -> Bool {
    var found = stat()
    guard let status, other != "-", unsafe stat(other, &found) == 0 else { return false }
    return status.st_dev == found.st_dev && status.st_ino == found.st_ino
  }

  func replace(with bytes: [UInt8]) throws(DriftlineError) {
    // A device or a FIFO is written to, and never replaced.
    if let status, status.st_mode & S_IFMT != S_IFREG {
      return try fill(name, with: bytes, flags: O_WRONLY)
    }
    var attempt = 0
    var temporary = ""
    while true {
      temporary = "\(name).new-\(getpid())" + (attempt == 0 ? "" : "-\(attempt)")
      do throws(DriftlineError) {
        try fill(
          temporary, with: bytes, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
          mode: (status?.st_mode).map { $0 & 0o777 } ?? 0o666)
        break
      } catch {
        // Another thread is writing the same file, or a process of this number was killed as it did.
        guard error.kind == .busy, attempt < 1_000 else { throw error }
        attempt += 1
      }
    }
    guard unsafe renameat(folder, temporary, folder, name) == 0 else {
      let failure = failure()
      unsafe unlinkat(folder, temporary, 0)
      throw failure
    }
  }

  /// Writes bytes to a file of the folder, to the disk where it is a new one, which is gone where that
  /// fails.
  private func fill(
    _ name: String, with bytes: [UInt8], flags: Int32, mode: mode_t = 0
  ) throws(DriftlineError) {
    let descriptor = retried {
      unsafe openat(folder, name, flags | O_CLOEXEC | O_NOCTTY, mode)
    }
    guard descriptor >= 0 else {
      throw errno == EEXIST ? DriftlineError(.busy, "\(name) is there") : failure()
    }
    defer { Foundation.close(descriptor) }
    var code = writeAll(bytes, to: descriptor)
    let isNew = flags & O_CREAT != 0
    if code == nil, isNew, fsync(descriptor) != 0 { code = errno }
    guard let code else { return }
    if isNew { unsafe unlinkat(folder, name, 0) }
    throw failure(code)
  }

  private func failure(_ code: Int32 = errno) -> DriftlineError {
    let isFull = [ENOSPC, EDQUOT, EFBIG].contains(code)
    return DriftlineError(
      isFull ? .resourceExhausted : .dataNotFound,
      "\(path): cannot be written: \(unsafe String(cString: strerror(code)))", at: path)
  }
}

/// Writes all bytes; returns the system's error where it cannot.
package func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
  var done = 0
  return unsafe bytes.withUnsafeBytes { bytes in
    while done < bytes.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = unsafe Foundation.write(descriptor, rest.baseAddress, rest.count)
      if count >= 0 {
        done += count
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }
}
