private import Foundation

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
  ///   - batch: how many draws are made at a time; they may run concurrently.
  ///   - exceeds: for a range of draw numbers, whether each reached the observed value. What a draw
  ///     finds depends on its number alone.
  /// - Returns: the logarithm, at most 0.
  static func logPValue(
    draws: Int, batch: Int = 1, exceeds: (Range<Int>) -> [Bool]
  ) -> Double {
    precondition(draws > 0 && batch > 0, "\(draws) draws in batches of \(batch)")
    var reached = 0
    var start = 0
    while start < draws {
      let range = start..<min(start + batch, draws)
      for (index, exceeded) in zip(range, exceeds(range)) where exceeded {
        reached += 1
        if reached == enough { return log(Double(enough) / Double(index + 1)) }
      }
      start = range.upperBound
    }
    return log(Double(reached + 1) / Double(draws + 1))
  }
}
