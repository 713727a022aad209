internal import DriftlineKernels
private import Foundation

/// The local scan: whether current rows crowd where baseline rows are few, or are gone from where they
/// were.
///
/// H0: rows of both matrices come from one distribution. A new topic in one row of twenty hardly moves
/// means or averages over pairs, but it makes one place of space crowded. So the rows of both sides
/// are pooled and parted by k-means at several scales, where what is new gets a cluster of its own,
/// which clusters of the baseline alone cannot give. For every partition the clusters with the
/// greatest and the least signed root deviance of current rows count; ``PartitionScan`` adds the
/// partitions up and ranks the sum among permutations of the labels.
///
/// - Statistic and effect: the estimated share of rows that are new, or of those that are lost,
///   whichever is larger: over all rows in a cluster whose deviance is beyond the 90 % quantile of
///   permuted extremes, in any partition, the share of the current rows less that of the baseline's.
///   Threshold 0.01. Bands: low 0.01, medium 0.05, high 0.2. Where nothing has changed it is near
///   its threshold, so that p decides.
/// - p-value: (b + 1) / (R + 1) of R label permutations, and of 10 R others where b = 0; exact for any
///   distribution.
/// - Partitions: k = 60, 90, 135, 200, 300 and 450, at most a sixth of the rows, each from
///   `restarts` random starts with two iterations: clusters need not be good, only many.
/// - Missing rows are left out. Copies of a row are one place, and their number counts. Needs six
///   rows on each side.
/// - Looks at no more than `sample` rows of each side: with a stored sample of a baseline it works
///   the same way, on fewer rows.
/// - Complexity: about 7400 N d multiplications, N rows in all, and O(R m) to permute.
///
/// Source: docs/decisions/0009-cluster-scan.md; M. Kulldorff, Communications in Statistics 26 (1997),
/// DOI 10.1080/03610929708831995, for the scan statistic.
public struct ClusterScan: EmbeddingDetector {
  /// The name in JSON, on the command line and in reports.
  public static let name = "cluster_scan"
  /// What is measured, in one line.
  public static let summary = "Share of rows that crowd in, or are gone from, one place of space"
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
  private static let iterations = 2
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
    try rows.require(atLeast: Self.leastRows, for: Self.name)
    let partitions = try partitions(rows, randomness)
    let scan = try PartitionScan(
      partitions, marked: rows.currentCount, permutations: permutations, quantile: 0.9,
      seed: randomness.seed &+ 0x5CA4, threads: randomness.threads)
    let change = LocalChange(scan, partitions, rows)
    let peak = scan.peaks[change.partition]
    return Finding(
      statistic: max(change.excess, change.lost),
      logPValue: permutations == 0
        ? nil : log(Double(scan.rank.reached) / Double(scan.rank.of)),
      threshold: 0.01, bands: Bands(low: 0.01, medium: 0.05, high: 0.2),
      sampled: rows.isSampled ? rows.count : nil,
      detail: [
        .init("share", .number(change.excess)), .init("lost", .number(change.lost)),
        .init("scale", .int(partitions[change.partition].sizes.count)),
        .init("z", .number(max(peak.z.excess, peak.z.lack))),
        .init("clusters", .array(change.clusters)), .init("rows", JSON(change.rows)),
        .init("permutations", .int(scan.rank.of - 1)),
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
    return try concurrentResults(count: jobs.count, threads: randomness.threads) {
      (index) throws(DriftlineError) in
      let (clusters, restart) = jobs[index]
      let start = rows.randomRows(
        clusters, seed: randomness.seed, stream: UInt64(clusters << 8 + restart))
      let fit = try KMeans(clusters: clusters, seed: randomness.seed, threads: 1)
        .lloyd(rows: rows.storage, start: start, iterations: Self.iterations)
      return PartitionScan.Partition(cells: fit.assignments, count: clusters)
    }
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

/// What the scan found: how many rows are in excess, how many are lost, where, and which they are.
private struct LocalChange {
  /// The share of current rows in excess.
  let excess: Double
  /// The share of baseline rows lost.
  let lost: Double
  /// The partition that shows it best.
  let partition: Int
  /// Its clusters beyond the bar, the strongest first.
  let clusters: [JSON]
  /// Current rows in those in excess, from the strongest cluster on.
  let rows: [Int]

  init<Scalar: KernelScalar>(
    _ scan: PartitionScan, _ partitions: [PartitionScan.Partition], _ rows: PooledRows<Scalar>
  ) {
    let (n, m) = (Double(rows.baselineCount), Double(rows.currentCount))
    // Rows in a cluster beyond the bar in any of the partitions.
    var crowded = [Bool](repeating: false, count: rows.count)
    var emptied = crowded
    for (partition, peak) in zip(partitions, scan.peaks) {
      for (row, cell) in partition.cells.enumerated() {
        let deviance = peak.deviances[Int(cell)]
        if deviance > max(peak.bar.excess, 0) { crowded[row] = true }
        if -deviance > max(peak.bar.lack, 0) { emptied[row] = true }
      }
    }
    func sides(_ isIn: [Bool]) -> (baseline: Double, current: Double) {
      let before = isIn[..<rows.baselineCount].count { $0 }
      return (Double(before), Double(isIn.count { $0 } - before))
    }
    let (more, fewer) = (sides(crowded), sides(emptied))
    excess = max(0, more.current / m - more.baseline / n)
    lost = max(0, fewer.baseline / n - fewer.current / m)
    func strength(_ index: Int) -> Double {
      max(scan.peaks[index].z.excess, scan.peaks[index].z.lack)
    }
    let best = scan.peaks.indices.max { strength($0) < strength($1) } ?? 0
    partition = best
    let peak = scan.peaks[best]
    let beyond = peak.deviances.indices.filter {
      peak.deviances[$0] > max(peak.bar.excess, 0) || -peak.deviances[$0] > max(peak.bar.lack, 0)
    }
    .sorted { abs(peak.deviances[$0]) > abs(peak.deviances[$1]) }
    var named: [Int] = []
    clusters = beyond.prefix(5).map { cell in
      let members = (rows.baselineCount..<rows.count).filter {
        partitions[best].cells[$0] == Int32(cell)
      }
      let places = members.map { rows.places[$0] }.filter { $0 >= 0 }.sorted().prefix(5)
      if peak.deviances[cell] > 0 { named += places }
      let size = partitions[best].sizes[cell]
      return .object([
        .init("baseline", .int(size - peak.marked[cell])),
        .init("current", .int(peak.marked[cell])),
        .init("expected", .number(Double(size - peak.marked[cell]) * m / n)),
        .init("deviance", .number(peak.deviances[cell])), .init("rows", JSON(Array(places))),
      ])
    }
    self.rows = Array(named.prefix(10))
  }
}
