internal import DriftlineKernels
private import Foundation

/// The strongest excess and the strongest lack of marked rows in any cell of several partitions, and
/// their law when labels are permuted.
///
/// N rows, m of them marked, are parted in several ways. A cell of s rows, b of them marked, has the
/// signed root deviance sign(b - s m / N) sqrt(2 G), G the log likelihood ratio of the two-by-two
/// table of marks inside and outside. A partition has two statistics: the greatest deviance, and the
/// greatest one turned round. All are standardised by their means and deviations over the labellings,
/// and the squares of the positive ones added up. As all labellings are treated alike, the one that
/// was observed among them, the rank of the observed sum is an exact p-value.
///
/// Where none of R permutations reaches the observed sum, ten times as many are drawn anew, and their
/// p-value counts: an event of probability under 1 / (R + 1) is needed to get there, so p keeps its
/// promise.
///
/// - Complexity: O(R m c) for R permutations and c partitions, O(N c) memory.
struct PartitionScan: Sendable {
  /// The cells of rows in one partition.
  struct Partition: Sendable {
    /// The cell of each row.
    let cells: [Int32]
    /// The number of rows in each cell.
    let sizes: [Int]

    init(cells: [Int32], count: Int) {
      var sizes = [Int](repeating: 0, count: count)
      for cell in cells { sizes[Int(cell)] += 1 }
      self.cells = cells
      self.sizes = sizes
    }
  }

  /// What was found in one partition.
  struct Peak: Sendable {
    /// How many deviations the observed extremes lie over the means of permuted ones.
    let z: (excess: Double, lack: Double)
    /// The root deviance that a cell must have to be over the quantile of permuted extremes.
    let bar: (excess: Double, lack: Double)
    /// The number of marked rows in each cell.
    let marked: [Int]
    /// The signed root deviance of each cell.
    let deviances: [Double]
  }

  /// For each partition.
  let peaks: [Peak]
  /// How many labellings, the observed one included, reached the observed sum, and how many there are.
  let rank: (reached: Int, of: Int)

  /// How many times as many permutations are drawn where none has reached the observed sum.
  static let finer = 10

  /// Scans rows of which the last `marked` are marked.
  init(
    _ partitions: [Partition], marked: Int, permutations: Int, quantile: Double, seed: UInt64,
    threads: Int
  ) throws(DriftlineError) {
    let total = partitions.first?.cells.count ?? 0
    let tables = partitions.map { DevianceTable(sizes: $0.sizes, total: total, marked: marked) }
    let counter = MarkCounter(partitions, tables: tables, marked: marked, total: total)
    let observed = counter.counts(Array(total - marked..<total))
    let deviances = tables.indices.map { tables[$0].deviances(observed[$0]) }
    let own = deviances.flatMap { values in [values.max() ?? 0.0, -(values.min() ?? 0.0)] }
    var law = try ExtremesLaw(
      counter, observed: own, permutations: permutations, seed: seed, threads: threads)
    peaks = partitions.indices.map { index in
      Peak(
        z: (law.z(2 * index), law.z(2 * index + 1)),
        bar: (law.quantile(2 * index, quantile), law.quantile(2 * index + 1, quantile)),
        marked: observed[index], deviances: deviances[index])
    }
    if permutations > 0, law.reached == 1 {
      law = try ExtremesLaw(
        counter, observed: own, permutations: permutations * Self.finer, seed: ~seed,
        threads: threads)
    }
    rank = (law.reached, law.labellings)
  }
}

/// The extremes of all partitions under the observed labelling, the first row, and under permuted
/// ones.
private struct ExtremesLaw {
  let labellings: Int
  /// How many labellings reach the sum of the observed one.
  private(set) var reached = 0
  private let width: Int
  private let extremes: [Double]
  private var centres: [(mean: Double, deviation: Double)] = []

  init(
    _ counter: MarkCounter, observed: [Double], permutations: Int, seed: UInt64, threads: Int
  ) throws(DriftlineError) {
    width = observed.count
    labellings = permutations + 1
    let width = width
    var extremes = observed + [Double](repeating: 0, count: permutations * width)
    try unsafe extremes.withUnsafeMutableBufferPointer { extremes throws(DriftlineError) in
      // Each index has elements of its own: see `concurrently`.
      nonisolated(unsafe) let extremes = unsafe extremes
      // In blocks of a fixed size; each labelling has a stream of its own.
      let block = 16
      try Work.concurrently(count: (permutations + block - 1) / block, threads: threads) { index in
        var scratch = counter.makeScratch()
        for draw in index * block..<min((index + 1) * block, permutations) {
          var random = SeededRandom(seed: seed, stream: UInt64(draw) + 1)
          counter.permute(&scratch, &random)
          for place in 0..<width {
            unsafe extremes[(draw + 1) * width + place] = scratch.extremes[place]
          }
        }
      }
    }
    self.extremes = extremes
    var sums = [Double](repeating: 0, count: labellings)
    for place in 0..<width {
      let column = (0..<labellings).map { extremes[$0 * width + place] }
      let mean = column.reduce(0, +) / Double(labellings)
      let squares = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let deviation = max((squares / Double(labellings)).squareRoot(), 1e-9)
      centres.append((mean, deviation))
      for index in column.indices {
        let z = max(0, (column[index] - mean) / deviation)
        sums[index] += z * z
      }
    }
    // Sums that rounding has set apart are one.
    reached = sums.count { $0 >= sums[0] * (1 - 1e-9) - 1e-12 }
  }

