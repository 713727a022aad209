/// Between what sums over the bins of two histograms lie, where the shares were counted in sketches.
///
/// Every term is nothing where the two shares are equal and rises as they part, whichever of them moves.
/// So its largest value over the shares that are possible is at two of the corners, and its smallest is
/// where the shares are nearest to each other.
struct HistogramBounds: Sendable {
  /// The sum of both sides' errors of rank.
  let rankError: Double
  /// Between what the shares of each bin lie.
  let p: [ClosedRange<Double>]
  let q: [ClosedRange<Double>]

  /// Bounds that are known.
  init(rankError: Double, p: [ClosedRange<Double>], q: [ClosedRange<Double>]) {
    self.rankError = rankError
    self.p = p
    self.q = q
  }

  /// The bounds of a pair; `nil` where all values were counted.
  ///
  /// With `groups` several bins are one, with their errors added up.
  init?(_ pair: HistogramPair, groups: [[Int]]? = nil) {
    let errors = pair.shareErrors
    guard errors.baseline + errors.current > 0 else { return nil }
    rankError = (errors.baseline + errors.current) / 2
    let groups = groups ?? pair.p.indices.map { [$0] }
    func ranges(_ shares: [Double], _ error: Double) -> [ClosedRange<Double>] {
      groups.map { bins in
        let share = min(bins.reduce(0) { $0 + shares[$1] }, 1)
        let slack = error * Double(bins.count)
        return max(share - slack, 0)...min(share + slack, 1)
      }
    }
    p = ranges(pair.p, errors.baseline)
    q = ranges(pair.q, errors.current)
  }

  /// The sum of a term over the bins, at both ends.
  func sum(_ term: (Double, Double) -> Double) -> ClosedRange<Double> {
    var (least, most) = (0.0, 0.0)
    for (p, q) in zip(p, q) {
      if p.upperBound < q.lowerBound {
        least += term(p.upperBound, q.lowerBound)
      } else if q.upperBound < p.lowerBound {
        least += term(p.lowerBound, q.upperBound)
      }
      most += max(term(p.lowerBound, q.upperBound), term(p.upperBound, q.lowerBound))
    }
    return least...max(least, most)
  }
}
