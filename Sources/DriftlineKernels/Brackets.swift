private import CDriftline

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
        // Each index has elements of its own: see `concurrently`.
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
