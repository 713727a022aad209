internal import DriftlineKernels
private import Foundation
private import Synchronization

/// The local scan: whether current rows crowd where baseline rows are few.
///
/// H0: rows of both matrices come from one distribution. A new topic in one row of twenty hardly moves
/// means or averages over pairs, but it makes one place of space crowded. So the rows of both sides
/// are pooled and parted by k-means at several scales, where what is new gets a cluster of its own,
/// which clusters of the baseline alone cannot give. For every partition the cluster with the
/// greatest signed root deviance of current rows counts; ``PartitionScan`` adds the partitions up and
/// ranks the sum among permutations of the labels.
///
/// - Statistic and effect: the estimated share of current rows in excess: over the clusters whose
///   deviance is beyond the 95 % quantile of permuted maxima, current rows less what the baseline
///   leads to expect, averaged over the partitions. Threshold 0.01. Bands: low 0.01, medium
///   0.05, high 0.2.
/// - p-value: (b + 1) / (R + 1) of R label permutations; exact for any distribution.
/// - Partitions: k = 60, 90, 135, 200, 300 and 450, at most a sixth of the rows, each from
///   `restarts` random starts with three iterations: clusters need not be good, only many.
/// - Missing rows are left out. Copies of a row are one place, and their number counts. Needs six
///   rows on each side.
/// - Looks at no more than `sample` rows of each side: with a stored sample of a baseline it works
///   as with all of it.
/// - Complexity: O(N d) times 5000 products, N rows in all, and O(R m) to permute.
///
/// Source: docs/decisions/0009-cluster-scan.md; M. Kulldorff, Communications in Statistics 26 (1997),
/// DOI 10.1080/03610929708831995, for the scan statistic.
public struct ClusterScan: EmbeddingDetector {
  /// The name in JSON, on the command line and in reports.
  public static let name = "cluster_scan"
  /// What is measured, in one line.
  public static let summary = "Share of current rows that crowd where baseline rows are few"
  /// Where the definition comes from.
  public static let source =
    "docs/decisions/0009-cluster-scan.md; Kulldorff 1997, doi:10.1080/03610929708831995"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .integer("permutations", \.permutations, in: 0...1_000_000, "label permutations; 0 for no p"),
    .integer("restarts", \.restarts, in: 1...64, "random starts of each partition"),
    .integer("sample", \.sample, in: 6...10_000_000, "most rows of each side"),
  ]

  /// The number of label permutations; 0 leaves the p-value out.
  public var permutations = 500
  /// The number of random starts of each partition.
  public var restarts = 2
  /// The most rows of each side that are looked at.
  public var sample = standardSampleRows

  /// The scan.
  public init() {}

  private static let scales = [60, 90, 135, 200, 300, 450]
  private static let iterations = 3
  /// Rows that a cluster has at least, on average.
  private static let leastRows = 6

  /// The parts it looks at.
  public var needs: EmbeddingNeeds { EmbeddingNeeds(rows: sample) }

  /// Measures two matrices.
  public func measure(_ samples: EmbeddingComparison) throws(DriftlineError) -> Finding {
    try samples.require(atLeast: Self.leastRows, for: Self.name)
    switch samples.pooled(limit: sample) {
    case .single(let rows): return try finding(rows, samples.randomness)
    case .double(let rows): return try finding(rows, samples.randomness)
    }
  }

  private func finding<Scalar>(
    _ rows: PooledRows<Scalar>, _ randomness: Randomness
  ) throws(DriftlineError) -> Finding {
    let partitions = try partitions(rows, randomness)
    let scan = PartitionScan(
      partitions, marked: rows.currentCount, permutations: permutations, quantile: 0.95,
      seed: randomness.seed &+ 0x5CA4, threads: randomness.threads)
    let excess = ExcessRows(scan, partitions, rows)
    return Finding(
      statistic: excess.share,
      logPValue: permutations == 0
        ? nil : log(Double(scan.rank.reached) / Double(scan.rank.of)),
      threshold: 0.01, bands: Bands(low: 0.01, medium: 0.05, high: 0.2),
      sampled: rows.isSampled ? rows.count : nil,
      detail: [
        .init("share", .number(excess.share)),
        .init("scale", .int(partitions[excess.partition].sizes.count)),
        .init("z", .number(scan.peaks[excess.partition].z)),
        .init("clusters", .array(excess.clusters)), .init("rows", JSON(excess.rows)),
        .init("permutations", .int(permutations)),
      ])
  }

  /// The rows parted at every scale, from every start.
  private func partitions<Scalar: KernelScalar>(
    _ rows: PooledRows<Scalar>, _ randomness: Randomness
  ) throws(DriftlineError) -> [PartitionScan.Partition] {
    var scales: [Int] = []
    for scale in Self.scales {
      let clusters = max(2, min(scale, rows.count / Self.leastRows))
      if !scales.contains(clusters) { scales.append(clusters) }
    }
    // The large ones first, so that threads end together.
    let jobs = scales.reversed().flatMap { scale in (0..<restarts).map { (scale, $0) } }
    let found = Mutex<[Result<PartitionScan.Partition, DriftlineError>?]>(
      .init(repeating: nil, count: jobs.count))
    concurrently(count: jobs.count, threads: randomness.threads) { index in
      let (clusters, restart) = jobs[index]
      let result = Result { () throws(DriftlineError) in
        let start = rows.randomRows(
          clusters, seed: randomness.seed, stream: UInt64(clusters << 8 + restart))
        let fit = try KMeans(clusters: clusters, seed: randomness.seed, threads: 1)
          .lloyd(rows: rows.storage, start: start, iterations: Self.iterations)
        return PartitionScan.Partition(cells: fit.assignments, count: clusters)
      }
      found.withLock { $0[index] = result }
    }
    var partitions: [PartitionScan.Partition] = []
    for result in found.withLock({ $0 }) {
      if let partition = try result?.get() { partitions.append(partition) }
    }
    return partitions
  }
}

