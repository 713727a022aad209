private import Foundation

/// How a multivariate average steps in control: only its distance from the mean counts.
///
/// Distances are in units of lambda: the average's next one is that of a normal vector around
/// (1 - lambda) times the last. In this unit the integrand is smooth in any number of dimensions.
struct MEWMASphere: Sendable {
  let kept: Double
  let density: RadiusDensity
  /// The distances between 0 and the limit.
  let rule: GaussLegendre

  init(_ chart: MEWMARunLength, refinement: Double) {
    kept = 1 - chart.lambda
    density = RadiusDensity(dimensions: chart.dimensions)
    let count = (refinement * (20 + 2.5 * chart.reach)).rounded(.up)
    rule = GaussLegendre(count: Int(count)).over(0, chart.reach)
  }

  /// The steps between the nodes.
  func matrix() -> StepMatrix {
    StepMatrix(dimensions: rule.nodes.count) {
      density(rule.nodes[$1], centre: kept * rule.nodes[$0]) * rule.weights[$1]
    }
  }

  /// The law one value after the mean.
  func first() -> [Double] {
    zip(rule.nodes, rule.weights).map { density($0, centre: 0) * $1 }
  }
}

/// How a multivariate average steps under a shift: along it, and away from its line.
///
/// The two parts of a step are independent: a normal variable, and a distance in one dimension less.
/// The nodes fill the half disc inside of the limit: in angle along, so that its edge is no
/// singularity, and in distance from the line.
struct MEWMAPlane: Sendable {
  let kept: Double
  private let density: RadiusDensity
  /// Where each node is along the shift and away from it, and what it weighs: with the room there is
  /// at its distance.
  private let along, away, weights: [Double]
  private let pairs: [Double]
  /// How many nodes there are at each angle.
  private let perAngle: Int

  init(_ chart: MEWMARunLength, refinement: Double) {
    kept = 1 - chart.lambda
    density = RadiusDensity(dimensions: chart.dimensions - 1)
    let counts = Self.counts(reach: chart.reach, refinement: refinement)
    let angles = GaussLegendre(count: counts.along).over(-0.5 * .pi, 0.5 * .pi)
    let heights = GaussLegendre(count: counts.away).over(0, 1)
    var along: [Double] = []
    var away: [Double] = []
    var weights: [Double] = []
    for (angle, weight) in zip(angles.nodes, angles.weights) {
      let half = chart.reach * cos(angle)
      for (height, share) in zip(heights.nodes, heights.weights) {
        along.append(chart.reach * sin(angle))
        away.append(half * height)
        weights.append(weight * half * share * half * density.room(half * height))
      }
    }
    // The series is symmetric in both places, and the same for an angle and its mirror.
    let half = counts.along / 2 * counts.away
    var pairs = [Double](repeating: 0, count: half * half)
    for i in 0..<half {
      for j in 0...i {
        let value = density.series(kept * away[i] * away[j])
        pairs[i * half + j] = value
        pairs[j * half + i] = value
      }
    }
    self.along = along
    self.away = away
    self.weights = weights
    self.pairs = pairs
    perAngle = counts.away
  }

  /// The numbers of nodes along the shift, which is even, and away from it.
  static func counts(reach: Double, refinement: Double) -> (along: Int, away: Int) {
    let along = (refinement * (3 + 2.5 * reach)).rounded(.up)
    return (2 * Int(along), Int((refinement * (4 + 1.75 * reach)).rounded(.up)))
  }

  /// The steps between the nodes under a shift.
  func matrix(shift: Double) -> StepMatrix {
    let count = along.count
    let half = count / 2
    let place = (0..<count).map { index in
      index < half
        ? index : (count / perAngle - 1 - index / perAngle) * perAngle + index % perAngle
    }
    return StepMatrix(dimensions: count) { from, to in
      gauss(from: along[from], away[from], to: to, shift)
        * pairs[place[from] * half + place[to]]
    }
  }

  /// The law one value after a place.
  func law(along a: Double, away b: Double, shift: Double) -> [Double] {
    along.indices.map { gauss(from: a, b, to: $0, shift) * density.series(kept * b * away[$0]) }
  }

  /// What of a step is no power series.
  @inline(__always)
  private func gauss(from a: Double, _ b: Double, to: Int, _ shift: Double) -> Double {
    let (x, y) = (along[to] - kept * a - shift, away[to] - kept * b)
    return 0.398_942_280_401_432_7 * exp(-0.5 * (x * x + y * y)) * weights[to]
  }
}
