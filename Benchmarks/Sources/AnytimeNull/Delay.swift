internal import Driftline
internal import DriftlineCharts
internal import Foundation

/// After how many values `e_two_sample` sees a change.
enum Delay {
  /// A change of standard normal values.
  static let changes: [(label: String, change: @Sendable (Double, inout SeededRandom) -> Double)] =
    [
      ("mean + 0.25", { value, _ in value + 0.25 }), ("mean + 0.5", { value, _ in value + 0.5 }),
      ("mean + 1", { value, _ in value + 1 }),
      ("spread x 1.5", { value, _ in value * 1.5 }), ("spread x 2", { value, _ in value * 2 }),
      ("spread x 0.5", { value, _ in value * 0.5 }),
      ("5 % of values are 4", { $1.uniform() < 0.05 ? 4 : $0 }),
    ]

  /// A table: quantiles of the delay over 200 streams, after so many good values.
  static func report() throws {
    print("\nDelays of e_two_sample over 200 streams, alpha 0.01, baseline of 1000 normal values\n")
    print("| change | good values before | median | 90 % | not seen in 5000 | alarms before |")
    print("|---|---|---|---|---|---|")
    for (label, change) in changes {
      for before in [0, 1000, 10_000] {
        var delays: [Int] = []
        var early = 0
        for stream in 0..<200 {
          var random = SeededRandom(seed: 20_263, stream: UInt64(stream))
          var monitor = try Monitor(ETwoSample(baseline: Law.normal.draw(1000, &random)))
          if !monitor.alarms(in: Law.normal.draw(before, &random)).isEmpty {
            early += 1
            continue
          }
          let seen = (1...5000).first { _ in
            let value = random.normal()
            return monitor.update(change(value, &random)).isAlarm
          }
          delays.append(seen ?? .max)
        }
        delays.sort()
        let quantiles = [0.5, 0.9].map { delays[Int($0 * Double(delays.count - 1))] }
          .map { $0 == .max ? "-" : "\($0)" }
        print(
          "| \(label) | \(before) | \(quantiles[0]) | \(quantiles[1]) | "
            + "\(delays.count { $0 == .max }) | \(early) |")
      }
    }
  }
}
