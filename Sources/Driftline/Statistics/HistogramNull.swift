private import Foundation

/// The p-value of a statistic of two histograms.
struct HistogramPValue: Sendable {
  /// The natural logarithm; `nil` where there is none.
  ///
  /// Where shares were counted in sketches it is the largest that their errors leave: a test of counts
  /// takes errors of a sketch of millions for drift.
  var logPValue: Double?
  /// How it was found.
  var method: String
  /// Between what the logarithm lies, where shares were counted in sketches.
  var interval: ClosedRange<Double>?

  /// A p-value by drawing counts, for a statistic and for both ends of what it may be.
  ///
  /// The draws behind the ends are others than those behind the statistic, whose p-value is taken in.
  init(
    simulatedFrom observed: Double, _ bounds: ClosedRange<Double>?,
    _ simulate: (Double) throws(DriftlineError) -> Double
  ) throws(DriftlineError) {
    let logP = try simulate(observed)
    let range = try bounds?.reversed(simulate)
    self.init(
      logPValue: logP, method: "simulated",
      interval: range.map { min($0.lowerBound, logP)...max($0.upperBound, logP) })
  }

  init(logPValue: Double?, method: String, interval: ClosedRange<Double>? = nil) {
    self.logPValue = interval?.upperBound ?? logPValue
    self.method = method
    self.interval = interval
  }

  /// The p-value where all is in one bin.
  ///
  /// A sketch does not see a few values beside it, so that its interval is everything.
  static func oneBin(_ pair: HistogramPair) -> HistogramPValue {
    HistogramPValue(
      logPValue: 0, method: "one_bin", interval: pair.isExact ? nil : -Double.infinity...0)
  }
}

