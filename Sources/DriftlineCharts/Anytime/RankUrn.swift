internal import Driftline

/// Where new values rank among a baseline and all new values before them, as numbers that are exactly
/// independent and uniform on (0, 1) where all come from one distribution.
///
/// The baseline's n values, in order, leave n + 1 gaps; neighbouring gaps are joined to cells. Where
/// all values come from one continuous distribution, the next falls into a cell with probability
/// (gaps + new values in it so far) / (n + 1 + new values so far), whatever that distribution is
/// (Polya's urn); it ranks at a uniform place among what is in the cell. The error of a finite
/// baseline is thereby counted in exactly. To each value belongs a random number, by which equal
/// values are ordered, so that nothing need be continuous.
///
/// - Complexity: O(log cells) for a value, one whole number of state for a cell.
///
/// Source: V. Vovk, "Testing randomness online", Statistical Science 36 (2021), DOI 10.1214/20-STS817
/// (conformal p-values); D. Blackwell, J. B. MacQueen, Annals of Statistics 1 (1973), DOI
/// 10.1214/aos/1176342372.
struct RankUrn: Sendable, Equatable {
  /// The largest value of each cell but the last, with its random number.
  private let edges: [Double]
  private let edgeOrders: [Double]
  /// The gaps of each cell.
  private let gaps: [Int]
  /// What is in each cell: its gaps and the new values.
  private var weights: [Int]
  /// The same as partial sums (Fenwick): place i, from 1, has the sum of the i & -i cells that end
  /// there.
  private var tree: [Int]
  /// All of it.
  private var sum: Int

  /// An urn of a baseline.
  ///
  /// - Complexity: O(n log n).
  init(baseline: [Double], cells: Int, seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    let sorted = baseline.map { (value: $0, order: random.uniform()) }.sorted { $0 < $1 }
    sum = sorted.count + 1
    let count = min(cells, sum)
    let ranks = (0...count).map { [sum] in $0 * sum / count }
    edges = ranks[1..<count].map { sorted[$0 - 1].value }
    edgeOrders = ranks[1..<count].map { sorted[$0 - 1].order }
    gaps = zip(ranks, ranks.dropFirst()).map { $1 - $0 }
    weights = gaps
    tree = RankUrn.tree(of: weights)
  }

  private static func tree(of weights: [Int]) -> [Int] {
    var tree = [0] + weights
    for place in 1...weights.count where place + (place & -place) <= weights.count {
      tree[place + (place & -place)] += tree[place]
    }
    return tree
  }

  /// The new values in each cell.
  var counts: [Double] { zip(weights, gaps).map { Double($0 - $1) } }

  /// Sets the new values in each cell; `false` where that is none of this urn.
  mutating func set(_ counts: [Double]) -> Bool {
    guard counts.count == gaps.count else { return false }
    var read = gaps
    var total = 0.0
    for (cell, count) in counts.enumerated() {
      total += count
      guard count >= 0, count == count.rounded(), total <= 0x1p53 else { return false }
      read[cell] += Int(count)
    }
    weights = read
    tree = RankUrn.tree(of: weights)
    sum = weights.reduce(0, +)
    return true
  }

  /// How many new values there are.
  var count: Int { sum - gaps.reduce(0, +) }

  /// Where a new value ranks, in 0...1; it is put in.
  ///
  /// `order` orders it among equal values, and `place` says where it is within its cell, both in 0..<1.
  mutating func rank(of value: Double, order: Double, place: Double) -> Double {
    var (cell, end) = (0, edges.count)
    while cell < end {
      let middle = (cell + end) / 2
      let edge = edges[middle]
      if edge < value || (edge == value && edgeOrders[middle] < order) {
        cell = middle + 1
      } else {
        end = middle
      }
    }
    var below = 0
    var node = cell
    while node > 0 {
      below += tree[node]
      node &= node - 1
    }
    let rank = (Double(below) + place * Double(weights[cell])) / Double(sum)
    weights[cell] += 1
    sum += 1
    node = cell + 1
    while node < tree.count {
      tree[node] += 1
      node += node & -node
    }
    return rank
  }
}
