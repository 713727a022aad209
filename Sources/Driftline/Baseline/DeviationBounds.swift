/// Between what the functionals of F - G lie that ``Deviations`` has, where sketches stand for samples.
struct DeviationBounds: Sendable {
  /// The sum of both errors of rank, which bounds that of F - G at every point.
  let rankError: Double
  /// The largest F - G.
  let plus: ClosedRange<Double>
  /// The largest G - F.
  let minus: ClosedRange<Double>
  /// The integral of abs(F - G).
  let area: ClosedRange<Double>
  /// The integral of (F - G)^2.
  let squaredArea: ClosedRange<Double>
  /// The mean of (F - G)^2 over the pooled sample.
  let squaredMass: ClosedRange<Double>
  /// The mean of (F - G)^2 / (H (1 - H)) over the pooled sample.
  let andersonDarling: ClosedRange<Double>
  /// The same with mid-ranks at ties.
  let andersonDarlingMidrank: ClosedRange<Double>

  /// The bounds; `nil` where both samples are exact.
  ///
  /// What no part asks for is bounded by infinity: a test by Kolmogorov and Smirnov alone need not pay
  /// for the integrals.
  /// Means over the pooled sample are integrals over u in 0...1 at the points where H passes u, which
  /// the sketches know up to their error.
  /// - Complexity: O(n + m).
  init?(_ x: OrderedSample, _ y: OrderedSample, parts: NumericNeeds.Parts) {
    rankError = x.rankError + y.rankError
    guard rankError > 0 else { return nil }
    let steps = DeviationSteps(x, y)
    func supremum(_ least: Double?, _ most: Double?) -> ClosedRange<Double> {
      max(least ?? 0, 0)...max(most ?? 0, 0)
    }
    plus = supremum(steps.low.max(), steps.high.max())
    minus = supremum(steps.high.min().map { -$0 }, steps.low.min().map { -$0 })
    area = parts.contains(.area) ? steps.area { $0 } : 0...Double.infinity
    squaredArea = parts.contains(.squaredArea) ? steps.area { $0 * $0 } : 0...Double.infinity
    guard parts.contains(.squaredMass) || parts.contains(.andersonDarling) else {
      squaredMass = 0...Double.infinity
      andersonDarling = 0...Double.infinity
      andersonDarlingMidrank = 0...Double.infinity
      return
    }
    var mass = Bounds()
    var top = Bounds()
    var middle = Bounds()
    let share = steps.smallerShare
    steps.forEachPassage { passage in
      mass.add(
        passage.size.lowerBound * passage.size.lowerBound,
        passage.size.upperBound * passage.size.upperBound, passage.width)
      let ends = passage.topEnds(smallerShare: share)
      top.add(ends.least, ends.most, passage.width)
      let middleEnds = passage.middleEnds(smallerShare: share)
      middle.add(middleEnds.least, middleEnds.most, passage.width)
    }
    squaredMass = mass.range
    andersonDarling = top.range
    andersonDarlingMidrank = middle.range
  }

  /// The sum of the lower and of the upper ends.
  private struct Bounds {
    var least = 0.0
    var most = 0.0

    mutating func add(_ low: Double, _ high: Double, _ width: Double) {
      least += low * width
      most += high * width
    }

    var range: ClosedRange<Double> { least...max(least, most) }
  }
}

extension DeviationSteps.Passage {
  /// Between what (F - G)^2 / (H (1 - H)) lies, H at the top of its step; nothing where H = 1.
  ///
  /// abs(F - G) is at most H and 1 - H over the smaller sample's share, which keeps the tails finite.
  func topEnds(smallerShare: Double) -> (least: Double, most: Double) {
    func weight(_ h: Double) -> Double { h <= 0 || h >= 1 ? .infinity : 1 / (h * (1 - h)) }
    let heaviest = max(weight(start), weight(upTo))
    let lightest = start <= 0.5 && upTo >= 0.5 ? 4 : min(weight(start), weight(upTo))
    let tail = 1 / (smallerShare * smallerShare)
    return (
      upTo >= 1 ? 0 : size.lowerBound * size.lowerBound * lightest,
      most(
        size.upperBound, heaviest, lower: tail * Self.odds(upTo), upper: tail / Self.odds(start))
    )
  }

  /// The same for the mean of F - G at the bottom and at the top of H's step from a to b, over
  /// c (1 - c) - (b - a) / 4 with c their middle.
  ///
  /// That is at least b (1 - b) c^2 / b^2, and the same from above, so the tails are finite here too.
  func middleEnds(smallerShare: Double) -> (least: Double, most: Double) {
    func variance(_ bottom: Double, _ top: Double) -> Double {
      let middle = (bottom + top) / 2
      return middle * (1 - middle) - (top - bottom) / 4
    }
    func corner(_ bottom: Double, _ top: Double) -> Double {
      variance(min(bottom, top), max(bottom, top))
    }
    let smallest = max(
      min(
        min(corner(below, start), corner(below, upTo)), min(corner(end, start), corner(end, upTo))),
      0)
    let (from, to) = ((below + start) / 2, (end + upTo) / 2)
    let largest = from <= 0.5 && to >= 0.5 ? 0.25 : max(from * (1 - from), to * (1 - to))
    let tail = 1 / (smallerShare * smallerShare)
    return (
      middleSize.lowerBound * middleSize.lowerBound / largest,
      most(
        middleSize.upperBound, 1 / smallest, lower: tail * Self.odds(upTo),
        upper: tail / Self.odds(below))
    )
  }

  /// The least of three bounds; nothing where F - G is nothing.
  private func most(
    _ size: Double, _ weight: Double, lower: Double, upper: Double
  ) -> Double {
    size == 0 ? 0 : min(size * size * weight, lower, upper)
  }

  /// h / (1 - h).
  private static func odds(_ h: Double) -> Double { h >= 1 ? .infinity : h / (1 - h) }
}
