private import Foundation

/// The Gauss-Legendre rule: nodes and weights that integrate polynomials of degree 2n - 1 exactly.
///
/// Source: DLMF 3.5(v); the nodes are found by Newton's method from Tricomi's first guess. O(n^2).
struct GaussLegendre: Sendable {
  /// Where the integrand is taken, ascending.
  let nodes: [Double]
  /// What each of its values weighs; all are positive.
  let weights: [Double]

  /// The rule of `count` nodes over -1...1.
  init(count: Int) {
    precondition(count > 0, "a rule of \(count) nodes")
    var nodes = [Double](repeating: 0, count: count)
    var weights = nodes
    for index in 0..<(count + 1) / 2 {
      var x = -cos(.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
      var slope = 1.0
      for _ in 0..<10 {
        let (value, derivative) = Self.polynomial(count, x)
        slope = derivative
        let step = value / derivative
        x -= step
        if abs(step) < 1e-16 { break }
      }
      if 2 * index + 1 == count { x = 0 }
      slope = Self.polynomial(count, x).derivative
      let weight = 2 / ((1 - x * x) * slope * slope)
      (nodes[index], nodes[count - 1 - index]) = (x, -x)
      (weights[index], weights[count - 1 - index]) = (weight, weight)
    }
    self.nodes = nodes
    self.weights = weights
  }

  private init(nodes: [Double], weights: [Double]) {
    self.nodes = nodes
    self.weights = weights
  }

  /// The same rule over another interval.
  func over(_ lower: Double, _ upper: Double) -> GaussLegendre {
    let half = 0.5 * (upper - lower)
    let middle = 0.5 * (lower + upper)
    return GaussLegendre(
      nodes: nodes.map { middle + half * $0 }, weights: weights.map { half * $0 })
  }

  /// The integral of a function over the rule's interval.
  func integral<Failure: Error>(
    _ function: (Double) throws(Failure) -> Double
  ) throws(Failure) -> Double {
    var sum = 0.0
    for index in nodes.indices { sum += weights[index] * (try function(nodes[index])) }
    return sum
  }

  /// The Legendre polynomial of a degree, and its derivative, inside of -1...1.
  private static func polynomial(
    _ degree: Int, _ x: Double
  ) -> (value: Double, derivative: Double) {
    var before = 1.0
    var value = x
    for n in stride(from: 2.0, through: Double(degree), by: 1) {
      (before, value) = (value, ((2 * n - 1) * x * value - (n - 1) * before) / n)
    }
    return (value, Double(degree) * (x * value - before) / (x * x - 1))
  }
}

/// The density of the standard normal distribution.
@inline(__always) func normalDensity(_ z: Double) -> Double {
  0.398_942_280_401_432_7 * exp(-0.5 * z * z)
}
