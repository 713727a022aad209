private import CDriftline

/// The integer that orders as `x` does: `orderedKey(a) < orderedKey(b)` where a < b.
///
/// -0.0 and 0.0 have the same key. `x` is not NaN.
package func orderedKey(_ x: Double) -> UInt64 {
  let bits = (x + 0.0).bitPattern
  return bits >> 63 == 0 ? bits | 1 << 63 : ~bits
}

/// The double that has this key; 0.0 for the key of both zeros.
package func value(ofKey key: UInt64) -> Double {
  Double(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key)
}

/// Counts `values` by the leading bits of their ordered keys.
///
/// Adds to `counts[(key - base) >> shift]` for every value whose key lies in
/// [base, base + (buckets << shift)); others and NaN are skipped. `counts` has `buckets` elements.
/// Exact whatever `threads` is.
package func keyHistogram(
  _ values: Span<Double>, base: UInt64, shift: Int, buckets: Int, into counts: inout [Int],
  threads: Int
) {
  precondition(counts.count == buckets, "\(counts.count) counts for \(buckets) buckets")
  precondition(shift >= 0 && shift < 64, "a shift of \(shift)")
  guard buckets > 0, values.count > 0 else { return }
  // Counters of 32 bits: a pass of at most 2^31 values at a time.
  let pass = 1 << 31
  for start in stride(from: 0, to: values.count, by: pass) {
    let part = values.extracting(start..<min(start + pass, values.count))
    addKeyCounts(part, base: base, shift: shift, into: &counts, threads: threads)
  }
}

private func addKeyCounts(
  _ values: Span<Double>, base: UInt64, shift: Int, into counts: inout [Int], threads: Int
) {
  let count = values.count
  let buckets = counts.count
  let tables = min(threads, blockCount(count))
  var totals = [UInt32](repeating: 0, count: tables * 4 * buckets)
  unsafe values.withUnsafeBufferPointer { values in
    unsafe totals.withUnsafeMutableBufferPointer { totals in
      nonisolated(unsafe) let values = values.baseAddress
      nonisolated(unsafe) let totals = totals.baseAddress
      concurrently(count: blockCount(count), threads: threads) { block, worker in
        let rows = rows(ofBlock: block, of: count)
        guard let values = unsafe values, let totals = unsafe totals else { return }
        unsafe driftline_key_histogram(
          values + rows.lowerBound, rows.count, base, UInt32(shift), buckets,
          totals + worker * 4 * buckets)
      }
    }
  }
  for table in 0..<4 * tables {
    for bucket in 0..<buckets { counts[bucket] += Int(totals[table * buckets + bucket]) }
  }
}

/// Appends to `selected`, in order, the values whose keys lie in one of `keyRanges`.
///
/// The ranges ascend, do not overlap, and are few: every value is compared with every range.
package func collect(
  _ values: Span<Double>, keyRanges: [ClosedRange<UInt64>], into selected: inout [Double],
  threads: Int
) {
  precondition(
    zip(keyRanges, keyRanges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound },
    "key ranges overlap or do not ascend: \(keyRanges)")
  // Keys over that of +inf or under that of -inf belong to NaN.
  let numbers = orderedKey(-.infinity)...orderedKey(.infinity)
  let ranges = keyRanges.filter { $0.overlaps(numbers) }.map { $0.clamped(to: numbers) }
  let lows = ranges.map { value(ofKey: $0.lowerBound) }
  let highs = ranges.map { value(ofKey: $0.upperBound) }
  let count = values.count
  var parts = [[Double]](repeating: [], count: blockCount(count))
  unsafe values.withUnsafeBufferPointer { values in
    unsafe parts.withUnsafeMutableBufferPointer { parts in
      nonisolated(unsafe) let values = values.baseAddress
      nonisolated(unsafe) let parts = unsafe parts
      concurrently(count: blockCount(count), threads: threads) { block in
        let rows = rows(ofBlock: block, of: count)
        guard let values = unsafe values else { return }
        unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: rows.count) { kept in
          let length = unsafe driftline_collect(
            values + rows.lowerBound, rows.count, lows, highs, ranges.count, kept.baseAddress)
          unsafe parts[block] = Array(kept[..<length])
        }
      }
    }
  }
  selected.reserveCapacity(parts.reduce(selected.count) { $0 + $1.count })
  for part in parts { selected += part }
}
