package import DriftlineKernels

/// What is remembered of the rows of one matrix: the parts that the detectors asked for.
package struct EmbeddingProfile<Scalar: KernelScalar>: Sendable {
  package var moments: RowMoments
  package var covariance: Covariance?
  package var sample: RowSample<Scalar>?
  package var distances: CentroidDistances?
  package var clusters: [Clustering: ClusterCounts] = [:]
  package var features: [FeatureMap: FeatureMeans] = [:]

  /// The rows that are not missing.
  package var count: Int { moments.count }

  /// Adds the rows of another profile of the same baseline.
  package mutating func merge(_ other: EmbeddingProfile) {
    self = .merged([self, other], rows: nil)
  }

  /// Adds the rows of another profile, and leaves the sample to be settled once all are there.
  mutating func gather(_ other: EmbeddingProfile) {
    moments.merge(other.moments)
    if let theirs = other.covariance { covariance?.merge(theirs) }
    if let theirs = other.sample { sample?.merge(theirs) }
    if let theirs = other.distances { distances?.merge(theirs) }
    for (key, theirs) in other.clusters { clusters[key]?.merge(theirs) }
    for (key, theirs) in other.features { features[key]?.merge(theirs) }
  }
}

/// Which parts one read gathers.
struct EmbeddingRequest<Scalar: KernelScalar>: Sendable {
  /// Moments, covariance and row sample: what needs no geometry.
  var needs = EmbeddingNeeds()
  /// Distances, clusters and features are gathered where there is a geometry.
  var geometry: EmbeddingGeometry<Scalar>?
  /// The seed that rows are hashed with.
  var seed: UInt64
  /// Whether these are the rows that the geometry was fitted on: clusters count only those held out
  /// of fitting them, and rows are held against what the others tell.
  var isBaseline = false
  var threads: Int
  var blockBytes = standardBlockBytes

  /// Reads a matrix once; `side` is what messages call it.
  ///
  /// - Throws: what reading throws, and `data_format` where squares of values overflow.
  func profile(
    of matrix: Matrix, side: String
  ) throws(DriftlineError) -> EmbeddingProfile<Scalar> {
    var pass = RowPass<Scalar>(matrix: matrix, threads: threads, blockBytes: blockBytes)
    // A covariance is as large as many rows: fewer of them have to be folded.
    if needs.covariance {
      pass.chunkScale = max(1, 16 * matrix.dimensions / pass.chunkRows)
    }
    let origin = try pass.origin()
    let work = EmbeddingWork(self, matrix: matrix, origin: origin, side: side)
    var profile = work.emptyProfile(hasCovariance: needs.covariance)
    try pass.run(
      start: { EmbeddingChunk(work) },
      add: { (chunk, tile) throws(DriftlineError) in try chunk.add(tile) },
      fold: { chunk in chunk.fold(into: &profile) })
    profile.sample?.settle()
    return profile
  }
}

extension RowPass {
  /// A point close to the rows: the mean of the first ones that are not missing, in their precision.
  func origin() throws(DriftlineError) -> [Scalar] {
    let width = matrix.dimensions
    var first = 0
    while first < matrix.count {
      try Work.check()
      var sums = [Double](repeating: 0, count: width)
      var count = 0
      let rows = first..<min(first + 256, matrix.count)
      try forEachTile(rows) { (tile) throws(DriftlineError) in
        for index in 0..<tile.count {
          let row = unsafe tile.row(index)
          guard unsafe row.allSatisfy({ $0.isFinite }) else { continue }
          count += 1
          for column in 0..<width { sums[column] += unsafe Double(row[column]) / 256 }
        }
      }
      if count > 0 { return sums.map { Scalar($0 * (256 / Double(count))) } }
      first = rows.upperBound
    }
    return [Scalar](repeating: 0, count: width)
  }
}
