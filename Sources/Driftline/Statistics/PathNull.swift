private import Foundation

/// The p-value of a functional of F - G, the difference of two empirical distribution functions:
/// sum over the pooled sample of a weight times abs(F - G) or its square.
///
/// Given the pooled sample, the labels "baseline" and "current" are exchangeable under the null, and
/// F - G is a random walk of their order. In the limit it is sqrt((1/n + 1/m) N/(N-1)) times a
/// Brownian bridge at the pooled ranks; for tiny samples, and where few rows carry the functional,
/// the labels are permuted instead.
public struct PathNull: Sendable {
  /// How the p-value is found.
  public enum Method: String, Sendable, CaseIterable {
    /// The limit law where it holds, else permutations.
    case auto
    /// The limit law.
    case asymptotic
    /// Permutations of the labels, all of them where there are at most 20 000.
    case permutation
  }

  /// Which functional.
  enum Functional {
    case area
    case squaredArea
    case squaredMass
    case andersonDarling
    case andersonDarlingMidrank

    /// Whether its weights are gaps of the data, which heavy tails can concentrate in a few rows.
    var weighsGaps: Bool { self == .area || self == .squaredArea }
  }

  /// The pooled number of values up to which labels are always permuted.
  static let tiny = 200
  /// The most pooled values that are permuted; larger samples are subsampled.
  static let largest = 20_000

  /// The natural logarithm of the p-value; `nil` where there is none.
  let logPValue: Double?
  /// The same for the ends of an interval of the functional; `nil` where none was given.
  private(set) var logPInterval: ClosedRange<Double>?
  /// How it was found: "asymptotic", "permutation", "exact" or "none".
  let used: String
  /// How many values were permuted, where that were not all.
  private(set) var sampled: Int?

  init(
    _ functional: Functional, observed: Double, interval: ClosedRange<Double>? = nil,
    method: Method, permutations: Int, samples: NumericComparison
  ) throws(DriftlineError) {
    let (x, y, _) = samples.orderedPair()
    guard observed.isFinite, permutations > 0 else {
      (logPValue, used) = (nil, "none")
      return
    }
    let isSmall = x.count + y.count <= Self.tiny
    let permutes =
      switch method {
      case .asymptotic: false
      case .permutation: true
      case .auto: isSmall || (functional.weighsGaps && Self.isDominated(samples))
      }
    guard permutes, !samples.isWeighted else {
      let law = Self.limit(functional, x, y)
      logPValue = law(observed)
      logPInterval = interval.map { $0.reversed(law) }
      used = "asymptotic"
      return
    }
    // The smaller sample is kept whole up to half of the room, and the other fills the rest.
    let smaller = min(x.count, y.count, Self.largest / 2)
    func size(_ count: Int) -> Int { min(count, Self.largest - smaller) }
    let permutation = LabelPermutation(
      functional, x.subsample(size(x.count), seed: samples.seed, stream: 1).values,
      y.subsample(size(y.count), seed: samples.seed, stream: 2).values)
    if size(x.count) + size(y.count) < x.count + y.count {
      sampled = size(x.count) + size(y.count)
    }
    if let logP = permutation.exactLogPValue() {
      (logPValue, used) = (logP, "exact")
    } else {
      logPValue = try permutation.logPValue(
        draws: permutations, seed: samples.seed, threads: samples.threads)
      used = "permutation"
    }
  }

  /// Whether one row carries so much of the spread that sums over the smaller sample are far from
  /// normal: its squared deviation is over a quarter of the smaller sample's expected sum.
  private static func isDominated(_ samples: NumericComparison) -> Bool {
    guard var pooled = samples.baseline.moments, let other = samples.current.moments else {
      return false
    }
    pooled.merge(other)
    let reach = max(pooled.maximum - pooled.mean, pooled.mean - pooled.minimum)
    let rows = Double(min(samples.baseline.count, samples.current.count))
    let spread = pooled.standardDeviation
    guard spread > 0 else { return false }
    guard spread.isFinite, reach.isFinite else { return true }
    let ratio = reach / spread
    return ratio * ratio > 0.25 * rows
  }

  /// The limit law at the pooled sample's ranks: from the functional to the logarithm of its p-value.
  private static func limit(
    _ functional: Functional, _ x: OrderedSample, _ y: OrderedSample
  ) -> (Double) -> Double {
    let (n, m) = (x.effectiveCount, y.effectiveCount)
    let total = n + m
    let inverse = (1 / n + 1 / m) * (total > 1 ? total / (total - 1) : 1)
    let cells = PooledCells(x, y)
    guard !cells.positions.isEmpty else { return { _ in 0 } }
    // The data's unit may be as small or large as doubles go; the law is that of shares of the range.
    let unit = functional.weighsGaps ? cells.gaps.max() ?? 1 : 1
    let gaps = cells.gaps.map { $0 / unit }
    func law(
      scale: Double, _ logUpperTail: @escaping (Double) -> Double
    ) -> (Double) -> Double {
      { observed in
        if observed == .infinity { return -.infinity }
        return observed > 0 ? logUpperTail(observed / unit / scale) : 0
      }
    }
    func law(_ form: BridgeQuadraticForm) -> (Double) -> Double {
      law(scale: inverse) { form.logUpperTail($0) }
    }
    switch functional {
    case .area:
      let integral = BridgeAbsoluteIntegral(points: cells.positions, gaps: gaps)
      return law(scale: inverse.squareRoot()) { integral.logUpperTail($0) }
    case .squaredArea:
      return law(BridgeQuadraticForm(points: cells.positions, weights: gaps))
    case .squaredMass:
      return law(BridgeQuadraticForm(points: cells.positions, weights: cells.masses))
    case .andersonDarling:
      let weights = zip(cells.positions, cells.masses).map { s, mass in mass / (s * (1 - s)) }
      return law(BridgeQuadraticForm(points: cells.positions, weights: weights))
    case .andersonDarlingMidrank:
      let form = cells.midrankForm()
      return law(
        BridgeQuadraticForm(
          points: cells.positions, weights: form.diagonal, neighbourWeights: form.offDiagonal))
    }
  }
}
