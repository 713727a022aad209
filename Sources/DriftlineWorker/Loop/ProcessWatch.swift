package import Driftline
private import DriftlineInput
private import Foundation

/// Watches what ends a worker from outside: signals, the end of its parent, and a reader of its
/// replies that goes away.
///
/// A thread of its own waits for all of them, so that they are seen whatever the others do. A parent
/// is watched by its pidfd: its end shows also where somebody else holds the other end of standard
/// input, and unlike with `PR_SET_PDEATHSIG` the end of the thread that spawned the worker is none.
package final class ProcessWatch: Sendable {
  /// What has happened.
  package enum Event: Sendable {
    /// SIGTERM or SIGINT.
    case told
    /// A parent has ended.
    case orphaned
    /// Nobody reads what is written.
    case deserted
  }

  /// The descriptor that signals are written to by their handler, and new parents by ``watch(_:)``.
  ///
  /// Written once, before the handler is there, and only read from then on: a handler may touch nothing
  /// that has a lock.
  nonisolated(unsafe) private static var bell: Int32 = -1

  /// The descriptors of the processes that are watched, by their numbers.
  private let parents = Guarded<[Int32: Int32]>([:])
  private let output: Int32
  private let happened: @Sendable (Event) -> Void

  /// Begins to watch for SIGTERM, SIGINT and the end of the process that spawned this one.
  ///
  /// - Parameters:
  ///   - output: where replies go.
  ///   - happened: called for each event, on the thread that watches.
  package init(output: Int32, happened: @escaping @Sendable (Event) -> Void) {
    self.output = output
    self.happened = happened
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { preconditionFailure("no pipe: \(errno)") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    unsafe ProcessWatch.bell = ends[1]
    for number in [SIGTERM, SIGINT] {
      _ = signal(number) { _ in
        var byte = UInt8(ascii: "!")
        let saved = errno
        _ = unsafe write(ProcessWatch.bell, &byte, 1)
        errno = saved
      }
    }
    let parent = getppid()
    let isWatched: Bool
    do {
      try watch(parent)
      isWatched = true
    } catch { isWatched = false }
    let listening = ends[0]
    startThread("watch") { self.run(listening, looksFor: isWatched ? nil : parent) }
  }

  /// Watches another process too.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params` where there is none of that number.
  package func watch(_ process: Int32) throws(DriftlineError) {
    if parents.look({ $0[process] != nil }) { return }
    let descriptor = openProcess(process)
    guard descriptor >= 0 else {
      throw DriftlineError(
        .invalidParams,
        "process \(process) cannot be watched: \(unsafe String(cString: strerror(errno)))",
        at: "parent_pid")
    }
    parents.with { $0[process] = descriptor }
    var byte = UInt8(ascii: "+")
    _ = unsafe write(ProcessWatch.bell, &byte, 1)
  }

  /// Waits for what happens; where the parent has no pidfd, its number is looked at four times a
  /// second.
  private func run(_ bell: Int32, looksFor parent: pid_t?) {
    var isOutputWatched = true
    var parent = parent
    while true {
      let parents = parents.look { Array($0.values) }
      var places = [pollfd(fd: bell, events: Int16(POLLIN), revents: 0)]
      // Without a wish for events, only the loss of the reader shows.
      places.append(pollfd(fd: isOutputWatched ? output : -1, events: 0, revents: 0))
      places += parents.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      let count = unsafe poll(&places, nfds_t(places.count), parent == nil ? -1 : 250)
      if let number = parent, getppid() != number {
        parent = nil
        happened(.orphaned)
      }
      guard count > 0 else { continue }
      if places[2...].contains(where: { $0.revents != 0 }) {
        happened(.orphaned)
        self.parents.with { $0.removeAll() }
      }
      if places[1].revents & Int16(POLLERR | POLLHUP | POLLNVAL) != 0 {
        isOutputWatched = false
        happened(.deserted)
      }
      if places[0].revents != 0 {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = unsafe read(bell, &bytes, bytes.count)
        if count > 0, bytes[..<count].contains(UInt8(ascii: "!")) { happened(.told) }
      }
    }
  }
}
