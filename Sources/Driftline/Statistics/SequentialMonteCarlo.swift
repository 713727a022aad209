internal import DriftlineKernels
private import Foundation
private import Synchronization

/// The p-value of a statistic from draws of its null law, as many as it takes.
///
/// Draws stop once fifty have reached the observed value, which under the null is soon; then
/// p = 50 / draws. Where all `draws` are made, p = (b + 1) / (draws + 1) with b exceedances. Both
/// are valid: under the null, P(p <= a) <= a for every a.
///
/// Source: J. Besag, P. Clifford, "Sequential Monte Carlo p-values", Biometrika 78 (1991),
/// DOI 10.1093/biomet/78.2.301; B. Phipson, G. K. Smyth, SAGMB 9 (2010),
/// DOI 10.2202/1544-6115.1585.
enum SequentialMonteCarlo {
  /// Exceedances after which drawing stops.
  static let enough = 50

  /// The natural logarithm of the p-value.
  ///
  /// - Parameters:
  ///   - draws: the most draws to make.
  ///   - steps: about how much work one draw is; the draws of long ones run side by side.
  ///   - threads: the most threads to use.
  ///   - exceeds: whether the draw of a number reached the observed value, which depends on the
  ///     number alone.
  /// - Returns: the logarithm, at most 0.
  /// - Throws: the observer's reason where the work shall stop.
  static func logPValue(
    draws: Int, steps: Int, threads: Int, exceeds: @Sendable (Int) -> Bool
  ) throws(DriftlineError) -> Double {
    precondition(draws > 0, "\(draws) draws")
    let batch = steps > 2_000 ? 64 : 1
    var reached = 0
    var start = 0
    while start < draws {
      let count = min(batch, draws - start)
      let first = start
      let found = Mutex([Bool](repeating: false, count: count))
      try Work.concurrently(count: count, threads: threads) { index in
        if exceeds(first + index) { found.withLock { $0[index] = true } }
      }
      for (index, exceeded) in found.withLock({ $0 }).enumerated() where exceeded {
        reached += 1
        if reached == enough { return log(Double(enough) / Double(start + index + 1)) }
      }
      start += count
    }
    return log(Double(reached + 1) / Double(draws + 1))
  }
}
