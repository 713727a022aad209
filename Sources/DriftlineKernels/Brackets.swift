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

/// What lies under, in and over brackets of the number line.
package struct BracketCounts: Sendable, Equatable {
  /// NaN.
  package var missing = 0
  /// For each bracket the values under it.
  package var below: [Int]
  /// For each bracket the values in it.
  package var inside: [Int]

  package init(brackets: Int) {
    below = [Int](repeating: 0, count: brackets)
    inside = below
  }
}

/// Counts `values` by closed brackets and appends to `selected`, in order, those in one of them.
///
/// The brackets ascend, do not overlap, and are few: every value is compared with every one.
package func collect(
  _ values: Span<Double>, brackets: [ClosedRange<Double>], counts: inout BracketCounts,
  into selected: inout [Double], threads: Int
) {
  precondition(
    zip(brackets, brackets.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound },
    "brackets overlap or do not ascend: \(brackets)")
  let edges = brackets.flatMap { [$0.lowerBound, $0.upperBound] }
  let count = values.count
  let blocks = blockCount(count)
  let slots = edges.count + 1
  var parts = [[Double]](repeating: [], count: blocks)
  var totals = [Int64](repeating: 0, count: blocks * slots)
  unsafe values.withUnsafeBufferPointer { values in
    unsafe parts.withUnsafeMutableBufferPointer { parts in
      unsafe totals.withUnsafeMutableBufferPointer { totals in
        nonisolated(unsafe) let values = values.baseAddress
        nonisolated(unsafe) let parts = unsafe parts
        nonisolated(unsafe) let totals = totals.baseAddress
        concurrently(count: blocks, threads: threads) { block in
          let rows = rows(ofBlock: block, of: count)
          guard let values = unsafe values, let totals = unsafe totals else { return }
          let above = unsafe totals + block * slots
          unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: rows.count) { kept in
            let length = unsafe driftline_collect(
              values + rows.lowerBound, rows.count, edges, brackets.count, above,
              above + edges.count, kept.baseAddress)
            unsafe parts[block] = Array(kept[..<length])
          }
        }
      }
    }
  }
  var above = [Int](repeating: 0, count: slots)
  for index in totals.indices { above[index % slots] += Int(totals[index]) }
  let present = count - above[edges.count]
  counts.missing += above[edges.count]
  for index in brackets.indices {
    counts.below[index] += present - above[2 * index]
    counts.inside[index] += above[2 * index] - above[2 * index + 1]
  }
  for part in parts { selected += part }
}
