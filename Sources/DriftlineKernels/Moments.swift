private import CDriftline

/// The count, extremes, mean and spread of one stretch of values.
///
/// NaN is missing. Infinities are counted apart and left out of the mean, `m2`, minimum and maximum.
package struct MomentSums: Sendable, Equatable {
  /// Finite values.
  package var count = 0
  /// NaN.
  package var missing = 0
  package var positiveInfinities = 0
  package var negativeInfinities = 0
  /// The least finite value; +inf when there is none.
  package var minimum = Double.infinity
  /// The greatest finite value; -inf when there is none.
  package var maximum = -Double.infinity
  /// The mean of the finite values, rounded to a double; 0 when there is none.
  package var mean = 0.0
  /// What rounding took from `mean`.
  ///
  /// Without it the means of two blocks at an offset of 1e9 would
  /// differ by noise of 1e-7, and the merged variance would lose half its digits.
  package var meanRemainder = 0.0
  /// The sum of (x - mean)^2 over the finite values; +inf where it is over the largest double.
  package var m2 = 0.0

  /// The sums of no value.
  package init() {}

  /// Takes in the sums of another stretch (Chan, Golub & LeVeque 1983); exact when one is empty.
  ///
  /// The mean never overflows.
  package mutating func merge(_ other: MomentSums) {
    missing += other.missing
    positiveInfinities += other.positiveInfinities
    negativeInfinities += other.negativeInfinities
    guard other.count > 0 else { return }
    guard count > 0 else {
      (count, minimum, maximum) = (other.count, other.minimum, other.maximum)
      (mean, meanRemainder, m2) = (other.mean, other.meanRemainder, other.m2)
      return
    }
    let total = Double(count) + Double(other.count)
    let share = Double(other.count) / total
    let delta = (other.mean - mean) + (other.meanRemainder - meanRemainder)
    if delta.isFinite {
      let step = delta * share + meanRemainder
      let next = mean + step
      let moved = next - mean
      meanRemainder = (mean - (next - moved)) + (step - moved)
      mean = next
    } else {
      mean = mean * (1 - share) + other.mean * share
      meanRemainder = 0
    }
    m2 += other.m2 + delta * delta * (Double(count) * share)
    count += other.count
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
  }
}

/// The moments of `values` and of what came before them, folded over blocks of `rowsPerBlock` in
/// order: the same bits for any number of threads, and for any cut between blocks.
package func momentSums(
  _ values: Span<Double>, after previous: MomentSums = MomentSums(), threads: Int
) -> MomentSums {
  let count = values.count
  guard count > 0 else { return previous }
  let parts = unsafe values.withUnsafeBufferPointer { values in
    unsafe [driftline_moment_sums](unsafeUninitializedCapacity: blockCount(count)) {
      parts, initialized in
      // Each index has elements of its own: see `concurrently`.
      nonisolated(unsafe) let values = values.baseAddress
      nonisolated(unsafe) let out = parts.baseAddress
      concurrently(count: blockCount(count), threads: threads) { block in
        let rows = rows(ofBlock: block, of: count)
        guard let values = unsafe values, let out = unsafe out else { return }
        unsafe driftline_moments(values + rows.lowerBound, rows.count, out + block)
      }
      initialized = blockCount(count)
    }
  }
  var sums = previous
  for part in parts { sums.merge(MomentSums(part)) }
  return sums
}

extension MomentSums {
  fileprivate init(_ block: driftline_moment_sums) {
    count = Int(block.count)
    missing = Int(block.missing)
    positiveInfinities = Int(block.positive_infinities)
    negativeInfinities = Int(block.negative_infinities)
    minimum = block.minimum
    maximum = block.maximum
    mean = block.mean
    meanRemainder = block.mean_remainder
    m2 = block.m2
  }
}
