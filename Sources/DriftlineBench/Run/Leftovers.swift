private import Foundation
private import Synchronization

/// What a run of the benchmark would leave behind where it is ended from outside: peers and samples.
public enum Leftovers {
  private static let state = Mutex<(processes: Set<Int32>, folders: Set<String>)>(([], []))

  /// Notes a process, which is the leader of a group of its own.
  static func add(process: Int32) { state.withLock { _ = $0.processes.insert(process) } }

  /// Ends a process with its group for good, and forgets it.
  static func end(process: Int32) {
    let isKnown = state.withLock { $0.processes.remove(process) != nil }
    if isKnown { stop(process) }
  }

  /// Notes a folder of samples.
  static func add(folder: String) { state.withLock { _ = $0.folders.insert(folder) } }

  /// Removes a folder with all that is in it.
  static func remove(folder: String) {
    state.withLock { _ = $0.folders.remove(folder) }
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Ends all peers and removes all samples, before the program ends.
  public static func clear() {
    let all = state.withLock { state in
      defer { state = ([], []) }
      return state
    }
    for process in all.processes { stop(process) }
    for folder in all.folders { try? FileManager.default.removeItem(atPath: folder) }
  }

  private static func stop(_ process: Int32) {
    // The group only: its number is nobody else's as long as one of it lives, and else there is none.
    kill(-process, SIGKILL)
  }
}
