private import Driftline

/// One sum of a CUSUM chart: C = max(0, C + x - k), alarm over h; the nodes of its equation.
///
/// The mean run length from C solves a Fredholm equation of the second kind on 0...h with an atom
/// at 0, which is taken at Gauss-Legendre nodes. It is solved in two parts, the mean time T until
/// the sum is back at 0 or over h, and the probability Q that it is over h: the mean run length is
/// T + (1 - Q) A, and from 0 it is A = T / Q. Both are sums of positive terms, so that they are
/// exact also where A is so long that the equation as a whole would be singular to doubles.
///
/// Source: L. C. Vance, "Average run lengths of cumulative sum control charts for controlling normal
/// means", Journal of Quality Technology 18 (1986), 189-193.
struct OneSidedCUSUM: Sendable {
  /// The mean of what is added to the sum.
  let drift: Double
  /// The limit.
  let limit: Double
  /// The nodes between 0 and the limit.
  let rule: GaussLegendre
  /// The steps: place 0 is the sum 0, place i is node i - 1.
  let matrix: StepMatrix
  /// The mean run length from 0.
  let average: Double
  /// The mean run length from each place, as what it is more than from 0, over that from 0.
  let excesses: [Double]
  /// T and Q at the nodes.
  private let times, overs: [Double]

  /// The equation of a sum under a shift of the mean.
  init(k: Double, h: Double, shift: Double, refinement: Double) {
    let drift = shift - k
    let count = Int((refinement * (24 + 2.5 * min(h, 1000))).rounded(.up))
    let rule = GaussLegendre(count: count).over(0, h)
    let matrix = StepMatrix(dimensions: count + 1) { from, to in
      Self.step(from: from == 0 ? 0 : rule.nodes[from - 1], place: to, drift: drift, rule: rule)
    }
    let between = StepMatrix(dimensions: count) { from, to in
      matrix.steps[(from + 1) * (count + 1) + to + 1]
    }
    let ones = [Double](repeating: 1, count: count)
    let alarms = rule.nodes.map { Normal.upperTail(h - $0 - drift) }
    let parts = between.totals(of: [ones, alarms]) ?? [ones, ones]
    self.drift = drift
    self.rule = rule
    limit = h
    self.matrix = matrix
    times = parts[0]
    overs = parts[1]
    let first = matrix.steps[1...count]
    let over = zip(first, parts[1]).reduce(Normal.upperTail(h - drift)) { $0 + $1.0 * $1.1 }
    let time = zip(first, parts[0]).reduce(1) { $0 + $1.0 * $1.1 }
    let average = time / over
    self.average = average
    excesses = [0] + zip(parts[0], parts[1]).map { $0 / average - $1 }
  }

  /// The law of the place one value after a sum.
  func law(after sum: Double) -> [Double] {
    (0..<matrix.dimensions).map { Self.step(from: sum, place: $0, drift: drift, rule: rule) }
  }

  /// The mean run length from a sum, as what it is more than from 0, over that from 0.
  func excess(from sum: Double) -> Double {
    if sum == 0 { return 0 }
    let law = law(after: sum).dropFirst()
    let time = zip(law, times).reduce(1) { $0 + $1.0 * $1.1 }
    let over = zip(law, overs).reduce(Normal.upperTail(limit - sum - drift)) { $0 + $1.0 * $1.1 }
    return time / average - over
  }

  private static func step(
    from: Double, place: Int, drift: Double, rule: GaussLegendre
  ) -> Double {
    if place == 0 { return Normal.upperTail(from + drift) }
    return normalDensity(rule.nodes[place - 1] - from - drift) * rule.weights[place - 1]
  }
}
