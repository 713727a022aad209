private import CDriftline

/// How many of each sample are among the first `rank` values of the merged order.
///
/// Both samples are sorted ascending without NaN; of equal values the baseline's come first.
/// `rank` is in 0...N, N the number of all values. O(log N).
package func mergeSplit(
  _ baseline: Span<Double>, _ current: Span<Double>, rank: Int
) -> (baseline: Int, current: Int) {
  precondition(
    rank >= 0 && rank <= baseline.count + current.count,
    "rank \(rank) of \(baseline.count + current.count) values")
  let split = unsafe withPointers(baseline, current) { first, second in
    unsafe driftline_merge_split(first, baseline.count, second, current.count, rank)
  }
  return (split, rank - split)
}

/// For every pooled rank d in 1...N, at index d - 1: whether the d-th value is less than the next.
///
/// The last is true. Both samples are sorted ascending without NaN.
package func tieBoundaries(_ baseline: Span<Double>, _ current: Span<Double>) -> [Bool] {
  let count = baseline.count + current.count
  guard count > 0 else { return [] }
  return unsafe [Bool](unsafeUninitializedCapacity: count) { ends, initialized in
    var (i, j) = (0, 0)
    var before = 0.0
    for rank in 0..<count {
      let fromBaseline =
        j == current.count || (i < baseline.count && baseline[i] <= current[j])
      let value = fromBaseline ? baseline[i] : current[j]
      if fromBaseline { i += 1 } else { j += 1 }
      if rank > 0 { unsafe ends[rank - 1] = before < value }
      before = value
    }
    unsafe ends[count - 1] = true
    initialized = count
  }
}
