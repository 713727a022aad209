internal import DriftlineKernels
private import Foundation

/// Labels of the rows of a pooled sample, as they are and under random permutations.
///
/// 1 for a baseline row, 0 for a current one. A row of labels belongs to a row of the sample, a
/// column to a labelling.
///
/// - Size: one element for each row and labelling.
struct PermutedLabels<Element: Numeric & BitwiseCopyable & Sendable>: Sendable {
  /// The labels, row after row.
  let storage: RowStorage<Element>
  /// The number of labellings, the observed one included.
  var columns: Int { storage.dimensions }

  /// Labels of `total` rows whose first `n` are the baseline's.
  ///
  /// - Parameters:
  ///   - n: the number of the baseline's rows.
  ///   - total: the number of all rows.
  ///   - leading: columns before the permuted ones, each the label of baseline rows and of others.
  ///   - permutations: the number of permutations; each depends on the seed and its number alone.
  ///   - seed: the seed.
  ///   - threads: the most threads to use.
  /// - Throws: the observer's reason where the work shall stop.
  init(
    n: Int, total: Int, leading: [(baseline: Element, current: Element)], permutations: Int,
    seed: UInt64, threads: Int
  ) throws(DriftlineError) {
    let width = leading.count + permutations
    let storage = RowStorage<Element>(count: total, dimensions: width)
    for row in 0..<total {
      for (column, label) in leading.enumerated() {
        unsafe storage.start[row * width + column] = row < n ? label.baseline : label.current
      }
    }
    // Side by side, so that whole cache lines are written.
    let lanes = 16
    try Work.concurrently(count: (permutations + lanes - 1) / lanes, threads: threads) { block in
      let first = block * lanes
      let count = min(lanes, permutations - first)
      var random = (0..<count).map { SeededRandom(seed: seed, stream: UInt64(first + $0)) }
      var left = [UInt64](repeating: UInt64(n), count: count)
      for row in 0..<total {
        let rest = UInt64(total - row)
        for lane in 0..<count {
          // Each of the rest is as likely as the others to be one of those left, to 1 in 2^64.
          let isBaseline = random[lane].next().multipliedFullWidth(by: rest).high < left[lane]
          left[lane] -= isBaseline ? 1 : 0
          unsafe storage.start[row * width + leading.count + first + lane] = isBaseline ? 1 : 0
        }
      }
    }
    self.storage = storage
  }
}

/// The logarithm of the p-value of an observed value among those of its permutations.
///
/// p = (b + 1) / (R + 1), with b of R values at least as large.
///
/// Source: B. Phipson, G. K. Smyth, SAGMB 9 (2010), DOI 10.2202/1544-6115.1585.
/// - Parameters:
///   - observed: the value under the labels as they are.
///   - permuted: the values under permutations.
///   - tolerance: what values may differ by that are equal but for rounding.
/// - Returns: log p; `nil` without permutations.
func permutationLogPValue(
  observed: Double, permuted: some Collection<Double>, tolerance: Double
) -> Double? {
  guard !permuted.isEmpty else { return nil }
  let reached = permuted.count { $0 >= observed - tolerance }
  return log(Double(reached + 1) / Double(permuted.count + 1))
}
