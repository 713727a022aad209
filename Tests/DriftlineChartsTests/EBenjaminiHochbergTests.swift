import Driftline
import DriftlineCharts
import Foundation
import Testing

@Suite struct EBenjaminiHochbergTests {
  @Test func findsTheLargestThatAreEnoughTogether() {
    // Of four at 0.1 one alone takes 40, two 20 each, three 13.4.
    let values = [19.0, 0.5, 21, 14].map { log($0) }
    #expect(eBenjaminiHochberg(logEValues: values, alpha: 0.1) == [true, false, true, true])
    #expect(eBenjaminiHochberg(logEValues: Array(values[..<3]), alpha: 0.1) == [true, false, true])
    #expect(eBenjaminiHochberg(logEValues: Array(values[..<2]), alpha: 0.1) == [false, false])
  }

  @Test func agreesWithTheDefinition() {
    var random = SeededRandom(seed: 12)
    for _ in 0..<300 {
      let values = (0..<1 + random.below(30)).map { _ in (6 * random.normal()).rounded() / 2 + 1 }
      let alpha = 0.01 + 0.5 * random.uniform()
      let n = Double(values.count)
      // The k for which k values or more are n / (alpha k) at least.
      let k = (1...values.count).last { k in
        values.count { exp($0) >= n / (alpha * Double(k)) } >= k
      }
      let expected = values.map { value in k.map { exp(value) >= n / (alpha * Double($0)) } ?? false
      }
      #expect(eBenjaminiHochberg(logEValues: values, alpha: alpha) == expected)
    }
  }

  @Test func passesOverWhatSaysNothing() {
    #expect(eBenjaminiHochberg(logEValues: [], alpha: 0.1) == [])
    let values = [Double.nan, .infinity, -.infinity, 700, 1e300]
    #expect(
      eBenjaminiHochberg(logEValues: values, alpha: 0.1) == [false, true, false, true, true])
    #expect(
      eBenjaminiHochberg(logEValues: [3, 1e300, .infinity], alpha: 0) == [false, false, true])
    #expect(eBenjaminiHochberg(logEValues: [-1, 0], alpha: 1) == [false, false])
    #expect(eBenjaminiHochberg(logEValues: [.nan, .nan], alpha: 1) == [false, false])
  }

  /// Looked at after each value, and stopped where most is found.
  @Test func keepsTheShareOfFalseFindings() throws {
    var share = 0.0
    var found = 0
    for run in 0..<40 {
      var random = SeededRandom(seed: 13, stream: UInt64(run))
      var monitors = try (0..<20).map { _ in
        try Monitor(ETwoSample(baseline: NullLaw.normal.draw(200, &random)))
      }
      var best: [Bool] = []
      for _ in 0..<150 {
        let logs = monitors.indices.map { index in
          monitors[index].update(random.normal() + (index < 4 ? 1 : 0)).statistic
        }
        let now = eBenjaminiHochberg(logEValues: logs, alpha: 0.2)
        if now.count(where: \.self) >= best.count(where: \.self) { best = now }
      }
      let all = best.count(where: \.self)
      found += best[..<4].count(where: \.self)
      share += all == 0 ? 0 : Double(best[4...].count(where: \.self)) / Double(all) / 40
    }
    #expect(share <= 0.2)
    #expect(found >= 150, "\(found) of 160")
  }
}
