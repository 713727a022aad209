internal import DriftlineKernels
internal import Foundation

/// Processor seconds of the calling thread: what others do on this machine does not count.
func threadSeconds() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// The least processor seconds of some work, of `runs`.
func best(_ runs: Int = 7, _ work: () -> Void) -> Double {
  (0..<runs).reduce(.infinity) { least, _ in
    let start = threadSeconds()
    work()
    return min(least, threadSeconds() - start)
  }
}

/// The least seconds of two pieces of work, run in turn.
func bestOfBoth(_ runs: Int = 7, _ own: () -> Void, _ peer: () -> Void) -> (Double, Double) {
  (0..<runs).reduce((.infinity, .infinity)) { least, _ in
    (min(least.0, best(1, own)), min(least.1, best(1, peer)))
  }
}

/// Rows of pseudo-random numbers in -1..<1, in memory with large pages.
func randomRows(_ count: Int, _ dimensions: Int) -> RowStorage<Float> {
  let rows = RowStorage<Float>(count: count, dimensions: dimensions)
  var state: UInt64 = 1
  for index in 0..<count * dimensions {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    unsafe rows.buffer[index] = Float(Int32(truncatingIfNeeded: state >> 32)) * 0x1p-31
  }
  return rows
}

/// One line of the table.
func line(_ name: String, _ columns: String...) {
  print("| \(name) | " + columns.joined(separator: " | ") + " |")
}

/// A number with so many digits behind the point.
func text(_ value: Double, _ digits: Int = 2) -> String {
  String(format: "%.\(digits)f", value)
}
