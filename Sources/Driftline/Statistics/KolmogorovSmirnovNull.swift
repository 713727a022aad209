internal import DriftlineKernels
private import Foundation

/// The exact null distribution of the two-sample Kolmogorov-Smirnov statistic.
///
/// With n baseline values of distribution function F and m current values of G, the statistic is
/// D = sup abs(F - G) or, one-sided, D+ = sup (F - G) and D- = sup (G - F). It is a whole multiple
/// of 1/(n m), so every function takes the numerator h = n m D instead of D. Under the null
/// hypothesis all orders of the n + m labels are equally likely: the p-value is the share of
/// lattice paths from (0, 0) to (n, m) on which i m - j n somewhere reaches h.
///
/// Ties: given the pooled sample, F - G is looked at only where the sorted values change. Marks say
/// where that is; without marks ties are ignored, and the p-value is too large where there are any.
///
/// The logarithm is natural and stays finite and accurate however small p is.
///
/// Source: T. Viehmann, "Numerically more stable computation of the p-values for the two-sample
/// Kolmogorov-Smirnov test" (2021), arXiv 2102.08037, DOI 10.48550/arXiv.2102.08037; G. Schroeer,
/// D. Trenkler, "Exact and randomization distributions of Kolmogorov-Smirnov tests two or three
/// samples", Computational Statistics & Data Analysis 20 (1995), DOI 10.1016/0167-9473(94)00040-P.
public enum KolmogorovSmirnovNull {
  /// The logarithm of the probability of a statistic of h/(n m) or more.
  ///
  /// Equal sizes without marks use ``closedFormLogPValue(steps:n:alternative:)``.
  /// - Parameters:
  ///   - h: the numerator max of abs(i m - j n), or of the signed difference; 0 or less gives
  ///     p = 1, more than n m gives p = 0.
  ///   - n: the number of baseline values, at least 1.
  ///   - m: the number of current values, at least 1; n m <= 2^62.
  ///   - alternative: which deviations count.
  ///   - checkable: for each pooled value in rising order, whether it is the last of its ties;
  ///     `nil` where no two values are equal, or to ignore that they are.
  /// - Returns: log p, in -infinity ... 0. Relative error of p about 1e-15 sqrt(n + m). NaN where the
  ///   work that this is a part of shall stop (``Work``).
  /// - Complexity: O(the ``bandCells(h:n:m:alternative:)``).
  public static func exactLogPValue(
    numerator h: Int, n: Int, m: Int, alternative: Alternative = .twoSided,
    checkable: [Bool]? = nil
  ) -> Double {
    precondition(n >= 1 && m >= 1, "n = \(n), m = \(m): both samples have a value at least")
    precondition(n <= (1 << 62) / m, "n m = \(n) * \(m) is over 2^62")
    if h <= 0 { return 0 }
    if h > n * m { return -.infinity }
    if n == m, checkable == nil {
      return closedFormLogPValue(steps: (h + n - 1) / n, n: n, alternative: alternative)
    }
    return logLatticeHitProbability(
      h: h, n: n, m: m, above: alternative != .less, below: alternative != .greater,
      checkable: checkable, isOver: Work.current.map { work in { work.isInterrupted } })
  }

  /// The number of cells that the recursion of
  /// ``exactLogPValue(numerator:n:m:alternative:checkable:)`` visits at most without ties, to
  /// choose between it and a limit law.
  ///
  /// It counts the cells where abs(i m - j n) < h, or those below h for a one-sided statistic. Ties
  /// add cells: with few distinct values nearly all of (n + 1)(m + 1).
  /// - Complexity: O(1).
  public static func bandCells(
    h: Int, n: Int, m: Int, alternative: Alternative = .twoSided
  ) -> Int {
    let box = (Double(n) + 1) * (Double(m) + 1)
    // Beyond a boundary lies a triangle with a corner of the box, empty where h = n m.
    let free = 1 - min(1, Double(h) / (Double(n) * Double(m)))
    let beyond = box * free * free / 2
    let cells = box - (alternative == .twoSided ? 2 : 1) * beyond
    return Int(min(cells + Double(n) + Double(m), 0x1p62))
  }

