internal import Dispatch
internal import Foundation
internal import Synchronization

/// How often each detector cries wolf at alpha = 0.05 when nothing has changed, as a table.
///
/// Exits with 1 where a rate is further from 0.05 than 3.5 standard errors, upwards or, unless the
/// detector may be quiet there, downwards.
@main enum Main {
  static let alpha = 0.05
  static let errors = 3.5

  static func main() throws {
    var (repeats, threads, sizes) = (2_000, 2, [(50, 50), (1_000, 1_000), (20_000, 20_000)])
    sizes += [(100, 5_000), (5_000, 100)]
    var only = Samples.allCases
    var arguments = CommandLine.arguments.dropFirst()
    while let flag = arguments.popFirst() {
      let value = arguments.popFirst() ?? ""
      switch flag {
      case "--repeats": repeats = Int(value) ?? repeats
      case "--threads": threads = Int(value) ?? threads
      case "--sample": only = only.filter { $0.rawValue == value }
      case "--size": sizes = sizes.filter { "\($0.0),\($0.1)" == value }
      default:
        print("NullBehaviour [--repeats 2000] [--threads 2] [--sample NAME] [--size N,M]")
        exit(2)
      }
    }
    let error = (alpha * (1 - alpha) / Double(repeats)).squareRoot()
    print(
      String(
        format: "False alarms at alpha %.2f, %d repeats, standard error %.4f.", alpha, repeats,
        error),
      "**Bold** is further than \(errors) standard errors away; (q) may be quiet there.\n")
    var failures: [String] = []
    for sample in only {
      let names = Trial.names(for: sample)
      print("| \(sample.rawValue) | \(names.joined(separator: " | ")) | s |")
      print("|---|\(String(repeating: "---|", count: names.count + 1))")
      for size in sizes {
        let start = ContinuousClock.now
        let trial = Trial(sample: sample, sizes: size)
        let alarms = try count(trial, detectors: names.count, repeats: repeats, threads: threads)
        let cells = zip(names, alarms).map { name, count in
          let rate = Double(count) / Double(repeats)
          let promise = Promise.of(name, sample, size)
          let isLoud = rate > alpha + errors * error
          let isQuiet = rate < alpha - errors * error
          let fails = isLoud || (isQuiet && promise == .exact)
          let text = String(format: "%.4f", rate) + (promise == .atMost ? " (q)" : "")
          if fails { failures.append("\(name), \(sample.rawValue), \(size): \(text)") }
          return fails ? "**\(text)**" : text
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print(
          "| \(size.0) vs \(size.1) | \(cells.joined(separator: " | ")) |",
          String(format: "%.0f |", seconds))
        fflush(nil)
      }
      print()
    }
    if failures.isEmpty {
      print("Every detector keeps its promise.")
    } else {
      print("Off:\n\(failures.map { "- \($0)" }.joined(separator: "\n"))")
      exit(1)
    }
  }

  /// How many of the repeats each detector called drift.
  static func count(
    _ trial: Trial, detectors: Int, repeats: Int, threads: Int
  ) throws -> [Int] {
    let next = Atomic(0)
    let results = Mutex<(alarms: [Int], error: (any Error)?)>(
      ([Int](repeating: 0, count: detectors), nil))
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      do {
        while true {
          let seed = next.add(1, ordering: .relaxed).oldValue
          if seed >= repeats { return }
          let logP = try trial.logPValues(seed: UInt64(seed))
          results.withLock { results in
            for index in logP.indices where logP[index] < log(alpha) { results.alarms[index] += 1 }
          }
        }
      } catch {
        results.withLock { $0.error = error }
      }
    }
    let found = results.withLock { $0 }
    if let error = found.error { throw error }
    return found.alarms
  }
}
