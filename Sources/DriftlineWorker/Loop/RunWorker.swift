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
///
/// It returns where all is done. A signal ends the process with 0, and the end of the parent or of
/// whoever reads the replies with 4.
package func runWorker(
  _ options: WorkerOptions, place: StorePlace, access: FileAccess, input: Int32, output: Int32,
  log: WorkerLog
) {
  giveBackLargeBlocks()
  openDispatch()
  // A signal may come before there is a worker to end.
  let running = Guarded<Worker?>(nil)
  let watch = ProcessWatch(output: output) { event in
    switch event {
    case .told:
      running.look(\.self)?.cancelAll(within: 1.5)
      _exit(0)
    case .orphaned, .deserted:
      _exit(4)
    }
  }
  let worker = Worker(
    options, place: place, access: access, output: output, log: log,
    watchParent: { (process) throws(DriftlineError) in try watch.watch(process) },
    deserted: { _exit(4) })
  running.with { $0 = worker }
  worker.serve(input: input)
}

/// Has Dispatch open the descriptors that it needs while there are some: it ends the process where it
/// cannot.
private func openDispatch() {
  let isOpen = DispatchSemaphore(value: 0)
  DispatchQueue.global().asyncAfter(deadline: .now() + .microseconds(1)) { isOpen.signal() }
  isOpen.wait()
}
