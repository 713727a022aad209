private import CSystem
package import Driftline
import Foundation

/// Which files may be opened: all that the program's user may open, or only those below some folders.
///
/// Below folders, a path leads to a file where one of the folders contains it as it is written, relative
/// paths taken from the current folder. Links and `..` are followed as long as they stay within that
/// folder; one that leads out of it is refused, also while somebody renames folders meanwhile. A hard link
/// is the file itself, wherever else it has a name. Where the system has no `openat2` (Linux before 5.6,
/// or a sandbox), no symbolic link is followed at all.
package struct FileAccess: Sendable {
  /// All that the program's user may open, pipes and devices too: for a command line.
  package static let everything = FileAccess(folders: nil, allowsPipes: true)

  /// The regular files that the program's user may open; what might not answer is refused.
  package static let regularFiles = FileAccess(folders: nil, allowsPipes: false)

  /// The folders; `nil` for everything.
  let folders: [AllowedFolder]?
  /// Whether FIFOs and standard input may be read, which may keep one waiting for ever, and all kinds of
  /// device where there are no folders.
  package let allowsPipes: Bool

  private init(folders: [AllowedFolder]?, allowsPipes: Bool) {
    self.folders = folders
    self.allowsPipes = allowsPipes
  }

  /// Only what is below some folders, which stay open from now on.
  ///
  /// - Parameters:
  ///   - folders: the folders, one at the least.
  ///   - allowsPipes: whether FIFOs below them may be read.
  ///   - usesOpenat2: whether to open by `openat2` where the system has it.
  /// - Throws: ``DriftlineError`` of kind `data_not_found` where one is no folder or cannot be opened.
  package init(
    below folders: [String], allowsPipes: Bool = false, usesOpenat2: Bool = true
  ) throws(DriftlineError) {
    precondition(!folders.isEmpty, "no folder")
    var opened: [AllowedFolder] = []
    for folder in folders { opened.append(try AllowedFolder(folder, usesOpenat2: usesOpenat2)) }
    self.init(folders: opened, allowsPipes: allowsPipes)
  }

  /// Opens what a path leads to.
  ///
  /// - Parameters:
  ///   - path: a path, not `-`.
  ///   - flags: how to open, beside `O_CLOEXEC` and `O_NOCTTY`; nothing that creates.
  /// - Returns: a descriptor, which the caller closes.
  /// - Throws: ``DriftlineError`` of kind `path_denied` where the path leads out of the folders, and
  ///   `data_not_found` or `resource_exhausted` where the system refuses.
  func open(_ path: String, _ flags: Int32) throws(DriftlineError) -> Int32 {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw .inFile(.dataNotFound, "this is no file's name", file: path)
    }
    // openat2 refuses what O_PATH has no use for.
    let flags = flags | O_CLOEXEC | (flags & pathOnly == 0 ? O_NOCTTY : 0)
    guard folders != nil else {
      let descriptor = retried { unsafe Foundation.open(path, flags) }
      guard descriptor >= 0 else { throw .system("cannot be opened", file: path) }
      return descriptor
    }
    for (folder, rest) in places(of: path) {
      let descriptor = folder.open(rest, flags)
      if descriptor >= 0 { return descriptor }
      // Another of the folders may still contain what a link or `..` leads to.
      if errno == EXDEV || errno == ELOOP { continue }
      throw .system("cannot be opened", file: path)
    }
    throw denied(path)
  }

  /// Opens a file or, where that is allowed, a pipe for reading.
  ///
  /// - Returns: a descriptor, which the caller closes, and its kind, the `S_IFMT` of its mode.
  /// - Throws: ``DriftlineError`` as ``open(_:_:)``, and `data_not_found` for a folder, and for all that is
  ///   not to be read here.
  func openForReading(_ path: String) throws(DriftlineError) -> (descriptor: Int32, kind: mode_t) {
    // Without a writer the opening of a FIFO would wait for one.
    var descriptor = try open(
      path, allowsPipes && folders == nil ? O_RDONLY : O_RDONLY | O_NONBLOCK)
    do throws(DriftlineError) {
      var kind = try fileStatus(of: descriptor, name: path).st_mode & S_IFMT
      if kind == S_IFDIR {
        throw DriftlineError.inFile(
          .dataNotFound, "this is a directory, and a file is needed", file: path)
      }
      if kind == S_IFREG || allowsPipes && folders == nil { return (descriptor, kind) }
      guard kind == S_IFIFO, allowsPipes else {
        throw DriftlineError.inFile(
          .dataNotFound,
          "this is a \(kind == S_IFIFO ? "pipe" : "device or socket"), and only files are read here",
          file: path)
      }
      close(descriptor)
      descriptor = -1
      descriptor = try open(path, O_RDONLY)
      kind = try fileStatus(of: descriptor, name: path).st_mode & S_IFMT
      guard kind == S_IFIFO || kind == S_IFREG else {
        throw DriftlineError.inFile(.dataChanged, "this was a pipe, and is none now", file: path)
      }
      return (descriptor, kind)
    } catch {
      if descriptor >= 0 { close(descriptor) }
      throw error
    }
  }

  /// Opens the folder that a path's last component is in.
  ///
  /// - Returns: a descriptor of the folder, which the caller closes, and the component, which is not `.`
  ///   or `..`.
  /// - Throws: ``DriftlineError`` as ``open(_:_:)``.
  func openParent(of path: String) throws(DriftlineError) -> (folder: Int32, name: String) {
    let cut = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let name = String(cut.map { path[path.index(after: $0)...] } ?? path[...])
    guard !name.isEmpty, name != ".", name != "..", !path.utf8.contains(0) else {
      throw .inFile(.dataNotFound, "this is no file's name", file: path)
    }
    let parent = cut.map { path[...$0] } ?? "./"
    do throws(DriftlineError) {
      return (try open(String(parent), pathOnly | O_DIRECTORY), name)
    } catch {
      throw DriftlineError(
        error.kind, path + error.message.dropFirst(parent.count), at: path, details: error.details)
    }
  }

  /// The folders that contain a path as it is written, the longest first, and what follows in it.
  private func places(of path: String) -> [(folder: AllowedFolder, rest: String)] {
    let wanted = WrittenPath(path).components
    let found = (folders ?? []).flatMap { folder in
      folder.names.filter { wanted.starts(with: $0) }.map { (folder, $0.count) }
    }
    return found.sorted { $0.1 > $1.1 }.map { folder, length in
      (folder, wanted.count == length ? "." : wanted[length...].joined(separator: "/"))
    }
  }

  private func denied(_ path: String) -> DriftlineError {
    let names = (folders ?? []).map(\.path)
    return .inFile(
      .pathDenied,
      "it is not below \(names.joined(separator: " or ")), and nothing else may be opened",
      file: path,
      details: [.init("allowed", .array(names.map(JSON.string)))])
  }
}

/// Calls again what a signal has interrupted.
func retried(_ call: () -> Int32) -> Int32 {
  var result: Int32
  repeat { result = call() } while result < 0 && errno == EINTR
  return result
}
