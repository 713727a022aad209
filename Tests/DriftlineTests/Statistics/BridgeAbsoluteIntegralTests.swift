import Driftline
import Foundation
import Testing

private struct Goldens: Decodable {
  struct Case: Decodable {
    var name: String
    var points, gaps: [Double]
    var t, p: Double
  }
  var cases: [Case]

  static func load() throws -> Goldens {
    let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Goldens/bridge_absolute_integral.json")
    return try JSONDecoder().decode(Goldens.self, from: Data(contentsOf: url))
  }
}

@Suite struct BridgeAbsoluteIntegralTests {
  @Test func agreesWithTheTransferOperator() throws {
    for golden in try Goldens.load().cases {
      let law = BridgeAbsoluteIntegral(points: golden.points, gaps: golden.gaps)
      let p = exp(law.logUpperTail(golden.t))
      #expect(abs(p / golden.p - 1) < 0.01, "\(golden.name), p \(golden.p): \(p / golden.p - 1)")
    }
  }

  /// Johnson and Killeen 1983, the integral of the absolute bridge.
  @Test(arguments: [(0.5821, 0.05), (0.7518, 0.01)])
  func uniformWeightsGiveThePublishedTable(t: Double, p: Double) {
    let points = (0..<500).map { (Double($0) + 0.5) / 500 }
    let law = BridgeAbsoluteIntegral(points: points, gaps: points.map { _ in 1 / 500 })
    #expect(abs(law.deviation - (1.0 / 12).squareRoot()) < 1e-5)
    #expect(abs(law.mean - (Double.pi / 32).squareRoot()) < 1e-4)
    #expect(abs(exp(law.logUpperTail(t)) / p - 1) < 0.006, "\(exp(law.logUpperTail(t)))")
  }

  @Test(arguments: [0.1, 1, 3, 30, 300])
  func onePointIsTheTwoSidedNormalTail(z: Double) {
    let law = BridgeAbsoluteIntegral(points: [0.2, 0.3, 0.9], gaps: [0, 5, 0])
    let t = z * 5 * (0.3 * 0.7).squareRoot()
    if z < 30 {
      #expect(abs(exp(law.logUpperTail(t)) / erfc(z * 0.5.squareRoot()) - 1) < 1e-13)
    }
    // Nearly one point is nearly that, and never below it, however far out.
    let near = BridgeAbsoluteIntegral(points: [0.3, 0.31], gaps: [5, 1e-6])
    #expect(near.logUpperTail(t) - law.logUpperTail(t) < 1e-4 * (1 + z * z))
  }

  @Test func fallsSmoothlyAndStaysOverTheNormalTail() {
    let points = (1..<300).map { Double($0) / 300 }
    let law = BridgeAbsoluteIntegral(points: points, gaps: points.map { exp(-3 * $0) })
    var last = 0.0
    for z in stride(from: 0.0, through: 60, by: 0.25) {
      let logP = law.logUpperTail(z * law.deviation)
      #expect(logP <= last + 1e-9)
      last = logP
      if z > 0, z < 37 {
        let normal = log(erfc(z * 0.5.squareRoot()))
        #expect(logP >= normal - 2e-3 && logP < normal + 1.2 / max(1, z * z) + 1)
      }
    }
    #expect(law.logUpperTail(1e6 * law.deviation) < -4.9e11)
  }

  @Test func extremesAreAnswered() {
    let law = BridgeAbsoluteIntegral(points: [0.25, 0.5, 0.75], gaps: [1, 1, 1])
    #expect(law.logUpperTail(-1) == 0)
    #expect(law.logUpperTail(0) == 0)
    #expect(law.logUpperTail(.infinity) == -.infinity)
    #expect(law.logUpperTail(.nan).isNaN)
    #expect(law.logUpperTail(1e200).isFinite == false || law.logUpperTail(1e200) < -1e100)
    let nothing = BridgeAbsoluteIntegral(points: [], gaps: [])
    #expect(nothing.logUpperTail(0) == 0)
    #expect(nothing.logUpperTail(1) == -.infinity)
  }
}
