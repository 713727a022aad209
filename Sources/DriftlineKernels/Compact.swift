private import CDriftline
private import Synchronization

/// How many of `values` are NaN.
///
/// O(n), and as fast as memory can be read: every value is looked at once, and nothing is written.
package func countMissing(_ values: Span<Double>, threads: Int) -> Int {
  let count = values.count
  let missing = Atomic(0)
  unsafe values.withUnsafeBufferPointer { values in
    // Only read, each block by one index: see `concurrently`.
    nonisolated(unsafe) let values = values.baseAddress
    concurrently(count: blockCount(count), threads: threads) { block in
      let rows = rows(ofBlock: block, of: count)
      guard let values = unsafe values else { return }
      let found = unsafe driftline_count_missing(values + rows.lowerBound, rows.count)
      missing.add(Int(found), ordering: .relaxed)
    }
  }
  return missing.load(ordering: .relaxed)
}

/// Copies the values that are not NaN to `destination`, in order, and returns how many they are.
///
/// `destination` has room for all of `values` and does not overlap them; the places behind the last
/// value kept may be overwritten too.
package func compact(
  _ values: Span<Double>, into destination: UnsafeMutableBufferPointer<Double>
) -> Int {
  unsafe compact(values, into: destination, threads: 1)
}

/// The same on several threads: blocks are counted first, then each is copied to its place.
package func compact(
  _ values: Span<Double>, into destination: UnsafeMutableBufferPointer<Double>, threads: Int
) -> Int {
  let count = values.count
  precondition(
    destination.count >= count, "\(destination.count) places for \(count) values")
  let blocks = blockCount(count)
  return unsafe values.withUnsafeBufferPointer { values in
    // Each index has elements of its own: see `concurrently`.
    nonisolated(unsafe) let values = values.baseAddress
    nonisolated(unsafe) let destination = destination.baseAddress
    guard threads > 1, blocks > 1 else {
      return unsafe driftline_compact(values, count, destination, count)
    }
    var starts = unsafe [Int](unsafeUninitializedCapacity: blocks) { kept, initialized in
      // Each index has elements of its own: see `concurrently`.
      nonisolated(unsafe) let kept = unsafe kept
      concurrently(count: blocks, threads: threads) { block in
        let rows = rows(ofBlock: block, of: count)
        guard let values = unsafe values else { return }
        let missing = unsafe driftline_count_missing(values + rows.lowerBound, rows.count)
        unsafe kept[block] = rows.count - Int(missing)
      }
      initialized = blocks
    }
    var total = 0
    for block in 0..<blocks {
      (starts[block], total) = (total, total + starts[block])
    }
    let (firsts, kept) = (starts, total)
    concurrently(count: blocks, threads: threads) { block in
      let rows = rows(ofBlock: block, of: count)
      guard let values = unsafe values, let destination = unsafe destination else { return }
      let first = firsts[block]
      let room = (block + 1 < blocks ? firsts[block + 1] : kept) - first
      _ = unsafe driftline_compact(
        values + rows.lowerBound, rows.count, destination + first, room)
    }
    return kept
  }
}
