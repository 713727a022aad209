internal import DriftlineKernels

/// The centroid and what it is the mean of, the limits, then centres and features by their keys.
extension EmbeddingGeometry: StoredPart {
  func write(to out: inout ByteWriter) {
    out.int(count)
    out.doubles(centroid)
    out.doubles(limits)
    out.u64(UInt64(centres.count))
    for (clustering, values) in centres.sorted(by: { $0.key.precedes($1.key) }) {
      clustering.write(to: &out)
      out.int(values.count / centroid.count)
      out.packed(values)
    }
    out.u64(UInt64(features.count))
    for (map, draw) in features.sorted(by: { $0.key.precedes($1.key) }) {
      map.write(to: &out)
      draw.write(to: &out)
    }
  }

  init(from input: inout ByteReader) throws(DriftlineError) {
    let count = try input.count("the number of the baseline's rows")
    let centroid = try input.doubles("the centroid")
    try input.requireDimensions(centroid.count)
    guard centroid.allSatisfy({ Scalar($0).isFinite }) else {
      throw input.damage(
        "the centroid", is: "too far off", expected: "numbers of the rows' precision")
    }
    let limits = try input.doubles("the limits of distance", allowing: .notNaN)
    guard limits.count <= EmbeddingLimits.most else {
      throw input.damage(
        "the number of limits", is: limits.count, expected: "0 to \(EmbeddingLimits.most)")
    }
    self.init(
      centroid: centroid, count: count,
      centres: try Self.centres(&input, dimensions: centroid.count),
      features: try Self.features(&input, dimensions: centroid.count))
    self.limits = limits
  }

  private static func centres(
    _ input: inout ByteReader, dimensions: Int
  ) throws(DriftlineError) -> [Clustering: [Scalar]] {
    try input.ascending("centres", atLeast: 34, by: { $0.precedes($1) }) {
      (input, clustering: Clustering) throws(DriftlineError) in
      let number = try input.int("the number of centres", in: 1...clustering.clusters)
      return try input.packed("the centres", count: number * dimensions)
    }
  }

  private static func features(
    _ input: inout ByteReader, dimensions: Int
  ) throws(DriftlineError) -> [FeatureMap: FourierDraw<Scalar>] {
    try input.ascending("features", atLeast: 25, by: { $0.precedes($1) }) {
      (input, map: FeatureMap) throws(DriftlineError) in
      try FourierDraw(from: &input, count: map.features, dimensions: dimensions)
    }
  }
}

/// Sigma and the seed: directions and angles are drawn again.
extension FourierDraw {
  func write(to out: inout ByteWriter) {
    out.double(bandwidth)
    out.u64(seed)
  }

  init(
    from input: inout ByteReader, count: Int, dimensions: Int
  ) throws(DriftlineError) {
    let bandwidth = try input.double("the kernel's bandwidth", allowing: .notNegative)
    self.init(
      count: count, bandwidth: bandwidth, dimensions: dimensions, seed: try input.u64("the seed"))
  }
}
