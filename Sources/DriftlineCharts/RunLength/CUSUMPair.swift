/// The two sums of a CUSUM chart, seen together.
struct CUSUMPair {
  let up, down: OneSidedCUSUM

  /// The chart's mean run length, from those that its sums have by themselves at a moment, if from
  /// then on one is 0 where the other raises the alarm.
  ///
  /// With N the chart's mean run length, p the probability that C+ is first, and A and B those of
  /// the sums from 0: C- by itself runs for N + p B, and C+ for N + (1 - p) A. Given are both as
  /// their excess over B and A, relative to them.
  func average(excess up: Double, _ down: Double) -> Double {
    (1 + up + down) / (1 / self.up.average + 1 / self.down.average)
  }

  /// The mean run length where both sums begin at `begin`.
  ///
  /// As long as both are positive, their sum falls by 2 k a value. While it is over h + 2 k, a
  /// sum that would touch 0 leaves the other over h: the run ends, or both stay between. So there
  /// is one unknown place, and the steps are those of C+ from `total` - h to h.
  func average(from begin: Double, k: Double, h: Double) -> Double {
    let total = 2 * begin
    guard total > h + 2 * k else {
      return average(excess: up.excess(from: begin), down.excess(from: begin))
    }
    let count = up.rule.nodes.count
    let rule = GaussLegendre(count: count)
    let drift = up.drift
    func places(_ total: Double) -> GaussLegendre { rule.over(total - h, h) }
    func step(_ from: Double, _ to: Int, _ places: GaussLegendre) -> Double {
      normalDensity(places.nodes[to] - from - drift) * places.weights[to]
    }
    if k == 0 {
      let places = places(total)
      let matrix = StepMatrix(dimensions: count) { step(places.nodes[$0], $1, places) }
      guard let runs = matrix.averages() else { return .infinity }
      return runs.indices.reduce(1) { $0 + step(begin, $1, places) * runs[$1] }
    }
    // Forward, until the sum is down to where the rest is known, or no run is left.
    var now = total - 2 * k
    var at = places(now)
    var law = at.nodes.indices.map { step(begin, $0, at) }
    var mean = 1.0
    while now > h + 2 * k {
      let survival = law.reduce(0, +)
      mean += survival
      if survival < 1e-16 { return mean }
      now -= 2 * k
      let next = places(now)
      law = next.nodes.indices.map { to in
        at.nodes.indices.reduce(0) { $0 + law[$1] * step(at.nodes[$1], to, next) }
      }
      at = next
    }
    for index in law.indices {
      let place = at.nodes[index]
      mean += law[index] * average(excess: up.excess(from: place), down.excess(from: now - place))
    }
    return mean
  }
}
