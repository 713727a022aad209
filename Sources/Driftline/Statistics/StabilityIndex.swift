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
  func finding(_ pair: HistogramPair, fixedBaseline: Bool, randomness: Randomness) -> Finding {
    let counts = pair.effectiveCounts
    let parts = contributions(counts.baseline, counts.current)
    let index = parts.reduce(0, +)
    let (logP, method) = logPValue(
      pair, index, fixedBaseline: fixedBaseline, randomness: randomness)
    let noise = Double(max(pair.occupied - 1, 0)) * (1 / pair.n + 1 / pair.m)
    return Finding(
      statistic: index, logPValue: logP, threshold: 0.25, bands: Bands(low: 0.1, high: 0.25),
      detail: pair.detail + [
        .init("contributions", JSON(parts)), .init("noise_floor", .number(noise)),
        .init("p_method", .string(method)),
      ])
  }

  private func logPValue(
    _ pair: HistogramPair, _ index: Double, fixedBaseline: Bool, randomness: Randomness
  ) -> (Double?, String) {
    guard pair.occupied > 1 else { return (0, "one_bin") }
    if HistogramNull.isSmall(pair), HistogramNull.isWhole(pair), index.isFinite {
      guard permutations > 0 else { return (nil, "none") }
      let expected = pair.n / Double(pair.bins)
      let even = expected >= 1 && pair.baseline.allSatisfy { abs($0 - expected) <= 1 }
      let logP = HistogramNull.simulate(
        pair, design: fixedBaseline && even ? .baselineQuantiles : .exchangeable,
        draws: permutations, randomness: randomness, observed: index
      ) { contributions($0, $1).reduce(0, +) }
      return (logP, "simulated")
    }
    // The limit law speaks of unsmoothed shares; half a count stands in for an empty bin.
    let counts = pair.effectiveCounts
    func shares(_ counts: [Double]) -> [Double] {
      let total = counts.reduce(0, +)
      return counts.map { max($0, 0.5) / total }
    }
    var plain = 0.0
    let table = HistogramNull.withoutSparseBins(counts.baseline, counts.current)
    guard table.0.count > 1 else { return (0, "one_bin") }
    for (p, q) in zip(shares(table.0), shares(table.1)) where p != q {
      plain += (q - p) * (log(q) - log(p))
    }
    let scaled = plain / (1 / pair.n + 1 / pair.m)
    let degrees = Double(table.0.count - 1)
    return (ChiSquared.logUpperTail(scaled, degreesOfFreedom: degrees), "chi_square")
  }
}
