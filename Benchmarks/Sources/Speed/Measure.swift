internal import Foundation

/// The best time of some work and the most memory it took.
struct Measurement {
  /// Seconds of the fastest run.
  let best: Double
  /// Runs that were timed.
  let runs: Int
  /// The process's largest resident set since the timing began, in bytes.
  let peak: Int

  /// Runs the work once to warm up, then up to `runs` times or for about `seconds`; only once where
  /// `runs` is 1.
  init(runs: Int, seconds: Double, _ work: () throws -> Void) rethrows {
    Memory.resetPeak()
    if runs > 1 { try work() }
    var best = Double.infinity
    var done = 0
    let start = ContinuousClock.now
    repeat {
      let before = ContinuousClock.now
      try work()
      best = min(best, (ContinuousClock.now - before) / .seconds(1))
      done += 1
    } while done < min(3, runs)
      || (done < runs && (ContinuousClock.now - start) / .seconds(1) < seconds)
    self.best = best
    self.runs = done
    peak = Memory.peak
  }
}

/// The memory of this process as Linux counts it.
enum Memory {
  /// Lets the peak begin again from what is resident now.
  static func resetPeak() {
    guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return }
    try? file.write(contentsOf: Data("5".utf8))
    try? file.close()
  }

  /// The largest resident set since the last reset, in bytes; 0 where the system does not say.
  static var peak: Int {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
      return 0
    }
    for line in status.split(separator: "\n") where line.hasPrefix("VmHWM:") {
      return (Int(line.split(separator: " ").dropLast().last ?? "") ?? 0) * 1024
    }
    return 0
  }
}