  /// The logarithm of the probability of D >= k/n for two samples of n values without ties.
  ///
  /// One-sided p = C(2n, n-k) / C(2n, n); two-sided p = 2 sum over j >= 1 of
  /// (-1)^(j-1) C(2n, n-jk) / C(2n, n). Where that sum nears 1, the share of paths that stay within
  /// the strip is summed instead, and no digits are lost:
  /// 1 - p = (2/k) 4^n / C(2n, n) sum over odd s < k of cos(pi s / (2k))^(2n).
  ///
  /// Source: B. V. Gnedenko, V. S. Korolyuk, "On the maximum discrepancy between two empirical
  /// distributions", Doklady Akademii Nauk SSSR 80 (1951); W. Feller, "An Introduction to
  /// Probability Theory and Its Applications" I (1968), III.10 and XIV.5.
  /// - Parameters:
  ///   - k: the statistic in steps of 1/n; 0 or less gives p = 1, more than n gives p = 0.
  ///   - n: the number of values of each sample, at least 1.
  ///   - alternative: which deviations count; both one-sided laws are the same.
  /// - Returns: log p; relative error of p about 1e-15 (1 + abs(log p)), so 1e-12 at p = 1e-300.
  /// - Complexity: O(1) but for a handful of terms.
  public static func closedFormLogPValue(
    steps k: Int, n: Int, alternative: Alternative = .twoSided
  ) -> Double {
    precondition(n >= 1, "n is \(n), and must be at least 1")
    if k <= 0 { return 0 }
    if k > n { return -.infinity }
    let first = logBinomialRatio(n, k)
    if alternative != .twoSided { return first }
    // exp(-k^2/n) is the first term's limit; from 0.3 on p is over 1/2 and nears 1.
    if Double(k) * Double(k) < 1.4 * Double(n) {
      return log1p(-min(1, shareWithin(k, n)))
    }
    var sum = 1.0
    var sign = -1.0
    var j = 2
    while j * k <= n {
      let term = exp(logBinomialRatio(n, j * k) - first)
      sum += sign * term
      if term < 1e-18 { break }
      sign = -sign
      j += 1
    }
    return min(0, first + log(2 * sum))
  }
}

/// The share of paths of 2n steps from 0 back to 0 that stay within -k < S < k.
private func shareWithin(_ k: Int, _ n: Int) -> Double {
  var sum = 0.0
  var s = 1
  while s < k {
    let sine = sin(.pi * Double(s) / (2 * Double(k)))
    let term = exp(Double(n) * log1p(-sine * sine) + logCentralExcess(n))
    sum += term
    if term < 1e-18 * sum || term == 0 { break }
    s += 2
  }
  return 2 * sum / Double(k)
}

/// log(4^n / C(2n, n)).
private func logCentralExcess(_ n: Int) -> Double {
  let x = Double(n)
  return 0.5 * log(.pi * x) + 2 * stirlingRest(x) - stirlingRest(2 * x)
}

/// log(C(2n, n-k) / C(2n, n)) for 0 < k <= n, by Stirling's series about the middle, so that
/// nothing large is subtracted.
private func logBinomialRatio(_ n: Int, _ k: Int) -> Double {
  let size = Double(n)
  if k == n { return logCentralExcess(n) - 2 * size * 0x1.62e42fefa39efp-1 }
  let x = Double(k) / size
  let rests =
    2 * stirlingRest(size) - stirlingRest(Double(n - k)) - stirlingRest(Double(n + k))
  return rests - size * entropyDeficit(x) - 0.5 * log1p(-x * x)
}

/// (1 + x) log(1 + x) + (1 - x) log(1 - x) = sum over j >= 1 of x^(2j) / (j (2j - 1)), 0 <= x < 1.
private func entropyDeficit(_ x: Double) -> Double {
  if x > 0.3 { return (1 + x) * log1p(x) + (1 - x) * log1p(-x) }
  let square = x * x
  var sum = 0.0
  for j in stride(from: 16.0, through: 1, by: -1) { sum = sum * square + 1 / (j * (2 * j - 1)) }
  return sum * square
}

/// log(z!) - ((z + 1/2) log z - z + log(2 pi) / 2), z a whole number from 1 on.
private func stirlingRest(_ z: Double) -> Double {
  if z < 16 {
    var factorial = 1.0
    for factor in stride(from: 2.0, through: z, by: 1) { factorial *= factor }
    return log(factorial) - ((z + 0.5) * log(z) - z + 0.5 * log(2 * .pi))
  }
  let t = 1 / (z * z)
  return (1 / 12.0 - t * (1 / 360.0 - t * (1 / 1260.0 - t * (1 / 1680.0 - t / 1188)))) / z
}
