/// The number of rows, and the sums and the sums of squares of the features.
extension FeatureMeans: StoredPart {
  package func write(to out: inout ByteWriter) {
    out.int(count)
    out.doubles(sums)
    out.doubles(squares)
  }

  package init(from input: inout ByteReader) throws(DriftlineError) {
    self.init(count: 0)
    count = try input.count("the number of rows with features")
    sums = try input.doubles("the sums of features")
    guard sums.count <= FeatureMap.mostFeatures else {
      throw input.damage(
        "the number of features", is: sums.count, expected: "0 to \(FeatureMap.mostFeatures)")
    }
    squares = try input.doubles(
      "the squares of features", count: sums.count, allowing: .finiteNotNegative)
  }
}

/// The number of features, and sigma where it is given.
extension FeatureMap: StoredPart {
  /// The most features that a detector can be given.
  static let mostFeatures = 100_000

  package func write(to out: inout ByteWriter) {
    out.int(features)
    out.flag(bandwidth != nil)
    if let bandwidth { out.double(bandwidth) }
  }

  package init(from input: inout ByteReader) throws(DriftlineError) {
    let features = try input.int("the number of features", in: 1...FeatureMap.mostFeatures)
    let bandwidth =
      try input.flag("whether there is a bandwidth")
      ? try input.double("the bandwidth", allowing: .finitePositive) : nil
    self.init(features: features, bandwidth: bandwidth)
  }

  /// Whether this one is written before another.
  func precedes(_ other: FeatureMap) -> Bool {
    (features, bandwidth ?? 0) < (other.features, other.bandwidth ?? 0)
  }
}
