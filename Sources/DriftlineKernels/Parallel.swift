import Dispatch
import Synchronization

/// Rows in one block of a reduction.
///
/// Results are folded block by block, in order, so that they do not depend on the number of threads.
/// 65 536 doubles are 512 KiB, half a core's second-level cache on the machines we know.
package let rowsPerBlock = 65_536

/// Runs `body` once for every index in `0..<count`, on at most `threads` threads.
///
/// Which thread runs which index is not fixed: `body` writes only to what belongs to its index.
/// Kernels hand it pointers as `nonisolated(unsafe)`: the compiler cannot see that the rows and
/// slots of two indices do not overlap, and that the buffers outlive the call, which waits for all.
package func concurrently(
  count: Int, threads: Int, _ body: @Sendable (_ index: Int) -> Void
) {
  concurrently(count: count, threads: threads) { index, _ in body(index) }
}

/// The same, and tells `body` which worker runs it, in `0..<min(threads, count)`.
///
/// Calls of one worker follow one another, so `body` may also write to what belongs to its worker.
package func concurrently(
  count: Int, threads: Int, _ body: @Sendable (_ index: Int, _ worker: Int) -> Void
) {
  precondition(threads >= 1, "threads is \(threads), and at least 1 is needed")
  let workers = min(threads, count)
  guard workers > 1 else {
    for index in 0..<max(count, 0) { body(index, 0) }
    return
  }
  let next = Atomic(0)
  DispatchQueue.concurrentPerform(iterations: workers) { worker in
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      if index >= count { return }
      body(index, worker)
    }
  }
}
