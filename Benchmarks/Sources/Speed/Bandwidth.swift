internal import CPeers
internal import Dispatch

/// How fast this machine reads memory: a gigabyte of doubles, each read once.
enum Bandwidth {
  /// Gigabytes a second on so many threads, the best of ten runs.
  static func measure(threads: Int) -> Double {
    let count = 1 << 27
    let values = [Double](repeating: 1, count: count)
    let part = count / threads
    let measurement = Measurement(runs: 10, seconds: 3) {
      unsafe values.withUnsafeBufferPointer { values in
        nonisolated(unsafe) let start = values.baseAddress
        DispatchQueue.concurrentPerform(iterations: threads) { index in
          guard let start = unsafe start else { return }
          let sum = unsafe cpeers_sum(start + index * part, part)
          precondition(sum == Double(part), "the sum is \(sum)")
        }
      }
    }
    return Double(part * threads * 8) / measurement.best / 1e9
  }
}
