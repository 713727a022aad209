internal import DriftlineKernels
private import Foundation

/// Where k-means starts: greedy k-means++.
///
/// The first centre is a row, each as likely as the others. Each further one is the best of
/// 2 + floor(ln k) rows drawn with chances in proportion to their squared distance to the nearest
/// centre so far: the one that leaves the least sum of those. Where no row is left off a centre, rows
/// repeat.
///
/// Of many rows a seeded sample stands for all: 8192, or 16 for each centre.
///
/// - Complexity: O(n k d log k) for n rows of the sample.
///
/// Source: D. Arthur, S. Vassilvitskii, SODA 2007, DOI 10.5555/1283383.1283494, section 5.
struct Seeding<Scalar: KernelScalar>: Sendable {
  let rows: CentredRows<Scalar>
  let seed: UInt64
  /// Which of several starts.
  var stream: UInt64 = 0

  /// Rows in one block of work.
  private static var blockRows: Int { 256 }

  /// So many rows to start from.
  func centres(_ clusters: Int) throws(DriftlineError) -> [Scalar] {
    var random = SeededRandom(seed: seed, stream: 0x6B6D_6561_6E73 &+ stream)
    let sample = try rows.sample(max(8_192, 16 * clusters), atLeast: clusters, &random)
    try rows.require(clusters, of: sample.count)
    return try chosen(clusters, sample, &random)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func chosen(
    _ clusters: Int, _ sample: RowStorage<Scalar>, _ random: inout SeededRandom
  ) throws(DriftlineError) -> [Scalar] {
    let trials = 2 + Int(log(Double(clusters)))
    let distances = RowStorage<Double>(count: trials, dimensions: sample.count)
    var chosen = [random.below(sample.count)]
    try measure(sample, to: chosen, distances)
    var closest = unsafe Array(distances.rows(0..<1))
    while chosen.count < clusters {
      let drawn = Self.draw(trials, closest, &random)
      try measure(sample, to: drawn, distances)
      var (best, least) = (0, Double.infinity)
      for trial in drawn.indices {
        let candidate = unsafe distances.rows(trial..<trial + 1)
        var potential = 0.0
        for row in closest.indices { potential += unsafe min(closest[row], candidate[row]) }
        if potential < least { (best, least) = (trial, potential) }
      }
      chosen.append(drawn[best])
      let candidate = unsafe distances.rows(best..<best + 1)
      for row in closest.indices { closest[row] = unsafe min(closest[row], candidate[row]) }
    }
    return chosen.flatMap { row in unsafe Array(sample.rows(row..<row + 1)) }
  }

  /// Rows drawn with chances in proportion to weights; any rows where all are 0.
  private static func draw(
    _ count: Int, _ weights: [Double], _ random: inout SeededRandom
  ) -> [Int] {
    var total = 0.0
    let upTo = weights.map { weight in
      total += weight
      return total
    }
    return (0..<count).map { _ in
      guard total > 0 else { return random.below(weights.count) }
      let bar = random.uniform() * total
      // The first row whose running sum is over the bar, so never one of weight 0.
      var (low, high) = (0, upTo.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if upTo[middle] > bar { high = middle } else { low = middle + 1 }
      }
      return low
    }
  }

  /// The squared distances of all rows to some of them, of differences: copies are at 0.
  private func measure(
    _ sample: RowStorage<Scalar>, to chosen: [Int], _ distances: RowStorage<Double>
  ) throws(DriftlineError) {
    let width = sample.dimensions
    let blocks = (sample.count + Self.blockRows - 1) / Self.blockRows
    // Short work is not worth waking a thread for.
    let threads = sample.count * width * chosen.count < 1 << 17 ? 1 : rows.pass.threads
    try Work.concurrently(count: blocks, threads: threads) { block in
      let first = block * Self.blockRows
      let count = min(Self.blockRows, sample.count - first)
      for (index, row) in chosen.enumerated() {
        unsafe Scalar.rowProducts(
          sample.start + first * width, count: count, dimensions: width,
          shift: UnsafePointer(sample.start + row * width), vectors: nil, vectorCount: 0,
          norms: distances.start + index * sample.count + first, products: nil)
      }
    }
  }
}
