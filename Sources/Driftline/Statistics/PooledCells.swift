internal import DriftlineKernels
private import Foundation

/// The pooled sample as a few hundred points of a Brownian bridge: where F - G is looked at, and how
/// much weighs on each point.
///
/// Where the pooled sample has no more than 384 distinct values, they are the points, exactly.
/// Otherwise it is cut into cells, finer towards the ends, where heavy tails put their weight.
struct PooledCells {
  /// The most cells but for the finer ones at the ends.
  static let size = 384

  /// The pooled share up to and with each point, ascending, inside (0, 1).
  private(set) var positions: [Double] = []
  /// The distance from each point's value to the next one's.
  private(set) var gaps: [Double] = []
  /// The share of the pooled sample that is looked at in each point.
  private(set) var masses: [Double] = []
  /// The share of the pooled sample at its largest value, or in the last cell, where F = G = 1.
  private(set) var lastMass = 0.0
  /// Whether the points are the distinct values themselves.
  private(set) var isExact = false

  init(_ x: OrderedSample, _ y: OrderedSample) {
    if x.cumulativeShares != nil || y.cumulativeShares != nil {
      mergeWeighted(x, y)
    } else if !listDistinct(x.values, y.values) {
      cut(x.values, y.values)
    }
  }

  /// Lists the distinct values, jumping over ties; false where there are too many.
  private mutating func listDistinct(_ x: [Double], _ y: [Double]) -> Bool {
    let total = Double(x.count + y.count)
    var (i, j, before) = (0, 0, 0)
    var previous: Double?
    while i < x.count || j < y.count {
      let value = min(i < x.count ? x[i] : .infinity, j < y.count ? y[j] : .infinity)
      if let previous { gaps.append(value - previous) }
      previous = value
      i = Self.skip(x, from: i, value)
      j = Self.skip(y, from: j, value)
      positions.append(Double(i + j) / total)
      masses.append(Double(i + j - before) / total)
      before = i + j
      if positions.count > Self.size {
        (positions, gaps, masses) = ([], [], [])
        return false
      }
    }
    positions.removeLast()
    lastMass = masses.removeLast()
    isExact = true
    return true
  }

  /// The index after the run of values up to `value` that begins at `start`, by galloping.
  private static func skip(_ values: [Double], from start: Int, _ value: Double) -> Int {
    var step = 1
    var low = start
    while low < values.count, values[low] <= value {
      let next = min(low + step, values.count)
      if values[next - 1] <= value {
        low = next
        step *= 2
      } else if step == 1 {
        return low
      } else {
        step = max(1, step / 4)
      }
    }
    return low
  }

  private mutating func cut(_ x: [Double], _ y: [Double]) {
    let total = x.count + y.count
    let ranks = Self.boundaries(total)
    let values = ranks.map { rank -> Double in
      let (i, j) = mergeSplit(x.span, y.span, rank: rank)
      return max(i > 0 ? x[i - 1] : -.infinity, j > 0 ? y[j - 1] : -.infinity)
    }
    for index in 1..<ranks.count {
      let (from, to) = (ranks[index - 1], ranks[index])
      // Steps from pooled rank `from` to the one before `to`: looked at in the middle of the cell.
      positions.append(Double(from + to - 1) / 2 / Double(total))
      gaps.append(values[index] - values[index - 1])
      masses.append(Double(to - from) / Double(total))
    }
    lastMass = 1 / Double(total)
  }

  /// Pooled ranks from 1 to `total`: steps of sin^2, and powers of sqrt 2 from either end.
  private static func boundaries(_ total: Int) -> [Int] {
    var ranks = Set([1, total])
    for index in 0...size {
      let angle = Double.pi / 2 * Double(index) / Double(size)
      let rank = Int((Double(total) * sin(angle) * sin(angle)).rounded())
      ranks.insert(min(max(rank, 1), total))
    }
    let first = Double(total) * pow(sin(Double.pi / 2 / Double(size)), 2)
    var step = 1.0
    while step < first {
      ranks.insert(Int(step.rounded()))
      ranks.insert(total + 1 - Int(step.rounded()))
      step *= 2.0.squareRoot()
    }
    return ranks.sorted()
  }

  private mutating func mergeWeighted(_ x: OrderedSample, _ y: OrderedSample) {
    let (f, g) = (x.sharesOrEqual, y.sharesOrEqual)
    let weight = x.effectiveCount / (x.effectiveCount + y.effectiveCount)
    var (i, j) = (0, 0)
    var before = 0.0
    var value = min(x.values[0], y.values[0])
    var cell = (gap: 0.0, mass: 0.0, moment: 0.0, edge: 0)
    while true {
      while i < x.count, x.values[i] <= value { i += 1 }
      while j < y.count, y.values[j] <= value { j += 1 }
      let h = weight * (i > 0 ? f[i - 1] : 0) + (1 - weight) * (j > 0 ? g[j - 1] : 0)
      if i == x.count && j == y.count {
        lastMass = h - before
        break
      }
      let next = min(
        i < x.count ? x.values[i] : .infinity, j < y.count ? y.values[j] : .infinity)
      let bin = Int(Double(4 * Self.size) * asin(min(h, 1).squareRoot()) / (Double.pi / 2))
      if bin != cell.edge, cell.mass > 0 {
        append(cell)
        cell = (0, 0, 0, bin)
      }
      cell.edge = bin
      cell.gap += next - value
      cell.mass += h - before
      cell.moment += (h - before) * h
      before = h
      value = next
    }
    if cell.mass > 0 { append(cell) }
  }

  private mutating func append(_ cell: (gap: Double, mass: Double, moment: Double, edge: Int)) {
    let position = cell.moment / cell.mass
    guard position > 0, position < 1, position > positions.last ?? 0 else { return }
    positions.append(position)
    gaps.append(cell.gap)
    masses.append(cell.mass)
  }

  /// The mid-rank Anderson-Darling form: at each value the mean of the bridge before and after it,
  /// squared, over s (1 - s) - h / 2 with s the middle of the step and 2 h its height.
  func midrankForm() -> (diagonal: [Double], offDiagonal: [Double]) {
    guard isExact else {
      let weights = zip(positions, masses).map { s, mass in mass / (s * (1 - s)) }
      return (weights, [Double](repeating: 0, count: max(weights.count - 1, 0)))
    }
    var diagonal = [Double](repeating: 0, count: positions.count)
    var offDiagonal = [Double](repeating: 0, count: max(positions.count - 1, 0))
    var before = 0.0
    for index in 0...positions.count {
      let after = index < positions.count ? positions[index] : 1
      let mass = after - before
      let middle = (before + after) / 2
      let weight = mass / (middle * (1 - middle) - mass / 4)
      if index > 0 { diagonal[index - 1] += weight / 4 }
      if index < positions.count { diagonal[index] += weight / 4 }
      if index > 0, index < positions.count { offDiagonal[index - 1] += weight / 2 }
      before = after
    }
    return (diagonal, offDiagonal)
  }
}
