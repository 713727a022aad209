internal import Driftline
private import Foundation

#if canImport(Glibc)
  private import Glibc
#endif

/// The best time of some work, and the memory that it took.
struct Timing {
  /// Seconds of the fastest run.
  var best: Double
  /// Runs that were timed.
  var runs = 1
  /// Bytes that the process grew by at its highest, in the first run; `nil` where that is unknown.
  var peak: Double?

  /// Runs the work once, and where that took no longer than `budget` seconds again.
  ///
  /// It is then run at least three times, and until the budget is spent; the first run is no more
  /// than the warm-up. Work of up to four budgets is run a second time, since fresh memory and cold
  /// caches make the first one slow; longer work is not.
  init(
    budget: Double, _ work: () throws(DriftlineError) -> Void
  ) throws(DriftlineError) {
    ProcessMemory.resetPeak()
    let before = ProcessMemory.resident
    let first = try Self.seconds(work)
    if let before, let highest = ProcessMemory.peak { peak = Double(max(highest - before, 0)) }
    let isLong = first > budget
    (best, runs) = isLong ? (first, 1) : (.infinity, 0)
    guard first <= 4 * budget else { return }
    var spent = isLong ? first : 0
    while runs < (isLong ? 2 : 3) || spent < budget {
      let seconds = try Self.seconds(work)
      best = min(best, seconds)
      spent += seconds
      runs += 1
    }
  }

  /// Seconds of the fastest run of work that cannot fail; `reset` comes before each, and is not timed.
  static func best(
    budget: Double, reset: () -> Void = {}, _ work: () -> Void
  ) -> Double {
    var best = Double.infinity
    var (spent, runs) = (0.0, 0)
    while runs < 3 || spent < budget {
      reset()
      let seconds = seconds(work)
      best = min(best, seconds)
      spent += seconds
      runs += 1
    }
    return best
  }

  private static func seconds<Failure: Error>(_ work: () throws(Failure) -> Void) throws(Failure)
    -> Double
  {
    let start = ContinuousClock.now
    try work()
    return (ContinuousClock.now - start) / .seconds(1)
  }
}

/// The memory of this process as Linux counts it.
enum ProcessMemory {
  /// Gives free memory back, and lets the peak begin again from what is resident then.
  static func resetPeak() {
    #if canImport(Glibc)
      // Its header is not among those that Swift's Glibc shows.
      if let trim = unsafe dlsym(nil, "malloc_trim") {
        _ = unsafe unsafeBitCast(trim, to: (@convention(c) (Int) -> CInt).self)(0)
      }
    #endif
    guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return }
    try? file.write(contentsOf: Data("5".utf8))
    try? file.close()
  }

  /// Bytes that are resident now; `nil` where the system does not say.
  static var resident: Int? { bytes(of: "VmRSS:") }
  /// The most bytes resident since the last reset; `nil` where the system does not say.
  static var peak: Int? { bytes(of: "VmHWM:") }

  private static func bytes(of name: String) -> Int? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
      return nil
    }
    for line in status.split(separator: "\n") where line.hasPrefix(name) {
      return Int(line.split(whereSeparator: \.isWhitespace).dropLast().last ?? "")
        .map { $0 << 10 }
    }
    return nil
  }
}
