private import Foundation

/// The areas under the ROC curves of scores that were given to rows held out of the fit, fold by fold.
package struct CrossValidatedAUC: Sendable {
  /// The chance that a current row scores over a baseline row, ties by half, in each fold.
  package let areas: [Double]
  /// The variance of each where labels mean nothing to the scores.
  private let variances: [Double]

  /// The areas of the scores of all rows, the baseline's first, with the fold that each was held out in.
  ///
  /// - Complexity: O(N log N).
  package init(_ scores: [Double], baselineCount: Int, folds: [Int], count: Int) {
    var members = [[(score: Double, isCurrent: Bool)]](repeating: [], count: count)
    for row in scores.indices {
      members[folds[row]].append((scores[row], row >= baselineCount))
    }
    let found = members.map { Self.area($0) }
    areas = found.map(\.area)
    variances = found.map(\.variance)
  }

  /// The mean of the areas.
  package var mean: Double { areas.reduce(0, +) / Double(areas.count) }

  /// The natural logarithm of the p-value where the model has so many degrees of freedom.
  ///
  /// In each fold the area has the Mann-Whitney law, given the rest. But folds are not independent: each
  /// trains the models of the others, and what is a current row's accident in one is learnt in the
  /// others. Taken for independent, their sum T of variance 1 has a variance of up to 2.
  ///
  /// Let the folds differ by independent normal vectors of d dimensions. Along their sum of length r
  /// sqrt(K), r^2 chi-squared, the models agree; across it, each is off by its own fold. So T is about
  /// r - (d - 1) / r, and p = P(chi-square of d > r^2). In simulation, with T taken
  /// 1 / (2 K^2) smaller, this rejected about as often as promised, less with few folds; a penalty
  /// makes d smaller than it is taken for and p larger than it is.
  ///
  /// Source of the variance with ties: E. L. Lehmann, "Nonparametrics" (1975), appendix, section 3.
  package func logPValue(degreesOfFreedom d: Int) -> Double {
    let variance = variances.reduce(0, +)
    guard variance > 0, d > 0 else { return 0 }
    let folds = Double(areas.count)
    let excess = areas.reduce(0) { $0 + ($1 - 0.5) }
    let t = excess / variance.squareRoot() * (1 - 0.5 / (folds * folds))
    let across = 4 * Double(d - 1)
    // The larger root, without cancellation.
    let root = (t * t + across).squareRoot()
    let length = t >= 0 ? (t + root) / 2 : across / 2 / (root - t)
    return ChiSquared.logUpperTail(length * length, degreesOfFreedom: Double(d))
  }

  private static func area(
    _ members: [(score: Double, isCurrent: Bool)]
  ) -> (area: Double, variance: Double) {
    let sorted = members.sorted { $0.score < $1.score }
    let total = Double(sorted.count)
    let m = Double(sorted.count { $0.isCurrent })
    let n = total - m
    guard n > 0, m > 0 else { return (0.5, 0) }
    var wins = 0.0
    var ties = 0.0
    var below = 0.0
    var start = 0
    while start < sorted.count {
      var (end, current) = (start, 0.0)
      while end < sorted.count, sorted[end].score == sorted[start].score {
        if sorted[end].isCurrent { current += 1 }
        end += 1
      }
      let run = Double(end - start)
      wins += current * (below + (run - current) / 2)
      below += run - current
      ties += run * (run * run - 1)
      start = end
    }
    let variance = (total + 1 - ties / (total * (total - 1))) / (12 * n * m)
    return (wins / (n * m), max(0, variance))
  }
}
