internal import DriftlineKernels
private import Foundation

/// The strongest excess of marked rows in any cell of several partitions, and its law when labels
/// are permuted.
///
/// N rows, m of them marked, are parted in several ways. A cell of s rows, b of them marked, has the
/// signed root deviance sign(b - s m / N) sqrt(2 G), G the log likelihood ratio of the two-by-two
/// table of marks inside and outside. The statistic of a partition is its greatest one; the
/// statistics of all are standardised by their means and deviations over the labellings, the
/// positive ones squared and added up. As all labellings are treated alike, the one that was
/// observed among them, the rank of the observed sum is an exact p-value.
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
    /// How many deviations the observed maximum lies over the mean of permuted ones.
    let z: Double
    /// The root deviance that a cell must have to be over the quantile of permuted maxima.
    let bar: Double
    /// The number of marked rows in each cell.
    let marked: [Int]
    /// The signed root deviance of each cell.
    let deviances: [Double]
  }

  /// For each partition.
  let peaks: [Peak]
  /// How many labellings, the observed one included, reached the observed sum, and how many there are.
  let rank: (reached: Int, of: Int)

  /// Scans rows of which the last `marked` are marked.
  init(
    _ partitions: [Partition], marked: Int, permutations: Int, quantile: Double, seed: UInt64,
    threads: Int
  ) {
    let total = partitions.first?.cells.count ?? 0
    let tables = partitions.map { DevianceTable(sizes: $0.sizes, total: total, marked: marked) }
    let counter = MarkCounter(partitions, tables: tables, marked: marked, total: total)
    let observed = counter.counts(Array(total - marked..<total))
    // Labellings in blocks of a fixed size, each with a stream of its own.
    let width = partitions.count
    var maxima = [Double](repeating: 0, count: (permutations + 1) * width)
    unsafe maxima.withUnsafeMutableBufferPointer { maxima in
      nonisolated(unsafe) let maxima = unsafe maxima
      let block = 16
      concurrently(count: (permutations + block - 1) / block, threads: threads) { index in
        var scratch = counter.makeScratch()
        for draw in index * block..<min((index + 1) * block, permutations) {
          var random = SeededRandom(seed: seed, stream: UInt64(draw) + 1)
          counter.permute(&scratch, &random)
          for place in 0..<width {
            unsafe maxima[(draw + 1) * width + place] = scratch.maxima[place]
          }
        }
      }
    }
    var peaks: [Peak] = []
    var sums = [Double](repeating: 0, count: permutations + 1)
    for place in partitions.indices {
      let deviances = tables[place].deviances(observed[place])
      maxima[place] = deviances.max() ?? 0
      let column = (0...permutations).map { maxima[$0 * width + place] }
      let mean = column.reduce(0, +) / Double(column.count)
      let squares = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let deviation = max((squares / Double(column.count)).squareRoot(), 1e-9)
      for index in column.indices {
        let z = max(0, (column[index] - mean) / deviation)
        sums[index] += z * z
      }
      let ordered = column.dropFirst().sorted()
      let bar = ordered.isEmpty ? 0 : ordered[min(Int(quantile * Double(ordered.count)), ordered.count - 1)]
      peaks.append(
        Peak(
          z: (column[0] - mean) / deviation, bar: bar, marked: observed[place],
          deviances: deviances))
    }
    self.peaks = peaks
    // Sums that rounding has set apart are one.
    rank = (sums.count { $0 >= sums[0] * (1 - 1e-9) - 1e-12 }, permutations + 1)
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
    var maxima: [Double]
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
      maxima: [Double](repeating: 0, count: tables.count))
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

  /// Draws labels, and finds the greatest deviance of each partition.
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
      var greatest = -Double.infinity
      for cell in sizes[place].indices {
        let count = Int(scratch.counts[starts[place] + cell])
        let seen = countsUnmarked ? sizes[place][cell] - count : count
        greatest = max(greatest, table.values[table.starts[cell] + seen])
      }
      scratch.maxima[place] = greatest
    }
  }
}
