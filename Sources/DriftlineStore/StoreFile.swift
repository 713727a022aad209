import Driftline
private import Foundation

/// Where a store's file is, and what one may do there.
///
/// Nothing here opens the file. POSIX drops all of a process's locks on a file as soon as the process
/// closes any of its descriptors of it, so only SQLite may have one.
struct StoreFile: Sendable {
  /// The file, with every symbolic link resolved, from the root on.
  let path: String

  /// The folder that the file is in.
  var folder: String { (path as NSString).deletingLastPathComponent }
  /// The write-ahead log beside the file.
  var log: String { path + "-wal" }

  /// Finds the file, and makes the folders that are missing, which only their owner may enter.
  ///
  /// - Throws: `store_corrupt` where the path leads to something that is no file, `store_readonly`
  ///   where the folder cannot be made or the file not be read, `store_full` where there is no room
  ///   for a folder.
  init(at given: String) throws(DriftlineError) {
    guard !given.isEmpty, !given.utf8.contains(0) else {
      throw DriftlineError(.invalidParams, "the store's path is empty or has a zero byte in it")
    }
    let absolute =
      given.hasPrefix("/") ? given : FileManager.default.currentDirectoryPath + "/" + given
    let name = (absolute as NSString).lastPathComponent
    let parent = (absolute as NSString).deletingLastPathComponent
    try Self.makeFolder(parent)
    guard let folder = Self.resolved(parent) else {
      throw Self.refusal(of: parent, errno, "the store's folder cannot be opened")
    }
    let file = (folder == "/" ? "" : folder) + "/" + name
    guard let mode = Self.mode(file, followLinks: false) else {
      guard errno == ENOENT else { throw Self.refusal(of: file, errno, "there can be no store") }
      path = file
      return
    }
    guard let target = Self.resolved(file) else {
      throw mode & S_IFMT == S_IFLNK && errno == ENOENT
        ? DriftlineError(.storeCorrupt, "\(file) is a symbolic link to a file that does not exist")
        : Self.refusal(of: file, errno, "the store cannot be reached")
    }
    path = target
    try check()
  }

  /// Refuses what is there and is no file that can be read.
  private func check() throws(DriftlineError) {
    guard let mode = Self.mode(path, followLinks: true) else {
      throw Self.refusal(of: path, errno, "the store cannot be reached")
    }
    guard mode & S_IFMT == S_IFREG else {
      let what = mode & S_IFMT == S_IFDIR ? "a folder" : "no regular file"
      throw DriftlineError(.storeCorrupt, "\(path) is \(what), and a store is a file")
    }
    guard Self.may(R_OK, path) else {
      throw Self.refusal(of: path, errno, "the store cannot be read")
    }
  }

  /// Whether there is a file now.
  var exists: Bool { Self.mode(path, followLinks: true) != nil }

  /// Whether the file and its folder, where the log is, can be written.
  var isWritable: Bool { Self.may(W_OK, folder) && Self.may(W_OK, path) }

  /// How many bytes are in a file; 0 where there is none.
  static func size(_ path: String) -> Int {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Whether the disk of the folder has no room for a page and no file more.
  var isOutOfRoom: Bool {
    var status = statvfs()
    guard unsafe statvfs(folder, &status) == 0 else { return false }
    let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
    return free < 65_536 || (status.f_files > 0 && status.f_favail == 0)
  }

  /// An empty file that only its owner may read and write, made without opening it.
  static func makeEmpty(_ path: String) throws(DriftlineError) {
    guard unsafe mknod(path, S_IFREG | 0o600, 0) == 0 else {
      throw refusal(of: path, errno, "the store cannot be made")
    }
  }

  /// Gives a finished file its name, unless there is a file of that name: then that one stays.
  func adopt(_ finished: String) throws(DriftlineError) {
    if unsafe link(finished, path) != 0, errno != EEXIST {
      throw Self.refusal(of: path, errno, "the store cannot be made")
    }
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Removes what processes that were killed while they made this store have left beside it.
  func removeAbandoned() {
    let start = (path as NSString).lastPathComponent + ".new-"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix(start) {
      guard let digits = name.dropFirst(start.count).split(separator: "-").first,
        let process = pid_t(digits), process > 0, kill(process, 0) != 0, errno == ESRCH
      else { continue }
      unsafe unlink((folder as NSString).appendingPathComponent(name))
    }
  }

  private static func makeFolder(_ path: String) throws(DriftlineError) {
    if path == "/" || mode(path, followLinks: true) != nil { return }
    try makeFolder((path as NSString).deletingLastPathComponent)
    if unsafe mkdir(path, 0o700) != 0, errno != EEXIST {
      throw refusal(of: path, errno, "the store's folder cannot be made")
    }
  }

  private static func resolved(_ path: String) -> String? {
    guard let real = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  private static func mode(_ path: String, followLinks: Bool) -> mode_t? {
    var status = stat()
    let failed = unsafe followLinks ? stat(path, &status) : lstat(path, &status)
    return failed == 0 ? status.st_mode : nil
  }

  private static func may(_ right: Int32, _ path: String) -> Bool {
    unsafe faccessat(AT_FDCWD, path, right, AT_EACCESS) == 0
  }

  private static func refusal(of path: String, _ code: Int32, _ what: String) -> DriftlineError {
    let kind: DriftlineError.Kind =
      switch code {
      case ENOSPC, EDQUOT: .storeFull
      case EMFILE, ENFILE, ENOMEM: .resourceExhausted
      case ENOTDIR, ELOOP, ENAMETOOLONG: .storeCorrupt
      default: .storeReadonly
      }
    return DriftlineError(kind, "\(what): \(path): \(unsafe String(cString: strerror(code)))")
  }

  /// What tells one file from another, whatever their names.
  struct Identity: Equatable, Sendable {
    let device: UInt64
    let number: UInt64
  }

  /// Which file is at the path now; `nil` where there is none.
  var identity: Identity? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return Identity(
      device: UInt64(truncatingIfNeeded: status.st_dev),
      number: UInt64(truncatingIfNeeded: status.st_ino))
  }
}
