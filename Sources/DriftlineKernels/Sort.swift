private import CDriftline
private import CSort
import Synchronization

/// Arrays under this many values are sorted by one thread.
private let valuesToShare = 65_536

/// Sorts `values` in place, ascending; there is no NaN among them.
///
/// -0.0 becomes 0.0, so the bytes do not depend on the number of threads. Several threads partition the
/// array around a pivot taken from a sample and sort the sides apart. O(n log n) whatever the input.
package func sortAscending(_ values: UnsafeMutableBufferPointer<Double>, threads: Int) {
  precondition(threads >= 1, "threads is \(threads), and at least 1 is needed")
  guard let start = values.baseAddress, values.count > 1 else { return }
  let count = values.count
  let (negative, positive) = unsafe countInfinities(start, count, threads: threads)
  guard negative + positive > 0 else {
    unsafe sortFinite(start, count, threads: threads)
    return
  }
  let finite = unsafe driftline_keep_finite(start, count)
  unsafe sortFinite(start, finite, threads: threads)
  unsafe (start + negative).update(from: start, count: finite)
  unsafe start.update(repeating: -.infinity, count: negative)
  unsafe (start + negative + finite).update(repeating: .infinity, count: positive)
}

/// Sorts pairs by value, ascending: `weights` is permuted as `values` is.
///
/// Stable; -0.0 becomes 0.0; there is no NaN.
package func sortPairs(values: inout [Double], weights: inout [Double]) {
  precondition(
    values.count == weights.count, "\(values.count) values and \(weights.count) weights")
  let count = values.count
  precondition(count < 1 << 32, "\(count) pairs")
  unsafe values.withUnsafeMutableBufferPointer { values in
    unsafe weights.withUnsafeMutableBufferPointer { weights in
      unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * count) { scratch in
        guard let scratch = scratch.baseAddress else { return }
        unsafe driftline_sort_pairs(
          values.baseAddress, weights.baseAddress, scratch, scratch + count, count)
      }
    }
  }
}

private func countInfinities(
  _ values: UnsafeMutablePointer<Double>, _ count: Int, threads: Int
) -> (negative: Int, positive: Int) {
  // Only read, each block by one index: see `concurrently`.
  nonisolated(unsafe) let values = unsafe values
  let negative = Atomic(0)
  let positive = Atomic(0)
  concurrently(count: blockCount(count), threads: threads) { block in
    let rows = rows(ofBlock: block, of: count)
    var (up, down): (Int64, Int64) = (0, 0)
    unsafe driftline_count_infinities(values + rows.lowerBound, rows.count, &up, &down)
    negative.add(Int(down), ordering: .relaxed)
    positive.add(Int(up), ordering: .relaxed)
  }
  return (negative.load(ordering: .relaxed), positive.load(ordering: .relaxed))
}

private func sortFinite(_ values: UnsafeMutablePointer<Double>, _ count: Int, threads: Int) {
  unsafe sort(values, count, threads: threads)
  unsafe unsignZeros(values, count)
}

/// Sorts `count` finite values, zeros in no order, on `threads` threads.
private func sort(_ values: UnsafeMutablePointer<Double>, _ count: Int, threads: Int) {
  guard threads > 1, count >= valuesToShare else {
    unsafe driftline_sort_ascending(values, count)
    return
  }
  let lowerThreads = threads / 2
  let pivot = unsafe pivot(values, count, share: Double(lowerThreads) / Double(threads))
  let border = unsafe partition(
    values, count, pivot: pivot.value, inclusive: pivot.inclusive, threads: threads)
  // The two sides of the border do not overlap: see `concurrently`.
  nonisolated(unsafe) let values = unsafe values
  concurrently(count: 2, threads: 2) { side in
    if side == 0 {
      unsafe sort(values, border, threads: lowerThreads)
    } else {
      unsafe sort(values + border, count - border, threads: threads - lowerThreads)
    }
  }
}

