internal import DriftlineKernels

/// The moments, then covariance, rows, distances, clusters and features as far as they are there.
extension EmbeddingProfile: StoredPart {
  package func write(to out: inout ByteWriter) {
    moments.write(to: &out)
    out.optional(covariance)
    out.optional(sample)
    out.optional(distances)
    out.ascending(clusters) { $0.precedes($1) }
    out.ascending(features) { $0.precedes($1) }
  }

  package init(from input: inout ByteReader) throws(DriftlineError) {
    self.init(moments: try RowMoments(from: &input))
    covariance = try input.optional("a covariance")
    sample = try input.optional("a sample of rows")
    distances = try input.optional("the distances")
    clusters = try input.ascending("cluster counts", atLeast: 49) { $0.precedes($1) }
    features = try input.ascending("feature means", atLeast: 33) { $0.precedes($1) }
    try check(&input)
  }

  /// Refuses parts that are not of the same rows.
  private func check(_ input: inout ByteReader) throws(DriftlineError) {
    let width = moments.dimensions
    for dimensions in [covariance?.dimensions, sample?.dimensions].compactMap(\.self)
    where dimensions != width {
      throw input.damage("the number of values in a row", is: dimensions, expected: "\(width)")
    }
    for (clustering, part) in clusters
    where part.sums.count != part.counts.count * width || part.counts.count > clustering.clusters {
      throw input.damage(
        "the number of the clusters' sums", is: part.sums.count,
        expected: "\(part.counts.count) times \(width)")
    }
    for (map, means) in features where means.sums.count != 0 && means.sums.count != map.features {
      throw input.damage(
        "the number of features", is: means.sums.count, expected: "\(map.features)")
    }
    let exact =
      [covariance?.count, distances?.distances.count].compactMap(\.self)
      + features.values.map(\.count)
    for count in exact where count != moments.count {
      throw input.damage("the number of rows", is: count, expected: "\(moments.count)")
    }
    let most = clusters.values.map { $0.counts.reduce(0, +) } + [sample?.rows ?? 0]
    for count in most where count > moments.count {
      throw input.damage("the number of rows", is: count, expected: "at most \(moments.count)")
    }
  }
}
