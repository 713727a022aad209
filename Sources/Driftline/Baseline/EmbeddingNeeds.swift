/// Which parts of two matrices a detector looks at; the moments of both are always there.
public struct EmbeddingNeeds: Sendable, Equatable {
  /// The covariance matrices.
  var covariance = false
  /// How rows lie to the baseline's centroid: their distances and cosines.
  var distances = false
  /// The most rows of each side to hold in memory; 0 where none are looked at.
  package var rows = 0
  /// Partitions of space to count rows in.
  var clusterings: [Clustering] = []
  /// Random features to average.
  var features: [FeatureMap] = []

  /// Moments alone.
  package init() {}

  /// Rows held in memory, at most so many of each side.
  init(rows: Int) { self.rows = rows }

  /// Whether another's parts are all among these, but for how many rows are held.
  func covers(_ other: EmbeddingNeeds) -> Bool {
    (covariance || !other.covariance) && (distances || !other.distances)
      && (rows > 0 || other.rows == 0) && other.clusterings.allSatisfy(clusterings.contains)
      && other.features.allSatisfy(features.contains)
  }

  /// Adds what other detectors look at.
  package mutating func formUnion(_ other: EmbeddingNeeds) {
    covariance = covariance || other.covariance
    distances = distances || other.distances
    rows = max(rows, other.rows)
    for clustering in other.clusterings where !clusterings.contains(clustering) {
      clusterings.append(clustering)
    }
    for map in other.features where !features.contains(map) { features.append(map) }
  }
}

/// How a baseline is parted into clusters.
package struct Clustering: Sendable, Hashable {
  /// The number of clusters.
  var clusters: Int
  /// From how many starts the best is taken.
  var starts: Int
  /// The most iterations of each.
  var iterations: Int
  /// Whether centres are found on one half of the baseline's rows and the others counted, so that
  /// counts do not flatter the baseline.
  var isHeldOut: Bool
}

/// Random Fourier features of the Gaussian kernel.
package struct FeatureMap: Sendable, Hashable {
  /// The number of features.
  var features: Int
  /// The kernel's sigma; `nil` for the median distance of baseline rows.
  var bandwidth: Double?
}
