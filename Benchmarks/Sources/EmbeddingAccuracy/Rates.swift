internal import Dispatch
internal import Driftline
internal import Foundation
internal import Synchronization

/// What to ask, in every repeat.
struct Panel: Sendable {
  /// Detectors, such as `mmd` or `hotelling:shrinkage=auto`; `auto` is what runs where none is named.
  let names: [String]

  /// For each detector whether it called drift, and its log p-value.
  func ask(
    _ x: Matrix, _ y: Matrix, seed: UInt64, alpha: Double
  ) throws -> [(drifted: Bool, logP: Double?)] {
    var options = CompareOptions()
    options.seed = seed
    options.threads = 1
    options.alpha = alpha
    let requests = names.filter { $0 != "auto" }.map { DetectorRequest(text: $0) }
    var found: [String: (Bool, Double?)] = [:]
    if !requests.isEmpty {
      let verdict = try compare(
        baseline: .matrix(x), current: .matrix(y), detectors: requests, options: options)
      for score in verdict.scores {
        found[score.detector] = (score.drifted == true, score.finding.logPValue)
      }
    }
    if names.contains("auto") {
      let verdict = try compare(
        baseline: .matrix(x), current: .matrix(y), options: options)
      found["auto"] = (verdict.drifted == true, nil)
    }
    return names.map { found[DetectorRequest(text: $0).name] ?? (false, nil) }
  }

  /// How often each detector's verdict was drift, and how often its p-value was under alpha.
  func rates(
    repeats: Int, threads: Int, alpha: Double,
    draw: @Sendable (UInt64) throws -> (Matrix, Matrix)
  ) throws -> [(drifted: Int, significant: Int?)] {
    let next = Atomic(0)
    let results = Mutex<(counts: [(Int, Int?)], error: (any Error)?)>(
      ([(Int, Int?)](repeating: (0, nil), count: names.count), nil))
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      do {
        while true {
          let seed = next.add(1, ordering: .relaxed).oldValue
          if seed >= repeats { return }
          let (x, y) = try draw(UInt64(seed))
          let answers = try ask(x, y, seed: UInt64(seed), alpha: alpha)
          results.withLock { results in
            for (index, answer) in answers.enumerated() {
              results.counts[index].0 += answer.drifted ? 1 : 0
              if let logP = answer.logP {
                results.counts[index].1 =
                  (results.counts[index].1 ?? 0) + (logP < log(alpha) ? 1 : 0)
              }
            }
          }
        }
      } catch {
        results.withLock { $0.error = error }
      }
    }
    let found = results.withLock { $0 }
    if let error = found.error { throw error }
    return found.counts
  }
}

/// A share of repeats with its 95 % interval (Wilson 1927).
func rateText(_ count: Int, of repeats: Int) -> String {
  let (n, p, z) = (Double(repeats), Double(count) / Double(repeats), 1.96)
  let middle = (p + z * z / (2 * n)) / (1 + z * z / n)
  let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot() / (1 + z * z / n)
  return String(format: "%.2f (%.2f-%.2f)", p, max(0, middle - half), min(1, middle + half))
}

/// Prints a row of a Markdown table.
func printRow(_ cells: [String]) {
  print("| \(cells.joined(separator: " | ")) |")
  fflush(nil)
}

/// Prints the head of a Markdown table.
func printHead(_ cells: [String]) {
  printRow(cells)
  print("|\(String(repeating: "---|", count: cells.count))")
}

extension DetectorRequest {
  /// A request such as `mmd` or `hotelling:shrinkage=auto`.
  init(text: String) {
    let parts = text.split(separator: ":").map(String.init)
    let members = parts.dropFirst().compactMap { setting -> JSON.Member? in
      let pair = setting.split(separator: "=").map(String.init)
      guard pair.count == 2 else { return nil }
      return JSON.Member(pair[0], Int(pair[1]).map(JSON.int) ?? .string(pair[1]))
    }
    self.init(parts[0], members)
  }
}
