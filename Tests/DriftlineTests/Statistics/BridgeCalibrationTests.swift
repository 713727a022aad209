import Driftline
import Foundation
import Testing

/// How often the bridge's laws call two samples of one distribution different.
@Suite struct BridgeCalibrationTests {
  enum Law: CaseIterable {
    case uniform, normal, lognormal, fiveLevels, skewedCounts

    func draw(_ random: inout SeededRandom) -> Double {
      switch self {
      case .uniform: random.uniform()
      case .normal: random.normal()
      case .lognormal: exp(random.normal())
      case .fiveLevels: Double(random.below(5))
      case .skewedCounts: (-log(1 - random.uniform()) * 1.5).rounded(.down)
      }
    }
  }

  /// The p-values of Cramer-von Mises, energy and Wasserstein statistics.
  private func pValues(_ baseline: [Double], _ current: [Double]) -> [Double] {
    let (n, m) = (Double(baseline.count), Double(current.count))
    let pooled = (baseline.map { ($0, 1 / n) } + current.map { ($0, -1 / m) })
      .sorted { $0.0 < $1.0 }
    var (points, gaps, shares, differences) = ([Double](), [Double](), [Double](), [Double]())
    var difference = 0.0
    var previous = 0.0
    for index in 0..<(pooled.count - 1) {
      difference += pooled[index].1
      guard pooled[index + 1].0 > pooled[index].0 else { continue }
      let s = Double(index + 1) / (n + m)
      points.append(s)
      shares.append(s - previous)
      gaps.append(pooled[index + 1].0 - pooled[index].0)
      differences.append(difference)
      previous = s
    }
    // The variance of F - G at s, given the pooled sample, is s (1 - s) times this.
    let scale = (1 / n + 1 / m) * (n + m) / (n + m - 1)
    func squares(_ weights: [Double]) -> Double {
      let t = zip(weights, differences).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } / scale
      return exp(BridgeQuadraticForm(points: points, weights: weights).logUpperTail(t))
    }
    let distance = zip(gaps, differences).reduce(0) { $0 + $1.0 * abs($1.1) }
    let wasserstein = BridgeAbsoluteIntegral(points: points, gaps: gaps)
    return [
      squares(shares), squares(gaps),
      exp(wasserstein.logUpperTail(distance / scale.squareRoot())),
    ]
  }

  @Test(arguments: [50, 200, 2000])
  func falseAlarmsComeAsOftenAsTheySay(n: Int) {
    let repetitions = n == 2000 ? 300 : 2000
    for law in Law.allCases {
      var random = SeededRandom(seed: 7, stream: UInt64(n))
      var alarms = [[Int]](repeating: [0, 0], count: 3)
      for _ in 0..<repetitions {
        let baseline = (0..<n).map { _ in law.draw(&random) }
        let current = (0..<n).map { _ in law.draw(&random) }
        for (k, p) in pValues(baseline, current).enumerated() {
          if p < 0.05 { alarms[k][0] += 1 }
          if p < 0.01 { alarms[k][1] += 1 }
        }
      }
      for (index, level) in [0.05, 0.01].enumerated() {
        let error = (level * (1 - level) / Double(repetitions)).squareRoot()
        // Few values with a long tail: a handful of gaps is most of the distance, and the limit
        // law asks for more than their few labels can give.
        let below = n == 50 && law == .lognormal ? 0.6 * level : 0.003
        for alarm in alarms {
          let rate = Double(alarm[index]) / Double(repetitions)
          #expect(rate - level < 3.5 * error + 0.002, "\(law), \(level): \(rate)")
          #expect(level - rate < 3.5 * error + below, "\(law), \(level): \(rate)")
        }
      }
    }
  }
}
