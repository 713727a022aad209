import Driftline
package import DriftlineInput
private import Foundation

/// Serves requests until the end, whoever brings it about.
///
/// - Parameters:
///   - options: how.
///   - place: where baselines are kept.
///   - access: the files that may be read and written.
///   - input: where requests come from.
///   - output: where replies go.
///   - log: where it says what went wrong.
/// - Returns: the status that the process ends with: 0, or 4 where nobody is there any more. A signal,
///   the end of the parent and a closed output end the process themselves.
package func runWorker(
  _ options: WorkerOptions, place: StorePlace, access: FileAccess, input: Int32, output: Int32,
  log: WorkerLog
) -> Int32 {
  giveBackLargeBlocks()
  openDispatch()
  let room = WorkerRoom()
  let watch = ProcessWatch(output: output) { event in
    log.info("ending: \(event)")
    switch event {
    case .told:
      room.worker?.cancelAll(within: 1.5)
      _exit(0)
    case .orphaned, .deserted:
      _exit(4)
    }
  }
  let worker = Worker(
    options, place: place, access: access, output: output, log: log,
    watchParent: { (process) throws(DriftlineError) in try watch.watch(process) },
    deserted: { _exit(4) })
  room.enter(worker)
  // Larger pipes where the system allows: fewer turns for large lines.
  #if os(Linux)
    _ = fcntl(input, 1_031 /* F_SETPIPE_SZ */, 1 << 20)
  #endif
  worker.serve(input: input)
  return 0
}

/// Has Dispatch open the descriptors that it needs while there are some: it ends the process where it
/// cannot.
private func openDispatch() {
  let isOpen = DispatchSemaphore(value: 0)
  DispatchQueue.global().asyncAfter(deadline: .now() + .microseconds(1)) { isOpen.signal() }
  isOpen.wait()
}

/// The worker, once there is one.
private final class WorkerRoom: Sendable {
  private let state = Guarded<Worker?>(nil)

  var worker: Worker? { state.look(\.self) }

  func enter(_ worker: Worker) { state.with { $0 = worker } }
}
