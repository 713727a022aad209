import Driftline
import Foundation
import Testing

private struct Goldens: Decodable {
  struct Case: Decodable {
    var name: String
    var points, weights, neighbours: [Double]
    var t, logP, mean, variance: Double
  }
  var cases: [Case]

  static func load() throws -> Goldens {
    let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Goldens/bridge_quadratic_form.json")
    return try JSONDecoder().decode(Goldens.self, from: Data(contentsOf: url))
  }
}

/// K points in the middles of K equal parts, with weights that make T a Riemann sum.
private func grid(_ count: Int, _ weight: (Double) -> Double) -> BridgeQuadraticForm {
  let points = (0..<count).map { (Double($0) + 0.5) / Double(count) }
  return BridgeQuadraticForm(points: points, weights: points.map { weight($0) / Double(count) })
}

@Suite struct BridgeQuadraticFormTests {
  @Test func agreesWithEigenvaluesInThirtyDigits() throws {
    for golden in try Goldens.load().cases {
      let form = BridgeQuadraticForm(
        points: golden.points, weights: golden.weights, neighbourWeights: golden.neighbours)
      #expect(abs(form.mean / golden.mean - 1) < 1e-13, "\(golden.name)")
      #expect(abs(form.variance / golden.variance - 1) < 1e-11, "\(golden.name)")
      let logP = form.logUpperTail(golden.t)
      #expect(
        abs(logP - golden.logP) < 1e-11 + 1e-13 * abs(golden.logP),
        "\(golden.name), t \(golden.t / golden.mean): \(logP), \(golden.logP)")
    }
  }

  @Test(arguments: [1e-8, 0.01, 0.5, 1, 3, 30, 1000, 1e5])
  func onePointIsChiSquare(level: Double) {
    let form = BridgeQuadraticForm(points: [0.1, 0.3, 0.6], weights: [0, 2, 0])
    let t = level * 2 * 0.3 * 0.7
    let logP = form.logUpperTail(t)
    if level < 500 {
      let p = erfc((level / 2).squareRoot())
      #expect(abs(exp(logP) / p - 1) < 1e-13 * max(1, level))
    }
    // Two points next to each other are one, by the contour.
    let split = BridgeQuadraticForm(points: [0.3, 0.3 + 1e-15], weights: [1, 1])
    #expect(abs(split.logUpperTail(t) - logP) < 1e-10 + 1e-12 * level, "\(level)")
  }

  /// Cramer-von Mises, Anderson and Darling 1952, table 1; digits from SciPy 1.17.1's series.
  @Test(arguments: [(0.34730, 0.1), (0.46136, 0.05), (0.74346, 0.01), (1.16786, 0.001)])
  func uniformWeightsGiveTheCramerVonMisesLimit(z: Double, p: Double) {
    #expect(abs(exp(grid(600) { _ in 1 }.logUpperTail(z)) / p - 1) < 2e-4)
  }

  /// The Anderson-Darling limit, Annals of Mathematical Statistics 23 (1952): a grid misses its
  /// ends.
  @Test(arguments: [(1.9330, 0.1), (2.4924, 0.05), (3.8781, 0.01)])
  func inverseVarianceWeightsGiveTheAndersonDarlingLimit(z: Double, p: Double) {
    let form = grid(600) { 1 / ($0 * (1 - $0)) }
    #expect(abs(form.mean - 1) < 1e-12)
    #expect(abs(exp(form.logUpperTail(z)) / p - 1) < 2e-3)
  }

  @Test func fallsWithoutAJump() {
    let form = grid(64) { 1 / ($0 * (1 - $0)) }
    var last = 0.0
    for exponent in stride(from: -4.0, through: 5, by: 0.05) {
      let logP = form.logUpperTail(pow(10, exponent))
      #expect(logP <= last + 1e-13)
      last = logP
    }
    for level in [form.mean] {
      let below = form.logUpperTail(level * (1 - 1e-12))
      #expect(abs(below - form.logUpperTail(level)) < 1e-11)
    }
  }

  @Test func extremesAreAnswered() {
    let form = grid(16) { _ in 1 }
    #expect(form.logUpperTail(0) == 0)
    #expect(form.logUpperTail(-1) == 0)
    #expect(form.logUpperTail(1e-300) == 0)
    #expect(form.logUpperTail(.infinity) == -.infinity)
    #expect(form.logUpperTail(.nan).isNaN)
    #expect(form.logUpperTail(1e12) < -1e12)
    let nothing = BridgeQuadraticForm(points: [0.5], weights: [0])
    #expect(nothing.logUpperTail(1) == -.infinity)
    #expect(nothing.logUpperTail(0) == 0)
    #expect(BridgeQuadraticForm(points: [], weights: []).mean == 0)
  }
}
