internal import DriftlineKernels

/// Every value of a sample in ascending order, exactly.
///
/// It takes 8 bytes a value, 16 where values are weighted. Infinities sort to the ends; missing values are not there.
public struct OrderedSample: Sendable, Equatable {
  /// The values, ascending.
  public let values: [Double]
  /// For weighted samples, the share of the weight of the values up to and with each.
  ///
  /// The last is 1; `nil` where every value weighs the same.
  public let cumulativeShares: [Double]?
  /// The number of equally weighted values that would be as informative (Kish).
  ///
  /// The number of values where there are no weights, else (sum w)^2 / sum w^2.
  public let effectiveCount: Double

  /// Orders the values that are not missing, and shows every block to `body` on the way.
  ///
  /// The values are copied once, to where they are sorted.
  /// - Complexity: O(n log n).
  init(
    sorting blocks: any NumericBlocks, threads: Int, _ body: (Span<Double>) -> Void
  ) throws(DriftlineError) {
    var failure: DriftlineError?
    let values = unsafe [Double](unsafeUninitializedCapacity: blocks.count) { buffer, kept in
      unsafe adviseLargePages(UnsafeMutableRawBufferPointer(buffer))
      do throws(DriftlineError) {
        try blocks.forEachBlock { (block) throws(DriftlineError) in
          body(block)
          let rest = unsafe UnsafeMutableBufferPointer(rebasing: buffer[kept...])
          kept += unsafe compact(block, into: rest, threads: threads)
        }
      } catch {
        failure = error
      }
      unsafe sortAscending(UnsafeMutableBufferPointer(rebasing: buffer[..<kept]), threads: threads)
    }
    if let failure { throw failure }
    self.init(ascending: values)
  }

  /// Orders weighted values; missing ones and those of weight 0 are left out.
  ///
  /// - Complexity: O(n log n).
  init(sorting unordered: [Double], weights allWeights: [Double]) {
    let kept = unordered.indices.filter { !unordered[$0].isNaN && allWeights[$0] > 0 }
    var values = kept.map { unordered[$0] }
    var weights = kept.map { allWeights[$0] }
    sortPairs(values: &values, weights: &weights)
    let largest = weights.max() ?? 1
    let scaled = weights.map { $0 / largest }
    let total = scaled.reduce(0, +)
    var running = 0.0
    var shares = scaled.map { weight in
      running += weight
      return running / total
    }
    if !shares.isEmpty { shares[shares.count - 1] = 1 }
    self.values = values
    cumulativeShares = shares
    effectiveCount = total == 0 ? 0 : total * total / scaled.reduce(0) { $0 + $1 * $1 }
  }

  /// A sample of values that are in order already.
  init(ascending values: [Double]) {
    self.values = values
    cumulativeShares = nil
    effectiveCount = Double(values.count)
  }

  /// The number of values.
  public var count: Int { values.count }

  /// The population standard deviation of the finite values, by weight; NaN where there are none.
  ///
  /// - Complexity: O(n).
  var standardDeviation: Double {
    // In a unit that is a power of two, so that no square overflows or vanishes.
    let largest = max(
      abs(values.first { $0.isFinite } ?? 0), abs(values.last { $0.isFinite } ?? 0))
    let unit = largest > 0 ? Double(sign: .plus, exponent: largest.exponent, significand: 1) : 1
    var total = 0.0
    var mean = 0.0
    var squares = 0.0
    var before = 0.0
    for (index, value) in values.enumerated() {
      let share = cumulativeShares?[index] ?? Double(index + 1) / Double(values.count)
      let weight = share - before
      before = share
      guard value.isFinite, weight > 0 else { continue }
      total += weight
      let step = value / unit - mean
      mean += step * (weight / total)
      squares += weight * step * (value / unit - mean)
    }
    return total == 0 ? .nan : (squares / total).squareRoot() * unit
  }

  /// The number of values below `x`, or up to and with it.
  ///
  /// - Complexity: O(log n).
  func rank(of x: Double, orEqual: Bool) -> Int {
    var low = 0
    var high = values.count
    while low < high {
      let middle = (low + high) / 2
      if orEqual ? values[middle] <= x : values[middle] < x {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  /// The share of the weight below `x`, or up to and with it.
  func share(of x: Double, orEqual: Bool) -> Double {
    let rank = rank(of: x, orEqual: orEqual)
    guard let cumulativeShares else { return Double(rank) / Double(values.count) }
    return rank == 0 ? 0 : cumulativeShares[rank - 1]
  }

  /// The quantile of order `p`, between the neighbouring values in proportion (type 7, the default
  /// of NumPy and R); for weighted samples the smallest value whose share reaches `p`.
  ///
  /// Source: R. J. Hyndman, Y. Fan, The American Statistician 50 (1996),
  /// DOI 10.1080/00031305.1996.10473566.
  func quantile(_ p: Double) -> Double {
    precondition(!values.isEmpty, "a quantile of no values")
    if let cumulativeShares {
      var (low, high) = (0, values.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if cumulativeShares[middle] < p * (1 - 1e-15) { low = middle + 1 } else { high = middle }
      }
      return values[low]
    }
    let position = QuantilePosition(p, count: values.count)
    return position.between(values[position.lower], values[position.upper])
  }
}

/// Where the quantile of order p lies among n ordered values (type 7).
struct QuantilePosition {
  /// The index of the value at or below.
  let lower: Int
  /// The index of the value at or above.
  let upper: Int
  private let weight: Double

  init(_ p: Double, count: Int) {
    let position = p * Double(count - 1)
    lower = min(Int(position), count - 1)
    upper = min(lower + 1, count - 1)
    weight = position - Double(lower)
  }

  /// The quantile, from the two values; equal values and infinities stay what they are.
  func between(_ a: Double, _ b: Double) -> Double {
    if a == b || weight == 0 { return a }
    if !a.isFinite || !b.isFinite { return weight < 1 && a.isInfinite ? a : b }
    let difference = b - a
    if !difference.isFinite { return a * (1 - weight) + b * weight }
    return weight < 0.5 ? a + difference * weight : b - difference * (1 - weight)
  }
}
