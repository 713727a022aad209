private import Foundation

/// What is done about bins that are empty in one of the samples.
public enum Smoothing: String, Sendable, CaseIterable {
  /// `epsilon` is added to every share; the shares are not scaled back to sum 1.
  case additive
  /// Shares of 0 become `epsilon`.
  case replaceZero = "replace_zero"
  /// Shares below `epsilon` become `epsilon`.
  case clip
  /// (count + 1/2) / (n + bins/2).
  case laplace
  /// Nothing: a bin that is empty on one side makes the index infinite.
  case none
}

/// The population stability index of two histograms, for numbers and categories alike.
struct StabilityIndex: Sendable {
  let smoothing: Smoothing
  let epsilon: Double
  let permutations: Int

  /// The contribution of each bin.
  func contributions(_ baseline: [Double], _ current: [Double]) -> [Double] {
    let p = smoothed(baseline)
    let q = smoothed(current)
    return zip(p, q).map { p, q in p == q ? 0 : (q - p) * (log(q) - log(p)) }
  }

  /// The smoothed shares of counts.
  func smoothed(_ counts: [Double]) -> [Double] {
    let total = counts.reduce(0, +)
    switch smoothing {
    case .additive: return counts.map { $0 / total + epsilon }
    case .replaceZero: return counts.map { $0 == 0 ? epsilon : $0 / total }
    case .clip: return counts.map { max($0 / total, epsilon) }
    case .laplace:
      return counts.map { ($0 + 0.5) / (total + 0.5 * Double(counts.count)) }
    case .none: return counts.map { $0 / total }
    }
  }

  /// The index with its p-value and detail; `fixedBaseline` where the edges are the baseline's own
  /// quantiles.
  ///
  /// - Throws: the observer's reason where the work shall stop.
  func finding(
    _ pair: HistogramPair, fixedBaseline: Bool, randomness: Randomness
  ) throws(DriftlineError) -> Finding {
    let counts = pair.effectiveCounts
    let parts = contributions(counts.baseline, counts.current)
    let index = parts.reduce(0, +)
    let found = try pValue(pair, index, fixedBaseline: fixedBaseline, randomness: randomness)
    let noise = Double(max(pair.occupied - 1, 0)) * (1 / pair.n + 1 / pair.m)
    return Finding(
      statistic: index, logPValue: found.logPValue, threshold: 0.25,
      bands: Bands(low: 0.1, high: 0.25), interval: interval(pair, logPValue: found.interval),
      detail: pair.detail + [
        .init("contributions", JSON(parts)), .init("noise_floor", .number(noise)),
        .init("p_method", .string(found.method)),
      ])
  }

  /// Between what the index lies where shares were counted in sketches.
  func range(_ bounds: HistogramBounds, _ pair: HistogramPair) -> ClosedRange<Double> {
    /// A share as it is smoothed; of a share that may be 0, whatever smoothing it gets.
    func smoothed(_ share: Double, of count: Double) -> Double {
      switch smoothing {
      case .additive: share + epsilon
      case .clip: max(share, epsilon)
      case .laplace: (share * count + 0.5) / (count + 0.5 * Double(pair.bins))
      case .replaceZero, .none: share
      }
    }
    func range(_ share: ClosedRange<Double>, of count: Double) -> ClosedRange<Double> {
      if smoothing == .replaceZero, share.lowerBound <= 0 {
        // One value at the least where there is any.
        return min(epsilon, 1 / count)...max(share.upperBound, epsilon)
      }
      return share.map { smoothed($0, of: count) }
    }
    let (n, m) = (pair.n, pair.m)
    return HistogramBounds(
      rankError: bounds.rankError, p: bounds.p.map { range($0, of: n) },
      q: bounds.q.map { range($0, of: m) }
    ).sum { p, q in p == q ? 0 : (q - p) * (log(q) - log(p)) }
  }

  private func interval(
    _ pair: HistogramPair, logPValue: ClosedRange<Double>?
  ) -> ErrorInterval? {
    guard let bounds = HistogramBounds(pair) else { return nil }
    return ErrorInterval(
      statistic: range(bounds, pair), logPValue: logPValue, rankError: bounds.rankError)
  }

  private func pValue(
    _ pair: HistogramPair, _ index: Double, fixedBaseline: Bool, randomness: Randomness
  ) throws(DriftlineError) -> HistogramPValue {
    guard pair.occupied > 1 else { return .oneBin(pair) }
    if HistogramNull.isSmall(pair), HistogramNull.isWhole(pair), index.isFinite {
      guard permutations > 0 else { return HistogramPValue(logPValue: nil, method: "none") }
      let expected = pair.n / Double(pair.bins)
      let even = expected >= 1 && pair.baseline.allSatisfy { abs($0 - expected) <= 1 }
      let bounds = HistogramBounds(pair).map { range($0, pair) }
      return try HistogramPValue(simulatedFrom: index, bounds) {
        (observed) throws(DriftlineError) in
        try HistogramNull.simulate(
          pair, design: fixedBaseline && even ? .baselineQuantiles : .exchangeable,
          draws: permutations, randomness: randomness, observed: observed
        ) { contributions($0, $1).reduce(0, +) }
      }
    }
    // The limit law speaks of unsmoothed shares; half a count stands in for an empty bin.
    let counts = pair.effectiveCounts
    func shares(_ counts: [Double]) -> [Double] {
      let total = counts.reduce(0, +)
      return counts.map { max($0, 0.5) / total }
    }
    var plain = 0.0
    let table = HistogramNull.withoutSparseBins(counts.baseline, counts.current)
    guard table.baseline.count > 1 else { return .oneBin(pair) }
    for (p, q) in zip(shares(table.baseline), shares(table.current)) where p != q {
      plain += (q - p) * (log(q) - log(p))
    }
    let noise = 1 / pair.n + 1 / pair.m
    let degrees = Double(table.baseline.count - 1)
    let bounds = HistogramBounds(pair, groups: table.bins).map { bounds in
      bounds.sum { p, q in
        let (p, q) = (max(p, 0.5 / pair.n), max(q, 0.5 / pair.m))
        return (q - p) * (log(q) - log(p))
      }
    }
    return HistogramPValue(
      logPValue: ChiSquared.logUpperTail(plain / noise, degreesOfFreedom: degrees),
      method: "chi_square",
      interval: bounds?.reversed {
        ChiSquared.logUpperTail($0 / noise, degreesOfFreedom: degrees)
      })
  }
}
