internal import DriftlineKernels

/// How much of a sample lies in each bin; exact.
public struct BinCounts: Sendable, Equatable {
  /// The count, or the share of weight, in each bin.
  public internal(set) var counts: [Double]
  /// The number of values that are as informative as equally weighted ones.
  public internal(set) var effectiveCount: Double
  /// The most that each bin's share of the values is off, with a probability of 99 %; 0 where all values
  /// were counted.
  public internal(set) var shareError = 0.0

  /// The sum of the counts.
  public var total: Double { counts.reduce(0, +) }

  /// Counts a column by reading it once.
  ///
  /// - Complexity: O(n log B).
  init(_ column: NumericColumn, edges: BinEdges, threads: Int) throws(DriftlineError) {
    var sums = [Int](repeating: 0, count: edges.count)
    try column.blocks.forEachObserved { (block) throws(DriftlineError) in
      let tallied =
        if let range = edges.range {
          tallyEqualWidth(
            block, low: range.low, high: range.high, bins: edges.count, threads: threads)
        } else {
          tally(
            block, interiorEdges: edges.interior, closedRight: edges.closedRight, threads: threads)
        }
      for index in sums.indices { sums[index] += tallied.counts[index] }
    }
    counts = sums.map(Double.init)
    effectiveCount = Double(sums.reduce(0, +))
  }

  /// Counts an ordered sample.
  ///
  /// Of a sketch, each of a bin's two edges has the sketch's error, and the bin twice that.
  /// - Complexity: O(B log n).
  init(_ sample: OrderedSample, edges: BinEdges) {
    var below = 0.0
    var counts: [Double] = []
    counts.reserveCapacity(edges.count)
    let isSketch = sample.rankError > 0
    let isPlain = sample.cumulativeShares == nil
    let scale = isPlain || isSketch ? Double(sample.population) : 1
    for edge in edges.interior {
      var share =
        isPlain
        ? Double(sample.rank(of: edge, orEqual: edges.closedRight))
        : sample.share(of: edge, orEqual: edges.closedRight)
      // The values of a sketch stand for whole numbers of values.
      if isSketch { share = (share * scale).rounded() }
      counts.append(share - below)
      below = share
    }
    counts.append(scale - below)
    self.counts = counts
    effectiveCount = sample.effectiveCount
    shareError = min(1, 2 * sample.rankError)
  }

  /// Adds the counts of another sample over the same bins.
  mutating func merge(_ other: BinCounts) {
    precondition(counts.count == other.counts.count, "\(counts.count), \(other.counts.count) bins")
    for index in counts.indices { counts[index] += other.counts[index] }
    effectiveCount += other.effectiveCount
    shareError = max(shareError, other.shareError)
  }

  /// Mixes the shares of another weighted sample over the same bins with these, by the weights of the
  /// two; `effectiveCount` is that of both together.
  mutating func mix(
    _ other: BinCounts, weights: (mine: Double, theirs: Double), effectiveCount: Double
  ) {
    precondition(counts.count == other.counts.count, "\(counts.count), \(other.counts.count) bins")
    self.effectiveCount = effectiveCount
    let total = weights.mine + weights.theirs
    guard total > 0 else { return }
    for index in counts.indices {
      counts[index] =
        counts[index] * (weights.mine / total) + other.counts[index] * (weights.theirs / total)
    }
  }

  /// Counts that are known.
  init(counts: [Int]) {
    self.counts = counts.map(Double.init)
    effectiveCount = Double(counts.reduce(0, +))
  }
}
