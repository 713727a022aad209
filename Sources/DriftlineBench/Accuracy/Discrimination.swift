private import Foundation

/// How well scores tell changed pairs from unchanged ones.
///
/// Ties are split at random in the mean: a contender that always says the same finds as many changes as
/// it raises false alarms.
struct Discrimination {
  /// Unchanged pairs whose score is a value, by falling value.
  private var controls: [Int] = []
  /// Changed pairs whose score is that value.
  private var changes: [Int] = []
  /// Unchanged pairs.
  private let controlCount: Int
  /// Changed pairs.
  private let changeCount: Int

  /// Scores of unchanged and of changed pairs, neither empty.
  ///
  /// - Complexity: O(n log n).
  init(controls: [Int], changes: [Int]) {
    precondition(
      !controls.isEmpty && !changes.isEmpty,
      "\(controls.count) controls and \(changes.count) changes, and at least one each is needed")
    (controlCount, changeCount) = (controls.count, changes.count)
    let (x, y) = (controls.sorted(by: >), changes.sorted(by: >))
    var (i, j) = (0, 0)
    while i < x.count || j < y.count {
      let value = max(i < x.count ? x[i] : .min, j < y.count ? y[j] : .min)
      let (from, start) = (i, j)
      while i < x.count, x[i] == value { i += 1 }
      while j < y.count, y[j] == value { j += 1 }
      self.controls.append(i - from)
      self.changes.append(j - start)
    }
  }

  /// The share of changes above a threshold, which is given by its rank among the controls.
  ///
  /// - Parameter rank: 1 is the highest control, 2 the next; between two the share is interpolated; at 0
  ///   nothing is above. A threshold at rank r is exceeded by r of n + 1 unchanged pairs in the mean.
  /// - Returns: the share.
  func share(atRank rank: Double) -> Double {
    let below = rank.rounded(.down)
    let part = rank - below
    let first = share(atWholeRank: Int(below))
    return part == 0 ? first : first + part * (share(atWholeRank: Int(below) + 1) - first)
  }

  private func share(atWholeRank rank: Int) -> Double {
    if rank <= 0 { return 0 }
    if rank > controlCount { return 1 }
    var (seen, found) = (0, 0.0)
    for (control, change) in zip(controls, changes) {
      if seen + control >= rank {
        // The threshold is the (rank - seen)th of the equal ones, which are in random order.
        let place = Double(rank - seen) / Double(control + 1)
        return (found + place * Double(change)) / Double(changeCount)
      }
      seen += control
      found += Double(change)
    }
    return 1
  }

  /// The share of changes found where the threshold lets a share `alpha` of unchanged pairs through.
  ///
  /// The estimate is unbiased for a score that says nothing. Its interval allows for both finite
  /// numbers: how many of n controls lie above the true threshold is binomial, and for each such number
  /// the share of changes has the confidence distribution of Wilson's interval (DOI
  /// 10.1080/01621459.1927.10502953); the mixture's 2.5 % and 97.5 % points are the ends.
  func power(alpha: Double) -> Estimate {
    let n = Double(controlCount)
    let value = share(atRank: alpha * (n + 1))
    var weights: [(weight: Double, share: Double)] = []
    for above in 0...controlCount {
      let k = Double(above)
      let logWeight =
        lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(alpha)
        + (n - k) * log1p(-alpha)
      if logWeight > -20 { weights.append((exp(logWeight), share(atRank: k + 0.5))) }
    }
    let whole = weights.reduce(0) { $0 + $1.weight }
    let m = Double(changeCount)
    func below(_ x: Double) -> Double {
      let deviation = (x * (1 - x) / m).squareRoot()
      return weights.reduce(0) { sum, one in
        sum + one.weight * 0.5 * erfc((one.share - x) / deviation / 2.0.squareRoot())
      } / whole
    }
    return Estimate(
      value, min(value, root { below($0) - 0.025 }), max(value, root { below($0) - 0.975 }))
  }

  /// The chance that a changed pair scores higher than an unchanged one, ties counted half.
  ///
  /// The interval is Newcombe's method 5 (Statistics in Medicine 25, 2006, DOI 10.1002/sim.2324), which
  /// has a width at 0 and 1 too.
  var auc: Estimate {
    var (above, wins) = (0, 0.0)
    for (control, change) in zip(controls, changes) {
      wins += Double(control) * (Double(above) + Double(change) / 2)
      above += change
    }
    let (n, m) = (Double(controlCount), Double(changeCount))
    let value = wins / (n * m)
    func errors(_ x: Double) -> Double {
      let mean = (n + m) / 2 - 1
      let variance =
        x * (1 - x) * (1 + mean * ((1 - x) / (2 - x) + x / (1 + x))) / (n * m)
      return (x - value) / variance.squareRoot()
    }
    let z = 1.959964
    return Estimate(
      value, value == 0 ? 0 : root { errors($0) + z }, value == 1 ? 1 : root { errors($0) - z })
  }

  /// Points of the ROC curve, from (0, 0) to (1, 1), at most `most`.
  ///
  /// Where the curve has more corners, points at equal steps along it stand for them.
  func roc(most: Int = 41) -> [[Double]] {
    var corners: [(x: Double, y: Double)] = [(0, 0)]
    for (control, change) in zip(controls, changes) {
      let last = corners[corners.count - 1]
      corners.append(
        (
          last.x + Double(control) / Double(controlCount),
          last.y + Double(change) / Double(changeCount)
        ))
    }
    corners[corners.count - 1] = (1, 1)
    var points = corners.map { [$0.x, $0.y] }
    if points.count > most {
      var place = 1
      points = (0..<most).map { index in
        let wanted = 2 * Double(index) / Double(most - 1)
        while place < corners.count - 1, corners[place].x + corners[place].y < wanted { place += 1 }
        let (a, b) = (corners[place - 1], corners[place])
        let length = b.x + b.y - a.x - a.y
        let part = length > 0 ? min(1, (wanted - a.x - a.y) / length) : 0
        return [a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)]
      }
      points[0] = [0, 0]
      points[most - 1] = [1, 1]
    }
    return points
  }
}

/// Where a rising function crosses 0 between 0 and 1, by halving.
private func root(_ function: (Double) -> Double) -> Double {
  var (low, high) = (0.0, 1.0)
  for _ in 0..<50 {
    let middle = (low + high) / 2
    if function(middle) < 0 { low = middle } else { high = middle }
  }
  return (low + high) / 2
}
