internal import Driftline
private import Foundation

/// A folder for samples, which is removed at the end.
struct ScratchFolder {
  /// Where it is.
  let path: String

  /// Makes one, in memory where the system has such a place.
  ///
  /// - Throws: `resource_exhausted` where it cannot be made.
  init() throws(DriftlineError) {
    let manager = FileManager.default
    let shared = "/dev/shm"
    let isShared = manager.isWritableFile(atPath: shared)
    let parent = isShared ? shared : manager.temporaryDirectory.path
    path = "\(parent)/driftline-bench-\(UUID().uuidString)"
    do {
      try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw DriftlineError(
        .resourceExhausted,
        "no folder for samples can be made in \(parent): \(error.localizedDescription)", at: parent)
    }
    Leftovers.add(folder: path)
  }

  /// Removes it with all that is in it.
  func remove() { Leftovers.remove(folder: path) }
}
