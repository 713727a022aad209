/// The sum of squared distances, the counts, and the sums of the clusters' rows one after the other.
extension ClusterCounts: StoredPart {
  package func write(to out: inout ByteWriter) {
    out.double(inertia)
    out.ints(counts)
    out.doubles(sums)
  }

  package init(from input: inout ByteReader) throws(DriftlineError) {
    let inertia = try input.double("the inertia", allowing: .finiteNotNegative)
    let counts = try input.counts("the clusters' counts")
    guard (1...Clustering.mostClusters).contains(counts.count) else {
      throw input.damage(
        "the number of clusters", is: counts.count, expected: "1 to \(Clustering.mostClusters)")
    }
    let sums = try input.doubles("the clusters' sums")
    guard sums.count % counts.count == 0 else {
      throw input.damage(
        "the number of the clusters' sums", is: sums.count,
        expected: "a multiple of \(counts.count)")
    }
    self.init(counts: counts, inertia: inertia, sums: sums)
  }
}

/// The numbers of clusters, starts and iterations, and whether rows are held out.
extension Clustering: StoredPart {
  /// The most clusters that a detector can be given.
  static let mostClusters = 10_000

  package func write(to out: inout ByteWriter) {
    out.int(clusters)
    out.int(starts)
    out.int(iterations)
    out.flag(isHeldOut)
  }

  package init(from input: inout ByteReader) throws(DriftlineError) {
    self.init(
      clusters: try input.int("the number of clusters", in: 1...Clustering.mostClusters),
      starts: try input.int("the number of starts", in: 1...1_000),
      iterations: try input.int("the number of iterations", in: 1...100_000),
      isHeldOut: try input.flag("whether rows are held out"))
  }

  /// Whether this one is written before another.
  func precedes(_ other: Clustering) -> Bool {
    (clusters, starts, iterations, isHeldOut ? 1 : 0)
      < (other.clusters, other.starts, other.iterations, other.isHeldOut ? 1 : 0)
  }
}