/// A value with about `share` of the others under it, and whether it is to lie on the lower side
/// itself, estimated from values at even distances.
private func pivot(
  _ values: UnsafeMutablePointer<Double>, _ count: Int, share: Double
) -> (value: Double, inclusive: Bool) {
  let sampled = 1023
  var sample = (0..<sampled).map { unsafe values[$0 * (count / sampled)] }
  unsafe sample.withUnsafeMutableBufferPointer { sample in
    if let start = sample.baseAddress { unsafe driftline_sort_ascending(start, sample.count) }
  }
  let wanted = share * Double(sampled)
  let value = sample[Int(wanted)]
  let under = sample.count { $0 < value }
  let upTo = sample.count { $0 <= value }
  return (value, Double(upTo) - wanted < wanted - Double(under))
}

/// Brings the values under the pivot to the front and returns how many they are; there is no NaN.
///
/// Values equal to the pivot are under it where `inclusive`. O(n); not stable.
package func partition(
  _ values: UnsafeMutableBufferPointer<Double>, pivot: Double, inclusive: Bool, threads: Int
) -> Int {
  guard let start = values.baseAddress else { return 0 }
  return unsafe partition(
    start, values.count, pivot: pivot, inclusive: inclusive, threads: threads)
}

private func partition(
  _ values: UnsafeMutablePointer<Double>, _ count: Int, pivot: Double, inclusive: Bool, threads: Int
) -> Int {
  // Each thread moves values of its own stretch, and the ranges that change places do not overlap.
  nonisolated(unsafe) let values = unsafe values
  // Each thread partitions a stretch of its own ...
  let stretch = (count + threads - 1) / threads
  let borders = unsafe [Int](unsafeUninitializedCapacity: threads) { borders, initialized in
    // Each thread writes to one element of its own: see `concurrently`.
    nonisolated(unsafe) let borders = unsafe borders
    concurrently(count: threads, threads: threads) { index in
      let start = min(index * stretch, count)
      let length = min(stretch, count - start)
      unsafe borders[index] =
        start + driftline_partition(values + start, length, pivot, inclusive ? 1 : 0)
    }
    initialized = threads
  }
  let starts = (0..<threads).map { min($0 * stretch, count) }
  let border = (0..<threads).reduce(0) { $0 + borders[$1] - starts[$1] }
  // ... then high values before the border change places with as many low ones behind it.
  var high: [Range<Int>] = []
  var low: [Range<Int>] = []
  for index in 0..<threads {
    let end = min((index + 1) * stretch, count)
    high.append(min(borders[index], border)..<min(end, border))
    low.append(max(starts[index], border)..<max(borders[index], border))
  }
  let swaps = pairedRanges(high, low)
  concurrently(count: swaps.count, threads: threads) { index in
    let (first, second, length) = swaps[index]
    for offset in 0..<length {
      let kept = unsafe values[first + offset]
      unsafe values[first + offset] = unsafe values[second + offset]
      unsafe values[second + offset] = kept
    }
  }
  return border
}

/// Two lists of ranges with equally many elements, cut into pairs of equal length, none over 65 536.
private func pairedRanges(
  _ first: [Range<Int>], _ second: [Range<Int>]
) -> [(first: Int, second: Int, length: Int)] {
  var pairs: [(first: Int, second: Int, length: Int)] = []
  var (firsts, seconds) = (first.filter { !$0.isEmpty }[...], second.filter { !$0.isEmpty }[...])
  while let one = firsts.first, let other = seconds.first {
    let length = min(one.count, other.count, 65_536)
    pairs.append((one.lowerBound, other.lowerBound, length))
    firsts[firsts.startIndex] = one.dropFirst(length)
    seconds[seconds.startIndex] = other.dropFirst(length)
    if one.count == length { firsts.removeFirst() }
    if other.count == length { seconds.removeFirst() }
  }
  return pairs
}

/// Makes every zero of sorted values 0.0: the vector sort may turn some into others.
private func unsignZeros(_ values: UnsafeMutablePointer<Double>, _ count: Int) {
  func first(where holds: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if unsafe holds(values[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
  let start = first { $0 >= 0 }
  let end = first { $0 > 0 }
  guard start < end else { return }
  unsafe (values + start).update(repeating: 0.0, count: end - start)
}
