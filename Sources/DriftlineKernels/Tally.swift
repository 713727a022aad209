private import CDriftline

/// How many values lie in each bin.
package struct BinTally: Sendable, Equatable {
  package var counts: [Int]
  /// NaN.
  package var missing: Int

  package init(counts: [Int], missing: Int) {
    self.counts = counts
    self.missing = missing
  }
}

/// Up to so many edges every value is compared with every edge, in vectors.
///
/// Above, bins are searched, which was then measured faster.
private let edgesToCompare = 48

/// The same for edges of equal width, where a bin is found by arithmetic.
private let equalEdgesToCompare = 28

/// Counts `values` in the B bins that B - 1 ascending interior edges cut the line into.
///
/// The outer bins are open to -inf and +inf and hold the infinities. Bin k, counted from 0, holds
/// e_k < x <= e_(k+1) where `closedRight`, else e_k <= x < e_(k+1). Equal edges make empty bins.
/// NaN is counted apart. The counts are exact whatever `threads` is.
package func tally(
  _ values: Span<Double>, interiorEdges: [Double], closedRight: Bool, threads: Int
) -> BinTally {
  preconditionAscending(interiorEdges)
  if interiorEdges.count > edgesToCompare {
    return unsafe tally(values, slots: interiorEdges.count + 2, threads: threads) {
      values, count, bins in
      unsafe driftline_bins(
        values, count, interiorEdges, interiorEdges.count, closedRight ? 1 : 0, bins)
    }
  }
  let edges = interiorEdges.count
  let totals = unsafe accumulate(values, slots: edges + 1, threads: threads) {
    values, count, totals in
    let missing = unsafe driftline_count_beyond(
      values, count, interiorEdges, edges, closedRight ? 1 : 0, totals)
    unsafe totals[edges] += missing
  }
  var counts: [Int] = []
  var under = values.count - totals[edges]
  for beyond in totals[..<edges] {
    counts.append(under - beyond)
    under = beyond
  }
  return BinTally(counts: counts + [under], missing: totals[edges])
}

/// Counts `values` in `bins` bins of equal width between `low` and `high`, as `numpy.histogram` does.
///
/// The edges are those of `equalWidthEdges(low:high:bins:)`. Bin i holds edge_i <= x < edge_(i+1),
/// the last one its right edge too. Unlike NumPy's, the outer bins also hold what lies outside of
/// [low, high], infinities among it. NaN is counted apart.
package func tallyEqualWidth(
  _ values: Span<Double>, low: Double, high: Double, bins: Int, threads: Int
) -> BinTally {
  let edges = equalWidthEdges(low: low, high: high, bins: bins)
  let scale = Double(bins) / (high - low)
  guard bins - 1 > equalEdgesToCompare, scale.isFinite, scale > 0,
    zip(edges, edges.dropFirst()).allSatisfy(<)
  else {
    return tally(
      values, interiorEdges: Array(edges[1..<bins]), closedRight: false, threads: threads)
  }
  return unsafe tally(values, slots: bins + 1, threads: threads) { values, count, places in
    unsafe driftline_bins_equal_width(values, count, edges, bins, scale, places)
  }
}

/// The `bins + 1` edges of bins of equal width, to the bit those of `numpy.linspace(low, high, bins + 1)`.
///
/// Where high - low overflows, which NumPy refuses, the edges are weighted means of the two ends.
package func equalWidthEdges(low: Double, high: Double, bins: Int) -> [Double] {
  precondition(bins >= 1, "\(bins) bins")
  precondition(
    low.isFinite && high.isFinite && low <= high, "bins between \(low) and \(high)")
  let range = high - low
  let step = range / Double(bins)
  var edges = (0...bins).map { index in
    let index = Double(index)
    guard range.isFinite else {
      return low * (1 - index / Double(bins)) + high * (index / Double(bins))
    }
    return (step == 0 ? index / Double(bins) * range : index * step) + low
  }
  edges[bins] = high
  return edges
}

private func preconditionAscending(_ edges: [Double]) {
  precondition(edges.allSatisfy { !$0.isNaN }, "an edge is NaN")
  precondition(
    zip(edges, edges.dropFirst()).allSatisfy { $0 <= $1 }, "edges do not ascend: \(edges)")
}

/// Counts by the slots that `place` gives each value of a chunk; the last slot is for NaN.
private func tally(
  _ values: Span<Double>, slots: Int, threads: Int,
  _ place: @Sendable (UnsafePointer<Double>, Int, UnsafeMutablePointer<UInt32>) -> Void
) -> BinTally {
  let chunk = 4096
  let totals = unsafe accumulate(values, slots: 4 * slots, threads: threads) {
    values, count, totals in
    unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: chunk) { places in
      guard let places = places.baseAddress else { return }
      for start in stride(from: 0, to: count, by: chunk) {
        let length = min(chunk, count - start)
        unsafe place(values + start, length, places)
        unsafe driftline_count_bins(places, length, slots, totals)
      }
    }
  }
  var counts = (0..<slots).map { slot in
    totals[slot] + totals[slots + slot] + totals[2 * slots + slot] + totals[3 * slots + slot]
  }
  let missing = counts.removeLast()
  return BinTally(counts: counts, missing: missing)
}

/// Lets `body` add to one table of `slots` counters a thread, block by block, and adds the tables.
private func accumulate(
  _ values: Span<Double>, slots: Int, threads: Int,
  _ body: @Sendable (UnsafePointer<Double>, Int, UnsafeMutablePointer<Int64>) -> Void
) -> [Int] {
  let count = values.count
  let tables = min(threads, max(blockCount(count), 1))
  // A cache line between tables: threads must not wait for each other's.
  let stride = slots + 8
  var totals = [Int64](repeating: 0, count: tables * stride)
  unsafe values.withUnsafeBufferPointer { values in
    unsafe totals.withUnsafeMutableBufferPointer { totals in
      // Only read, by all workers.
      nonisolated(unsafe) let values = values.baseAddress
      // Each worker writes to a table of its own, and the call waits for all: see `concurrently`.
      nonisolated(unsafe) let totals = totals.baseAddress
      concurrently(count: blockCount(count), threads: threads) { block, worker in
        let rows = rows(ofBlock: block, of: count)
        guard let values = unsafe values, let totals = unsafe totals else { return }
        unsafe body(values + rows.lowerBound, rows.count, totals + worker * stride)
      }
    }
  }
  return (0..<slots).map { slot in
    (0..<tables).reduce(0) { sum, table in sum + Int(totals[table * stride + slot]) }
  }
}
