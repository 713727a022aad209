import Driftline
import Foundation
import Testing

/// The null law of the Wasserstein distance.
@Suite struct BridgeAbsoluteIntegralTests {
  static func uniform(_ count: Int) -> BridgeAbsoluteIntegral {
    BridgeAbsoluteIntegral(
      points: (0..<count).map { (Double($0) + 0.5) / Double(count) },
      weights: [Double](repeating: 1 / Double(count), count: count))
  }

  /// The quantiles of Johnson and Killeen's table for the integral of abs(B).
  @Test(arguments: [(0.4993, 0.10), (0.5821, 0.05), (0.7518, 0.01)])
  func agreesWithJohnsonAndKilleen(_ t: Double, _ p: Double) {
    for count in [64, 500, 5_000] {
      #expect(agree(exp(Self.uniform(count).logUpperTail(t)), p, relative: 0.12), "\(count)")
    }
  }

  @Test(arguments: [0.01, 0.3, 0.5, 0.999]) func isNormalAtASinglePoint(_ s: Double) {
    let law = BridgeAbsoluteIntegral(points: [s], weights: [3])
    for ratio in [0.1, 1, 5, 40] {
      let expected = log(2) + Normal.logUpperTail(ratio)
      let found = law.logUpperTail(ratio * 3 * (s * (1 - s)).squareRoot())
      #expect(agree(found, expected, relative: 1e-12))
    }
  }

  @Test func tendsToTheNormalTail() {
    // Var of the integral of a bridge is 1/12.
    let law = Self.uniform(1_000)
    for ratio in [6.0, 20, 100] {
      let normal = log(2) + Normal.logUpperTail(ratio)
      let excess = law.logUpperTail(ratio / 12.0.squareRoot()) - normal
      #expect(excess >= 0 && excess < log(1.2), "\(ratio): \(excess)")
    }
  }

  @Test func fallsAndStartsAtOne() {
    let law = Self.uniform(300)
    #expect(law.logUpperTail(0) == 0)
    #expect(law.logUpperTail(-1) == 0)
    #expect(law.logUpperTail(.nan).isNaN)
    #expect(law.logUpperTail(.infinity) == -.infinity)
    var last = 0.0
    for step in 1...200 {
      let found = law.logUpperTail(Double(step) * 0.01)
      #expect(found <= last + 0.02, "\(step): \(found) after \(last)")
      last = found
    }
  }

  @Test func scalesWithItsWeights() {
    let points = [0.1, 0.4, 0.45, 0.9]
    let weights = [1.0, 3, 0, 2]
    let plain = BridgeAbsoluteIntegral(points: points, weights: weights)
    for factor in [1e-300, 1e-5, 1e300] {
      let scaled = BridgeAbsoluteIntegral(points: points, weights: weights.map { $0 * factor })
      #expect(agree(scaled.logUpperTail(1.2 * factor), plain.logUpperTail(1.2), relative: 1e-12))
    }
    #expect(
      BridgeAbsoluteIntegral(points: points, weights: [0, 0, 0, 0]).logUpperTail(1) == -.infinity)
  }
}
