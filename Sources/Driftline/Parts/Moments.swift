internal import DriftlineKernels

/// Count, range, mean and spread of the finite values of a sample.
///
/// Missing values and infinities are counted apart. Merging is exact for counts and range, and
/// right to an ulp or two for mean and spread.
///
/// Source: T. F. Chan, G. H. Golub, R. J. LeVeque, The American Statistician 37 (1983),
/// DOI 10.1080/00031305.1983.10483115.
public struct Moments: Sendable, Equatable {
  var sums = MomentSums()

  /// The moments of nothing.
  public init() {}

  /// Adds values; NaN is missing.
  ///
  /// - Complexity: O(n), one read of the values.
  mutating func update(_ values: Span<Double>, threads: Int) {
    sums = momentSums(values, after: sums, threads: threads)
  }

  /// Adds the values of another sample.
  public mutating func merge(_ other: Moments) {
    sums.merge(other.sums)
  }

  /// The number of values that are not missing.
  public var count: Int { sums.count + sums.positiveInfinities + sums.negativeInfinities }
  /// The number of missing values.
  public var missing: Int { sums.missing }
  /// The smallest finite value; infinite where there is none.
  public var minimum: Double { sums.minimum }
  /// The largest finite value; minus infinite where there is none.
  public var maximum: Double { sums.maximum }
  /// The mean of the finite values; NaN where there are none.
  public var mean: Double { sums.count == 0 ? .nan : sums.mean }
  /// The population variance (divisor n) of the finite values; NaN where there are none.
  public var variance: Double { sums.count == 0 ? .nan : sums.m2 / Double(sums.count) }
  /// The population standard deviation (divisor n) of the finite values.
  public var standardDeviation: Double { variance.squareRoot() }
}