/// The null laws of statistics of two histograms.
package enum HistogramNull {
  /// How the bins came about, which decides what is random about the counts.
  enum Design {
    /// The edges do not depend on which sample a value is in: given the pooled counts, the current
    /// ones are multivariate hypergeometric.
    case exchangeable
    /// The edges are the baseline's quantiles: its counts are fixed, and the current ones are
    /// Dirichlet-multinomial whatever the distribution, as long as it has no ties.
    case baselineQuantiles
  }

  /// Counts below which the chi-square limits are left for simulation: about fifty values a bin.
  static func isSmall(_ pair: HistogramPair) -> Bool {
    min(pair.n, pair.m) < 50 * Double(max(pair.occupied, 1))
  }

  /// The likelihood-ratio statistic G of the two histograms: 2 sum O ln(O / E).
  ///
  /// Source: A. Agresti, Categorical Data Analysis, 3rd ed. (2013), section 3.2.
  static func likelihoodRatio(_ a: [Double], _ b: [Double]) -> Double {
    let (n, m) = (a.reduce(0, +), b.reduce(0, +))
    var sum = 0.0
    for (x, y) in zip(a, b) where x + y > 0 {
      let share = (x + y) / (n + m)
      if x > 0 { sum += x * log(x / (n * share)) }
      if y > 0 { sum += y * log(y / (m * share)) }
    }
    return max(2 * sum, 0)
  }

  /// The log p-value of the G test of two histograms, simulated where counts are small.
  static func gTest(
    _ pair: HistogramPair, permutations: Int, randomness: Randomness
  ) throws(DriftlineError) -> HistogramPValue {
    let counts = pair.effectiveCounts
    let observed = likelihoodRatio(counts.baseline, counts.current)
    guard pair.occupied > 1 else { return .oneBin(pair) }
    if isSmall(pair), isWhole(pair) {
      guard permutations > 0 else { return HistogramPValue(logPValue: nil, method: "none") }
      let bounds = HistogramBounds(pair)?.sum { 2 * parting($0, $1, weights: (pair.n, pair.m)) }
      return try HistogramPValue(simulatedFrom: observed, bounds) {
        (observed) throws(DriftlineError) in
        try simulate(
          pair, design: .exchangeable, draws: permutations, randomness: randomness,
          observed: observed, statistic: likelihoodRatio)
      }
    }
    let table = withoutSparseBins(counts.baseline, counts.current)
    guard table.baseline.count > 1 else { return .oneBin(pair) }
    let degrees = Double(table.baseline.count - 1)
    let pooled = likelihoodRatio(table.baseline, table.current)
    let bounds = HistogramBounds(pair, groups: table.bins)
    return HistogramPValue(
      logPValue: ChiSquared.logUpperTail(pooled, degreesOfFreedom: degrees),
      method: "chi_square",
      interval: bounds.map { bounds in
        bounds.sum { 2 * parting($0, $1, weights: (pair.n, pair.m)) }
          .reversed { ChiSquared.logUpperTail($0, degreesOfFreedom: degrees) }
      })
  }

  /// How far two shares are from their weighted mean: a p ln(p / r) + b q ln(q / r) with
  /// r = (a p + b q) / (a + b), never negative.
  ///
  /// Half the likelihood-ratio statistic is the sum of these with the sample sizes for weights, and twice
  /// the Jensen-Shannon divergence that with 1 and 1.
  static func parting(_ p: Double, _ q: Double, weights: (Double, Double)) -> Double {
    let (a, b) = weights
    let mean = (a * p + b * q) / (a + b)
    func part(_ weight: Double, _ share: Double) -> Double {
      share == 0 ? 0 : weight * share * log(share / mean)
    }
    return max(part(a, p) + part(b, q), 0)
  }

  /// The counts with every bin of which either sample would hold under five in one bin, and that one
  /// joined to the smallest of the others where it is sparse itself: what the chi-square laws ask.
  ///
  /// Source: W. G. Cochran, Biometrics 10 (1954), DOI 10.2307/3001616.
  ///
  /// `bins` says which of the bins are in each of these.
  static func withoutSparseBins(
    _ a: [Double], _ b: [Double]
  ) -> (baseline: [Double], current: [Double], bins: [[Int]]) {
    let (n, m) = (a.reduce(0, +), b.reduce(0, +))
    let share = min(n, m) / (n + m)
    var kept: [(Double, Double)] = []
    var bins: [[Int]] = []
    var rest = (0.0, 0.0)
    var sparse: [Int] = []
    for (index, (x, y)) in zip(a, b).enumerated() where x + y > 0 {
      if (x + y) * share < 5 {
        rest = (rest.0 + x, rest.1 + y)
        sparse.append(index)
      } else {
        kept.append((x, y))
        bins.append([index])
      }
    }
    if (rest.0 + rest.1) * share >= 5 {
      kept.append(rest)
      bins.append(sparse)
    } else if rest.0 + rest.1 > 0,
      let smallest = kept.indices.min(by: {
        kept[$0].0 + kept[$0].1 < kept[$1].0 + kept[$1].1
      })
    {
      kept[smallest] = (kept[smallest].0 + rest.0, kept[smallest].1 + rest.1)
      bins[smallest] += sparse
    }
    return (kept.map(\.0), kept.map(\.1), bins)
  }

  /// Whether all counts are whole numbers that can be drawn.
  static func isWhole(_ pair: HistogramPair) -> Bool {
    (pair.baseline + pair.current).allSatisfy { $0 == $0.rounded() && $0 <= 0x1p53 }
      && pair.n == pair.baseline.reduce(0, +)
  }

  /// The log p-value of any statistic of the two histograms, by drawing counts.
  ///
  /// Of many bins fewer draws are made: ``affordable(_:bins:)``. The least p-value that there can be is
  /// then larger, and the p-value as valid: under the null, P(p <= a) <= a for every a.
  /// - Throws: the observer's reason where the work shall stop, which is looked at within a draw too.
  /// - Complexity: O(bins) a draw.
  static func simulate(
    _ pair: HistogramPair, design: Design, draws: Int, randomness: Randomness, observed: Double,
    statistic: @Sendable ([Double], [Double]) -> Double
  ) throws(DriftlineError) -> Double {
    let baseline = pair.baseline.map { Int($0) }
    let current = pair.current.map { Int($0) }
    let bar = observed - 1e-9 * abs(observed)
    let randomness = randomness.mixed(with: observed)
    return try SequentialMonteCarlo.logPValue(
      draws: affordable(draws, bins: pair.bins), steps: 10 * pair.bins, threads: randomness.threads
    ) { draw in
      var random = SeededRandom(seed: randomness.seed, stream: UInt64(draw))
      let table =
        switch design {
        case .exchangeable: relabel(baseline, current, &random)
        case .baselineQuantiles: between(baseline, current.reduce(0, +), &random)
        }
      // Of work that shall stop the draws do not count.
      guard let table else { return false }
      return statistic(table.0, table.1) >= bar
    }
  }

  /// How many of so many draws are made.
  ///
  /// Those whose bins are under 20 million, but up to 999 with up to 200 000 bins: over that, those
  /// whose bins are under 200 million, but up to 199.
  package static func affordable(_ draws: Int, bins: Int) -> Int {
    let some = max(min(999, 200_000_000 / bins), 199)
    return min(draws, max(some, 20_000_000 / bins))
  }

  /// After so many bins a draw looks whether the work shall stop.
  private static let binsBetweenLooks = 65_536

  private static func shallStop(at bin: Int) -> Bool {
    bin % binsBetweenLooks == 0 && (try? Work.check()) == nil
  }

  /// The pooled values dealt anew to two samples of the sizes they had; `nil` where the work shall stop.
  private static func relabel(
    _ a: [Int], _ b: [Int], _ random: inout SeededRandom
  ) -> ([Double], [Double])? {
    var left = b.reduce(0, +)
    var population = a.reduce(0, +) + left
    var first: [Double] = []
    var second: [Double] = []
    first.reserveCapacity(a.count)
    second.reserveCapacity(a.count)
    for index in a.indices {
      if shallStop(at: index) { return nil }
      let marked = a[index] + b[index]
      let drawn = random.hypergeometric(draws: left, marked: marked, population: population)
      first.append(Double(marked - drawn))
      second.append(Double(drawn))
      left -= drawn
      population -= marked
    }
    return (first, second)
  }

  /// Where `m` new values fall among the baseline's order statistics: each bin's chance is a sum of
  /// as many uniform spacings as it has baseline values, half a one more at either end.
  private static func between(
    _ a: [Int], _ m: Int, _ random: inout SeededRandom
  ) -> ([Double], [Double])? {
    var chances: [Double] = []
    chances.reserveCapacity(a.count)
    for index in a.indices {
      if shallStop(at: index) { return nil }
      let isOuter = index == 0 || index == a.count - 1
      chances.append(random.gamma(shape: max(Double(a[index]) + (isOuter ? 0.5 : 0), 1)))
    }
    var rest = chances.reduce(0, +)
    var left = m
    var counts: [Double] = []
    counts.reserveCapacity(a.count)
    for (index, chance) in chances.enumerated() {
      if shallStop(at: index) { return nil }
      let drawn =
        index == chances.count - 1
        ? left : random.binomial(trials: left, chance: min(chance / rest, 1))
      counts.append(Double(drawn))
      left -= drawn
      rest -= chance
    }
    return (a.map(Double.init), counts)
  }
}