  /// How many deviations an observed extreme lies over the mean of all.
  func z(_ place: Int) -> Double {
    (extremes[place] - centres[place].mean) / centres[place].deviation
  }

  /// A quantile of permuted extremes; 0 where nothing was permuted.
  func quantile(_ place: Int, _ order: Double) -> Double {
    let permuted = (1..<labellings).map { extremes[$0 * width + place] }.sorted()
    if permuted.isEmpty { return 0 }
    return permuted[min(Int(order * Double(permuted.count)), permuted.count - 1)]
  }
}

/// The signed root deviance of every number of marked rows that a cell can hold.
private struct DevianceTable: Sendable {
  /// Where each cell's values begin.
  let starts: [Int]
  let values: [Double]

  init(sizes: [Int], total: Int, marked: Int) {
    var known: [Int: Int] = [:]
    var starts: [Int] = []
    var values: [Double] = []
    for size in sizes {
      if let start = known[size] {
        starts.append(start)
        continue
      }
      known[size] = values.count
      starts.append(values.count)
      for count in 0...size {
        values.append(signedRootDeviance(count, of: size, marked: marked, total: total))
      }
    }
    self.starts = starts
    self.values = values
  }

  func deviances(_ counts: [Int]) -> [Double] {
    counts.indices.map { values[starts[$0] + counts[$0]] }
  }
}

/// The signed root of twice the log likelihood ratio of marks inside a cell and outside.
private func signedRootDeviance(_ count: Int, of size: Int, marked: Int, total: Int) -> Double {
  // Not every count can be.
  guard count <= marked, size - count <= total - marked else { return 0 }
  let share = Double(marked) / Double(total)
  func term(_ seen: Int, _ expected: Double) -> Double {
    seen == 0 ? 0 : Double(seen) * log(Double(seen) / expected)
  }
  let inside = Double(size)
  let outside = Double(total - size)
  let g =
    term(count, inside * share) + term(size - count, inside * (1 - share))
    + term(marked - count, outside * share)
    + term(total - size - (marked - count), outside * (1 - share))
  let root = max(0, 2 * g).squareRoot()
  return Double(count) < inside * share ? -root : root
}

/// Counts marked rows in the cells of all partitions at once.
private struct MarkCounter: Sendable {
  private let tables: [DevianceTable]
  /// For each row, its counter in each partition, one after the other.
  private let places: [Int32]
  /// Where the counters of each partition begin.
  private let starts: [Int]
  private let sizes: [[Int]]
  private let total: Int
  private let marked: Int
  /// Whether it is quicker to draw and count the rows that are not marked.
  private let countsUnmarked: Bool

  /// What one thread needs to draw labels.
  struct Scratch {
    var order: [Int32]
    var counts: [Int32]
    /// For each partition the greatest deviance, and the greatest one turned round.
    var extremes: [Double]
  }

  init(
    _ partitions: [PartitionScan.Partition], tables: [DevianceTable], marked: Int, total: Int
  ) {
    self.tables = tables
    self.total = total
    self.marked = marked
    countsUnmarked = marked > total - marked
    sizes = partitions.map(\.sizes)
    var starts: [Int] = [0]
    for partition in partitions { starts.append(starts[starts.count - 1] + partition.sizes.count) }
    self.starts = starts
    let width = partitions.count
    var places = [Int32](repeating: 0, count: total * width)
    for (index, partition) in partitions.enumerated() {
      for row in 0..<total {
        places[row * width + index] = partition.cells[row] + Int32(starts[index])
      }
    }
    self.places = places
  }

  func makeScratch() -> Scratch {
    Scratch(
      order: (0..<Int32(total)).map { $0 },
      counts: [Int32](repeating: 0, count: starts[starts.count - 1]),
      extremes: [Double](repeating: 0, count: 2 * tables.count))
  }

  /// How many of some rows each cell holds, partition by partition.
  func counts(_ rows: [Int]) -> [[Int]] {
    var counts = sizes.map { [Int](repeating: 0, count: $0.count) }
    let width = tables.count
    for row in rows {
      for index in 0..<width {
        counts[index][Int(places[row * width + index]) - starts[index]] += 1
      }
    }
    return counts
  }

  /// Draws labels, and finds the extremes of each partition.
  func permute(_ scratch: inout Scratch, _ random: inout SeededRandom) {
    // The order is what the draw before left: begin anew, so that a draw depends on its number alone.
    for index in scratch.order.indices { scratch.order[index] = Int32(index) }
    for index in scratch.counts.indices { scratch.counts[index] = 0 }
    let width = tables.count
    for index in 0..<(countsUnmarked ? total - marked : marked) {
      let other = index + random.below(total - index)
      scratch.order.swapAt(index, other)
      let row = Int(scratch.order[index])
      for place in 0..<width { scratch.counts[Int(places[row * width + place])] += 1 }
    }
    for place in 0..<width {
      let table = tables[place]
      var (least, greatest) = (Double.infinity, -Double.infinity)
      for cell in sizes[place].indices {
        let count = Int(scratch.counts[starts[place] + cell])
        let seen = countsUnmarked ? sizes[place][cell] - count : count
        let deviance = table.values[table.starts[cell] + seen]
        greatest = max(greatest, deviance)
        least = min(least, deviance)
      }
      scratch.extremes[2 * place] = greatest
      scratch.extremes[2 * place + 1] = -least
    }
  }
}
