private import Foundation

/// Permutations of the labels of a pooled sample, and a functional of F - G under each.
struct LabelPermutation {
  private let functional: PathNull.Functional
  private let n: Int
  private let total: Int
  /// For each pooled rank but the last: the weight of abs(F - G) there, 0 inside a run of ties.
  private let weights: [Double]
  /// For mid-ranks, each run of ties' last rank and weight, the last run too.
  private let runs: [(end: Int, weight: Double)]
  private var observed = 0.0

  init(_ functional: PathNull.Functional, _ x: [Double], _ y: [Double]) {
    self.functional = functional
    n = x.count
    total = x.count + y.count
    var labels: [Bool] = []
    var pooled: [Double] = []
    labels.reserveCapacity(total)
    pooled.reserveCapacity(total)
    var (i, j) = (0, 0)
    while i < x.count || j < y.count {
      let takesFirst = j == y.count || (i < x.count && x[i] <= y[j])
      pooled.append(takesFirst ? x[i] : y[j])
      labels.append(takesFirst)
      if takesFirst { i += 1 } else { j += 1 }
    }
    (weights, runs) = Self.weigh(functional, pooled)
    observed = value { labels[$0] }
  }

  private static func weigh(
    _ functional: PathNull.Functional, _ pooled: [Double]
  ) -> ([Double], [(end: Int, weight: Double)]) {
    let total = Double(pooled.count)
    var weights = [Double](repeating: 0, count: max(pooled.count - 1, 0))
    var runs: [(end: Int, weight: Double)] = []
    var start = 0
    for rank in pooled.indices {
      let isLast = rank == pooled.count - 1
      guard isLast || pooled[rank] < pooled[rank + 1] else { continue }
      let run = Double(rank + 1 - start)
      let h = Double(rank + 1) / total
      let middle = (Double(start) + Double(rank + 1)) / 2 / total
      let mass = run / total
      let variance = middle * (1 - middle) - mass / 4
      runs.append((rank, variance > 0 ? mass / variance : 0))
      start = rank + 1
      if isLast { continue }
      weights[rank] =
        switch functional {
        case .area, .squaredArea: pooled[rank + 1] - pooled[rank]
        case .squaredMass: mass
        case .andersonDarling, .andersonDarlingMidrank: mass / (h * (1 - h))
        }
    }
    return (weights, runs)
  }

  /// The functional under labels that are asked for in order, `true` for the baseline.
  private func value(_ isBaseline: (Int) -> Bool) -> Double {
    let up = 1 / Double(n)
    let down = 1 / Double(total - n)
    var sum = 0.0
    var (i, j) = (0, 0)
    if functional == .andersonDarlingMidrank {
      var rank = 0
      var before = 0.0
      for run in runs {
        while rank <= run.end {
          if isBaseline(rank) { i += 1 } else { j += 1 }
          rank += 1
        }
        let after = Double(i) * up - Double(j) * down
        let middle = (before + after) / 2
        sum += run.weight * middle * middle
        before = after
      }
      return sum
    }
    for rank in weights.indices {
      if isBaseline(rank) { i += 1 } else { j += 1 }
      let gap = Double(i) * up - Double(j) * down
      sum += weights[rank] * (functional == .area ? abs(gap) : gap * gap)
    }
    return sum
  }

  private var bar: Double { observed - 1e-11 * abs(observed) }

  /// The p-value over all ways to label the pooled sample; `nil` where there are over 20 000.
  func exactLogPValue() -> Double? {
    guard total <= 62, logBinomial(total, n) <= log(20_000) else { return nil }
    var reached = 0
    var all = 0
    var subset: UInt64 = (1 << UInt64(n)) - 1
    let end: UInt64 = 1 << UInt64(total)
    while subset < end {
      all += 1
      let labels = subset
      if value({ labels >> UInt64($0) & 1 == 1 }) >= bar { reached += 1 }
      // The next larger number with as many bits set (Gosper).
      let lowest = subset & (~subset &+ 1)
      let ripple = subset &+ lowest
      subset = ripple | (((subset ^ ripple) >> 2) / lowest)
    }
    return log(Double(reached) / Double(all))
  }

  /// The p-value from seeded permutations.
  ///
  /// - Complexity: O(N) a permutation; under the null about a hundred of them.
  func logPValue(draws: Int, seed: UInt64, threads: Int) throws(DriftlineError) -> Double {
    let randomness = Randomness(seed: seed, threads: threads).mixed(with: observed)
    return try SequentialMonteCarlo.logPValue(
      draws: draws, steps: total, threads: threads
    ) { draw in exceeds(draw: draw, seed: randomness.seed) }
  }

  private func exceeds(draw: Int, seed: UInt64) -> Bool {
    var random = SeededRandom(seed: seed, stream: UInt64(draw))
    var left = n
    return value { rank in
      let isBaseline = random.below(total - rank) < left
      if isBaseline { left -= 1 }
      return isBaseline
    } >= bar
  }
}
