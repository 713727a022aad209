/// Between what F - G lies at every point, F and G the distribution functions behind two samples of
/// which at least one is a sketch.
///
/// A sketch of error e says of F that it is within e of its own distribution function everywhere, and
/// between 0 and 1. It is 0 under the smallest value and 1 from the largest on, which are known exactly.
struct DeviationSteps: Sendable {
  /// The distinct values of both samples.
  private(set) var values: [Double] = []
  /// The least that F - G can be from each value on to the next.
  private(set) var low: [Double] = []
  /// The most that it can be there.
  private(set) var high: [Double] = []
  /// The sketches' pooled distribution function there, as n to m.
  private(set) var pooled: [Double] = []
  /// The error of the pooled distribution function.
  let pooledError: Double
  /// The smaller sample's share of both.
  let smallerShare: Double

  init(_ x: OrderedSample, _ y: OrderedSample) {
    let share = x.effectiveCount / (x.effectiveCount + y.effectiveCount)
    pooledError = share * x.rankError + (1 - share) * y.rankError
    smallerShare = min(share, 1 - share)
    let room = x.count + y.count
    values.reserveCapacity(room)
    low.reserveCapacity(room)
    high.reserveCapacity(room)
    pooled.reserveCapacity(room)
    var (i, j) = (0, 0)
    while i < x.count || j < y.count {
      let value = min(i < x.count ? x.values[i] : .infinity, j < y.count ? y.values[j] : .infinity)
      while i < x.count, x.values[i] <= value { i += 1 }
      while j < y.count, y.values[j] <= value { j += 1 }
      let (f, g) = (Self.between(x, i), Self.between(y, j))
      values.append(value)
      low.append(f.low - g.high)
      high.append(f.high - g.low)
      pooled.append(share * f.middle + (1 - share) * g.middle)
    }
    pooled[pooled.count - 1] = 1
  }

  /// The share of a sample in its first `rank` kept values, and between what that of all lies.
  private static func between(
    _ sample: OrderedSample, _ rank: Int
  ) -> (low: Double, middle: Double, high: Double) {
    if rank == 0 { return (0, 0, 0) }
    if rank == sample.count { return (1, 1, 1) }
    let share = sample.cumulativeShares?[rank - 1] ?? Double(rank) / Double(sample.count)
    return (max(share - sample.rankError, 0), share, min(share + sample.rankError, 1))
  }

  /// The integral of a function of abs(F - G) that rises with it, over the values, at both ends.
  func area(_ rising: (Double) -> Double) -> ClosedRange<Double> {
    guard let first = values.first, let last = values.last, first.isFinite, last.isFinite else {
      return 0...(.infinity)
    }
    let range = last - first
    let gapScale = range < 0x1p1020 ? 1.0 : 0.125
    var (least, most) = (0.0, 0.0)
    for index in values.indices.dropLast() {
      let gap = values[index + 1] * gapScale - values[index] * gapScale
      let size = Self.magnitude(low[index], high[index])
      if size.lowerBound > 0 { least += rising(size.lowerBound) * gap }
      if size.upperBound > 0 { most += rising(size.upperBound) * gap }
    }
    return least / gapScale...max(most, least) / gapScale
  }

  /// Between what the magnitude of a number lies that is between two others.
  static func magnitude(_ low: Double, _ high: Double) -> ClosedRange<Double> {
    if low > 0 { return low...high }
    if high < 0 { return -high...(-low) }
    return 0...max(-low, high)
  }
}

extension DeviationSteps {
  /// What is known where the pooled distribution function of all values, H, passes u0 to u1.
  struct Passage {
    /// The width of u.
    let width: Double
    /// The smallest u.
    let start: Double
    /// The largest u.
    let end: Double
    /// The least that H can be under the point where it passes u.
    let below: Double
    /// The most that H can be at that point.
    let upTo: Double
    /// Between what abs(F - G) lies at that point.
    let size: ClosedRange<Double>
    /// Between what the magnitude of the mean of F - G at and under that point lies.
    let middleSize: ClosedRange<Double>
  }

  /// Where u is cut: evenly, and by halves towards both ends.
  private static let marks: [Double] = {
    let even = (0...4_096).map { Double($0) / 4_096 }
    let halves = (13...40).map { Double(sign: .plus, exponent: -$0, significand: 1) }
    return (even + halves + halves.map { 1 - $0 }).sorted()
  }()

  /// Goes up u from 0 to 1.
  ///
  /// H passes u at a point t, H(t) >= u >= H(t-). As H is within its error of the sketches' own, t is one
  /// of few steps, and F - G between the least and the most of these.
  /// - Complexity: O(n + m).
  func forEachPassage(_ body: (Passage) -> Void) {
    var highest = SlidingMaximum(high)
    var lowest = SlidingMaximum(low.map { -$0 })
    var (highestBelow, lowestBelow) = (highest, lowest)
    var (first, last) = (0, 0)
    for (start, end) in zip(Self.marks, Self.marks.dropFirst()) {
      while first + 1 < pooled.count, pooled[first] < start - pooledError { first += 1 }
      while last + 1 < pooled.count, pooled[last] <= end + pooledError { last += 1 }
      let size = Self.magnitude(
        -lowest.maximum(first, last), highest.maximum(first, last))
      // Before the first step both functions are 0.
      let under = max(first - 1, 0)
      var (low, high) = (-lowestBelow.maximum(under, last), highestBelow.maximum(under, last))
      if first == 0 { (low, high) = (min(low, 0), max(high, 0)) }
      body(
        Passage(
          width: end - start, start: start, end: end,
          below: first == 0 ? 0 : max(0, min(start, pooled[first - 1] - pooledError)),
          upTo: min(1, max(end, pooled[last] + pooledError)), size: size,
          middleSize: Self.magnitude(low, high)))
    }
  }
}

/// The maximum over windows of a list whose ends only move up.
private struct SlidingMaximum {
  private let values: [Double]
  /// The indices that can still become the maximum, their values falling.
  private var waiting: [Int] = []
  private var head = 0
  private var next = 0

  init(_ values: [Double]) { self.values = values }

  /// The largest value of `first...last`.
  mutating func maximum(_ first: Int, _ last: Int) -> Double {
    while next <= last {
      while waiting.count > head, values[waiting[waiting.count - 1]] <= values[next] {
        waiting.removeLast()
      }
      waiting.append(next)
      next += 1
    }
    while waiting[head] < first { head += 1 }
    return values[waiting[head]]
  }
}
