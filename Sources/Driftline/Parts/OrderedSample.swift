internal import DriftlineKernels

/// The values of a sample in ascending order: all of them, or those that a sketch has kept.
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
  /// The sum of the weights; the number of values where there are none.
  public let totalWeight: Double
  /// The number of values that it stands for: those that are here, or those that a sketch has seen.
  public let population: Int
  /// The most that a cumulative share is off, for all values together, with a probability of 99 %.
  ///
  /// 0 where every value is here; else the error of the sketch.
  public let rankError: Double

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
        try blocks.forEachObserved { (block) throws(DriftlineError) in
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
  package init(sorting unordered: [Double], weights allWeights: [Double]) {
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
    totalWeight = total == 0 ? 0 : min(total * largest, .greatestFiniteMagnitude)
    population = values.count
    rankError = 0
  }

  /// A sample of values that are in order already.
  package init(ascending values: [Double]) {
    self.values = values
    cumulativeShares = nil
    effectiveCount = Double(values.count)
    totalWeight = Double(values.count)
    population = values.count
    rankError = 0
  }

  /// Weighted values that are known: ascending, with the share of the weight up to and with each.
  init(ascending values: [Double], shares: [Double], totalWeight: Double, effectiveCount: Double) {
    precondition(values.count == shares.count, "\(values.count) values, \(shares.count) shares")
    self.values = values
    cumulativeShares = shares
    self.effectiveCount = effectiveCount
    self.totalWeight = totalWeight
    population = values.count
    rankError = 0
  }

  /// Values of a sketch in order, with the number of values that each stands for.
  init(ascending pairs: [(value: Double, weight: Double)], population: Int, rankError: Double) {
    values = pairs.map(\.value)
    var running = 0.0
    var shares = pairs.map { pair in
      running += pair.weight
      return running / Double(population)
    }
    precondition(running == Double(population), "weights of \(running) for \(population) values")
    if !shares.isEmpty { shares[shares.count - 1] = 1 }
    cumulativeShares = shares
    effectiveCount = Double(population)
    totalWeight = Double(population)
    self.population = population
    self.rankError = rankError
  }

  /// All values of two samples; weights count as they are, and 1 where there are none.
  ///
  /// Neither is of a sketch: sketches are merged themselves.
  /// - Complexity: O(n + m).
  package func merged(with other: OrderedSample) -> OrderedSample {
    precondition(
      rankError == 0 && other.rankError == 0,
      "samples with errors of rank of \(rankError) and \(other.rankError)")
    if cumulativeShares == nil, other.cumulativeShares == nil {
      return OrderedSample(ascending: merge(values, other.values) { $0 })
    }
    if values.isEmpty { return other }
    if other.values.isEmpty { return self }
    return OrderedSample(merging: self, other)
  }

  /// Two samples of which at least one is weighted.
  private init(merging x: OrderedSample, _ y: OrderedSample) {
    // Halved, so that the sum of two huge weights is finite.
    let half = x.totalWeight / 2 + y.totalWeight / 2
    let (a, b) = (x.totalWeight / 2 / half, y.totalWeight / 2 / half)
    let pairs = merge(x.shares(times: a), y.shares(times: b)) { $0.value }
    values = pairs.map(\.value)
    var running = 0.0
    var shares = pairs.map { pair in
      running += pair.weight
      return min(running, 1)
    }
    shares[shares.count - 1] = 1
    cumulativeShares = shares
    effectiveCount = 1 / (a * a / x.effectiveCount + b * b / y.effectiveCount)
    totalWeight = half < .greatestFiniteMagnitude / 2 ? 2 * half : .greatestFiniteMagnitude
    population = x.population + y.population
    rankError = 0
  }

  /// Each value with its share of the weight, `factor` times.
  private func shares(times factor: Double) -> [(value: Double, weight: Double)] {
    var before = 0.0
    return values.indices.map { index in
      let share = cumulativeShares?[index] ?? Double(index + 1) / Double(values.count)
      defer { before = share }
      return (values[index], (share - before) * factor)
    }
  }

  /// The number of values that are here.
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

  /// The largest difference of the two distribution functions.
  ///
  /// - Complexity: O(n + m).
  package func largestDeviation(from other: OrderedSample) -> Double {
    let deviations = Deviations(self, other, parts: .deviation, threads: 1)
    return max(deviations.plus, deviations.minus)
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
  package func share(of x: Double, orEqual: Bool) -> Double {
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

/// Two ascending lists as one; of equal elements those of `x` come first.
private func merge<Element>(
  _ x: [Element], _ y: [Element], by key: (Element) -> Double
) -> [Element] {
  var merged: [Element] = []
  merged.reserveCapacity(x.count + y.count)
  var j = 0
  for element in x {
    while j < y.count, key(y[j]) < key(element) {
      merged.append(y[j])
      j += 1
    }
    merged.append(element)
  }
  return merged + y[j...]
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
