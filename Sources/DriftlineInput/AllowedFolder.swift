private import CSystem
import Driftline
private import Foundation

/// A folder that stays open, and below which files are opened.
final class AllowedFolder: Sendable {
  /// The path that was given.
  let path: String
  /// The components of its path, as it was given and without links.
  let names: [[String]]
  private let descriptor: Int32
  private let usesOpenat2: Bool

  /// Opens a folder.
  ///
  /// - Throws: ``DriftlineError`` of kind `data_not_found` where there is none, or it cannot be opened.
  init(_ path: String, usesOpenat2: Bool) throws(DriftlineError) {
    self.path = path
    self.usesOpenat2 = usesOpenat2
    descriptor = try FileAccess.everything.open(path, pathOnly | O_DIRECTORY)
    let written = WrittenPath(path).components
    let resolved = unsafe realpath(path, nil).map { resolved in
      defer { unsafe free(resolved) }
      return unsafe WrittenPath(String(cString: resolved)).components
    }
    names = resolved.map { $0 == written ? [$0] : [$0, written] } ?? [written]
  }

  deinit { close(descriptor) }

  /// Opens what a path leads to below the folder; -1 with `errno`, EXDEV or ELOOP where it leads out or
  /// through a link that is not followed.
  func open(_ rest: String, _ flags: Int32) -> Int32 {
    if usesOpenat2 {
      for _ in 0..<64 {
        let found = retried { unsafe driftline_open_beneath(descriptor, rest, flags) }
        if found >= 0 || ![EAGAIN, ENOSYS, EPERM].contains(errno) { return found }
        // Something was renamed meanwhile, which may have led out.
        if errno != EAGAIN { break }
      }
      if errno == EAGAIN { return -1 }
    }
    return walk(rest, flags)
  }

  /// Opens one component after the other, following no link.
  private func walk(_ rest: String, _ flags: Int32) -> Int32 {
    let components = rest.split(separator: "/").filter { $0 != "." }
    var opened: [Int32] = []
    defer { for folder in opened { close(folder) } }
    for (index, component) in components.enumerated() {
      if component == ".." {
        guard let left = opened.popLast() else {
          errno = EXDEV
          return -1
        }
        close(left)
        continue
      }
      let isLast = index == components.count - 1
      let parent = opened.last ?? descriptor
      let found = retried {
        unsafe openat(
          parent, String(component),
          isLast ? flags | O_NOFOLLOW : pathOnly | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      }
      if found < 0 {
        let code = errno
        errno = isLink(String(component), in: parent) ? ELOOP : code
        return -1
      }
      if isLast {
        // With O_PATH a link is opened itself.
        guard flags & pathOnly == 0 || !isLink(found) else {
          close(found)
          errno = ELOOP
          return -1
        }
        return found
      }
      opened.append(found)
    }
    let folder = opened.last ?? descriptor
    return retried { unsafe openat(folder, ".", flags) }
  }

  private func isLink(_ name: String, in folder: Int32) -> Bool {
    var status = stat()
    return unsafe fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0
      && status.st_mode & S_IFMT == S_IFLNK
  }

  private func isLink(_ descriptor: Int32) -> Bool {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }
}

/// `O_PATH`: opens only where something is.
let pathOnly = driftline_path_flag()

/// The components of a path as it is written, from the root on.
struct WrittenPath {
  /// The components without `.`; `..` only where it follows a name, which may be a link.
  private(set) var components: [String]

  init(_ path: String) {
    // The current folder's path has no links, so that what goes up from it goes up its names.
    components =
      path.hasPrefix("/")
      ? [] : FileManager.default.currentDirectoryPath.split(separator: "/").map(String.init)
    var isAtStart = true
    for component in path.split(separator: "/") where component != "." {
      if component == "..", isAtStart {
        if !components.isEmpty { components.removeLast() }
      } else {
        isAtStart = false
        components.append(String(component))
      }
    }
  }
}
