/// How many rows are nearest to each of some frozen centres, and where they lie.
///
/// Merging is exact for counts, and right to an ulp or two for sums.
///
/// - Size: 8 k (d + 2) bytes.
public struct ClusterCounts: Sendable, Equatable {
  /// The number of rows nearest to each centre; the lower one where two are as near.
  public private(set) var counts: [Int]
  /// The sum of squared distances to the nearest centre.
  public private(set) var inertia = 0.0
  /// For each centre, the sum of its rows less the geometry's centroid, centre by centre.
  package private(set) var sums: [Double]

  /// Counts that are known.
  init(counts: [Int], inertia: Double, sums: [Double]) {
    precondition(
      !counts.isEmpty && sums.count % counts.count == 0,
      "\(sums.count) sums of \(counts.count) clusters")
    self.counts = counts
    self.inertia = inertia
    self.sums = sums
  }

  /// The counts of no rows.
  init(clusters: Int, dimensions: Int) {
    counts = [Int](repeating: 0, count: clusters)
    sums = [Double](repeating: 0, count: clusters * dimensions)
  }

  /// Adds rows whose nearest centres, sums and inertia are known.
  mutating func add(counts added: [Int], sums addedSums: [Double], inertia addedInertia: Double) {
    for index in counts.indices { counts[index] += added[index] }
    for index in sums.indices { sums[index] += addedSums[index] }
    inertia += addedInertia
  }

  /// Adds rows of which `addRows` adds the sums.
  mutating func add(counts added: [Int], inertia more: Double, addRows: (inout [Double]) -> Void) {
    for index in counts.indices { counts[index] += added[index] }
    inertia += more
    addRows(&sums)
  }

  /// Adds the rows of other counts.
  mutating func merge(_ other: ClusterCounts) {
    add(counts: other.counts, sums: other.sums, inertia: other.inertia)
  }

  /// The mean of a cluster's rows, less the geometry's centroid; `nil` where it has none.
  func mean(_ cluster: Int) -> [Double]? {
    let width = sums.count / max(counts.count, 1)
    let n = Double(counts[cluster])
    return n == 0 ? nil : sums[cluster * width..<(cluster + 1) * width].map { $0 / n }
  }
}
