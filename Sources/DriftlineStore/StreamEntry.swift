/// What is known of a stream without reading its profiles.
public struct StreamEntry: Sendable, Equatable {
  /// The name of its baseline.
  public let baseline: String
  /// Its own name.
  public let name: String
  /// The length of its buckets in seconds.
  public let bucketSeconds: Int
  /// The geometry that all its profiles have: that of the baseline's version it began with.
  public let geometryDigest: String
  /// Observations from the first on, those in pruned buckets too; repeated ones count once.
  public let observations: Int
  /// When it began, in seconds since 1970.
  public let created: Int
  /// How many buckets there are.
  public let buckets: Int
  /// Values or rows in them that are not missing.
  public let count: Int
  /// Values or rows in them that are missing.
  public let missing: Int
  /// The start of the first bucket, in seconds since 1970; `nil` where there is none.
  public let first: Int?
  /// The start of the last bucket.
  public let last: Int?
}

/// What became of an observation.
public struct Observation: Sendable, Equatable {
  /// The start of the bucket, in seconds since 1970.
  public let bucket: Int
  /// The bucket's length in seconds.
  public let bucketSeconds: Int
  /// Observations in the bucket now.
  public let observations: Int
  /// Values or rows in the bucket now that are not missing.
  public let count: Int
  /// Values or rows in the bucket now that are missing.
  public let missing: Int
  /// Whether its sequence number had been seen before, so that nothing was changed.
  public let repeated: Bool

  /// What became of an observation.
  public init(
    bucket: Int, bucketSeconds: Int, observations: Int, count: Int, missing: Int, repeated: Bool
  ) {
    self.bucket = bucket
    self.bucketSeconds = bucketSeconds
    self.observations = observations
    self.count = count
    self.missing = missing
    self.repeated = repeated
  }
}
