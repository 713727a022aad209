private import Foundation

/// Whether the share of missing values has changed.
///
/// H0: values are missing as often in both samples. Statistic: the absolute difference of the two
/// shares. Every column of any kind has it.
///
/// - Threshold 0.01. Bands: low 0.01, medium 0.05, high 0.2.
/// - p-value: Fisher's exact test, two-sided (the total probability of tables no more likely than
///   the one seen), which is conservative; over 100 000 missing values the two-proportion normal
///   test.
/// - Needs one row on each side, missing or not.
/// - Complexity: O(missing values), at most 100 000.
///
/// Source: R. A. Fisher, Journal of the Royal Statistical Society 98 (1935), DOI 10.2307/2342435.
public struct MissingShare: NumericDetector, CategoricalDetector {
  /// The name in JSON, on the command line and in reports.
  public static let name = "missing_share"
  /// What is measured, in one line.
  public static let summary = "Whether the share of missing values has changed"
  /// Where the definition comes from.
  public static let source =
    "Fisher, Journal of the Royal Statistical Society 98, 1935, doi:10.2307/2342435"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = []

  /// The test.
  public init() {}

  /// The parts it looks at.
  public var needs: NumericNeeds { NumericNeeds(.moments) }

  /// Measures two numeric samples.
  public func measure(_ samples: NumericComparison) throws(DriftlineError) -> Finding {
    let (a, b) = (samples.baseline, samples.current)
    return try finding(missing: (a.missing, b.missing), present: (a.count, b.count))
  }

  /// Measures two categorical samples.
  public func measure(_ samples: CategoricalComparison) throws(DriftlineError) -> Finding {
    try finding(
      missing: samples.missing, present: (Int(samples.pair.n), Int(samples.pair.m)))
  }

  /// Measures how many are missing on each side, and how many are not.
  func finding(
    missing: (Int, Int), present: (Int, Int)
  ) throws(DriftlineError) -> Finding {
    let rows = (missing.0 + present.0, missing.1 + present.1)
    for (side, count) in [("baseline", rows.0), ("current", rows.1)] where count == 0 {
      throw DriftlineError(
        .insufficientData, "\(side) has no rows; \(Self.name) needs 1", at: side,
        details: [.init("n", .int(0)), .init("min", .int(1))])
    }
    let shares = (Double(missing.0) / Double(rows.0), Double(missing.1) / Double(rows.1))
    let difference = abs(shares.1 - shares.0)
    return Finding(
      statistic: difference, logPValue: logPValue(missing, rows), threshold: 0.01,
      bands: Bands(low: 0.01, medium: 0.05, high: 0.2),
      detail: [
        .init(
          "shares",
          .object([.init("baseline", .number(shares.0)), .init("current", .number(shares.1))]))
      ])
  }

  private func logPValue(_ missing: (Int, Int), _ rows: (Int, Int)) -> Double {
    let total = missing.0 + missing.1
    let all = rows.0 + rows.1
    if total == 0 || total == all { return 0 }
    if min(total, all - total) > 100_000 {
      let pooled = Double(total) / Double(all)
      let error = (pooled * (1 - pooled) * (1 / Double(rows.0) + 1 / Double(rows.1))).squareRoot()
      let gap = abs(Double(missing.1) / Double(rows.1) - Double(missing.0) / Double(rows.0))
      return log(2) + Normal.logUpperTail(gap / error)
    }
    // Present values make the same table as missing ones: count over the rarer.
    let isRare = total <= all - total
    let marked = isRare ? total : all - total
    let seen = isRare ? missing.1 : rows.1 - missing.1
    let whole = logBinomial(all, rows.1)
    func logProbability(_ k: Int) -> Double {
      logBinomial(marked, k) + logBinomial(all - marked, rows.1 - k) - whole
    }
    let bar = logProbability(seen) + 1e-9
    var sum = -Double.infinity
    for k in max(0, marked - rows.0)...min(marked, rows.1) {
      let probability = logProbability(k)
      if probability <= bar { sum = logAddExp(sum, probability) }
    }
    return min(sum, 0)
  }
}