extension PooledRows {
  /// Some of the rows, drawn without replacement, one after the other.
  fileprivate func randomRows(_ wanted: Int, seed: UInt64, stream: UInt64) -> [Scalar] {
    var random = SeededRandom(seed: seed, stream: stream)
    var order = Array(0..<count)
    var values: [Scalar] = []
    values.reserveCapacity(wanted * dimensions)
    for index in 0..<wanted {
      order.swapAt(index, index + random.below(count - index))
      unsafe values.append(contentsOf: storage.rows(order[index]..<order[index] + 1))
    }
    return values
  }
}

/// What the scan found: how many rows are in excess, in which clusters, and which they are.
private struct ExcessRows {
  /// The share of current rows in excess, averaged over the partitions.
  let share: Double
  /// The partition that shows it best.
  let partition: Int
  /// Its clusters in excess, the strongest first.
  let clusters: [JSON]
  /// Current rows in them, from the strongest cluster on.
  let rows: [Int]

  init<Scalar: KernelScalar>(
    _ scan: PartitionScan, _ partitions: [PartitionScan.Partition], _ rows: PooledRows<Scalar>
  ) {
    let (n, m) = (Double(rows.baselineCount), Double(rows.currentCount))
    func inExcess(_ index: Int) -> [Int] {
      let peak = scan.peaks[index]
      return peak.deviances.indices.filter { peak.deviances[$0] > max(peak.bar, 0) }
        .sorted { peak.deviances[$0] > peak.deviances[$1] }
    }
    let shares = partitions.indices.map { index in
      inExcess(index).reduce(0.0) { sum, cell in
        let marked = Double(scan.peaks[index].marked[cell])
        let size = Double(partitions[index].sizes[cell])
        return sum + (marked - (size - marked) * m / n) / m
      }
    }
    share = shares.reduce(0, +) / Double(max(shares.count, 1))
    let best = scan.peaks.indices.max { scan.peaks[$0].z < scan.peaks[$1].z } ?? 0
    partition = best
    let cells = Array(inExcess(best).prefix(5))
    var named: [Int] = []
    clusters = cells.map { cell in
      let members = (rows.baselineCount..<rows.count).filter {
        partitions[best].cells[$0] == Int32(cell)
      }
      let places = members.prefix(5).map { rows.places[$0] }
      named += places
      return .object([
        .init("baseline", .int(partitions[best].sizes[cell] - scan.peaks[best].marked[cell])),
        .init("current", .int(scan.peaks[best].marked[cell])),
        .init("deviance", .number(scan.peaks[best].deviances[cell])),
        .init("rows", JSON(Array(places))),
      ])
    }
    self.rows = Array(named.prefix(10))
  }
}
