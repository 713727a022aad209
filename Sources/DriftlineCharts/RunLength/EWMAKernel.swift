private import Foundation

/// How the average of a chart steps from value to value, at the nodes of a quadrature.
struct EWMAKernel: Sendable {
  /// The weight of the newest value, and the rest.
  let lambda, kept: Double
  /// The mean of the values.
  let shift: Double
  /// The rule over -1...1, which is stretched to the limits of the moment.
  let rule: GaussLegendre
  /// The rule between the last limits.
  let last: GaussLegendre
  /// The density of the average after the first value.
  let first: @Sendable (Double) -> Double

  /// The kernel for a chart's numbers.
  init(_ chart: EWMARunLength, shift: Double, refinement: Double) {
    let steps = 2 * chart.reach / chart.lambda
    rule = GaussLegendre(count: Int((refinement * (24 + 2.5 * min(steps, 1000))).rounded(.up)))
    last = rule.over(-chart.reach, chart.reach)
    lambda = chart.lambda
    kept = 1 - chart.lambda
    self.shift = shift
    let scale = chart.start == .firstValue ? 1 : chart.lambda
    first = { normalDensity($0 / scale - shift) / scale }
  }

  /// The density of a step from one value of the average to another.
  @inline(__always) func density(from: Double, to: Double) -> Double {
    normalDensity((to - kept * from) / lambda - shift) / lambda
  }

  /// A density times the weights of the last nodes.
  func weighted(_ density: (Double) -> Double) -> [Double] {
    zip(last.nodes, last.weights).map { density($0) * $1 }
  }

  /// The steps between the last nodes.
  func matrix() -> StepMatrix {
    StepMatrix(dimensions: last.nodes.count) { from, to in
      density(from: last.nodes[from], to: last.nodes[to]) * last.weights[to]
    }
  }

  /// The mean run length from the start.
  func zeroState(of chart: EWMARunLength) -> Double {
    var walk = EWMAWalk(chart, self)
    var total = 1.0
    while !walk.isSettled {
      total += walk.survival
      if walk.survival < 1e-15 * total { return total }
      walk.advance()
    }
    guard let runs = matrix().averages() else { return .infinity }
    return zip(walk.law, runs).reduce(total) { $0 + $1.0 * $1.1 }
  }
}

/// The law of the average after one value, two, three, on the event that there was no alarm.
struct EWMAWalk {
  /// How likely the average is near each node.
  private(set) var law: [Double]
  /// Whether the limits have come to their last place, within 1e-10 of it.
  private(set) var isSettled: Bool
  private var count = 1.0
  private var rule: GaussLegendre
  private let chart: EWMARunLength
  private let kernel: EWMAKernel
  private var steps: StepMatrix?

  /// The law after the first value.
  init(_ chart: EWMARunLength, _ kernel: EWMAKernel) {
    self.chart = chart
    self.kernel = kernel
    let narrowing = chart.narrowing(atValue: 1)
    isSettled = abs(narrowing - 1) < 1e-10
    let reach = isSettled ? chart.reach : chart.reach * narrowing
    let rule = kernel.rule.over(-reach, reach)
    law = zip(rule.nodes, rule.weights).map { kernel.first($0) * $1 }
    self.rule = rule
  }

  /// The share of runs without an alarm so far.
  var survival: Double { law.reduce(0, +) }

  /// Takes one more value, in O(n^2).
  mutating func advance() {
    if isSettled {
      let steps = steps ?? kernel.matrix()
      law = steps.stepped(law)
      self.steps = steps
    } else {
      count += 1
      let narrowing = chart.narrowing(atValue: count)
      isSettled = abs(narrowing - 1) < 1e-10
      let reach = isSettled ? chart.reach : chart.reach * narrowing
      let next = kernel.rule.over(-reach, reach)
      law = next.nodes.indices.map { to in
        var sum = 0.0
        for from in law.indices {
          sum += law[from] * kernel.density(from: rule.nodes[from], to: next.nodes[to])
        }
        return sum * next.weights[to]
      }
      rule = next
    }
  }
}
