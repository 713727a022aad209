/// Profiles of a stream: what a bucket of time keeps, and how the buckets of a window come together.
extension Baseline {
  /// One profile of several, as of the days of a window.
  ///
  /// Samples of rows have as much room here as the baseline's own, whatever room each had by itself.
  /// - Throws: ``DriftlineError`` of kind `insufficient_data` where there are none, and what
  ///   ``Profile/merge(_:)`` throws.
  public func merged(_ profiles: [Profile]) throws(DriftlineError) -> Profile {
    guard !profiles.isEmpty else {
      throw DriftlineError(.insufficientData, "there are no profiles to merge", at: "profiles")
    }
    for profile in profiles { try accept(profile) }
    return Profile(
      geometryDigest: geometryDigest,
      content: try .merged(profiles.map(\.content), rows: rowsKept))
  }

  /// How many rows of embeddings a bucket of a stream keeps: a seventh of the baseline's, 64 at the
  /// least, so that a week has as many as the baseline.
  public var rowsOfBucket: Int { min(rowsKept, max(64, rowsKept / 7)) }

  /// A profile with no more rows of embeddings than a bucket of a stream keeps.
  ///
  /// The rows of the buckets of a window come together again in ``merged(_:)``.
  public func forBucket(_ profile: Profile) -> Profile {
    var bucket = profile
    bucket.content.narrow(rows: rowsOfBucket)
    return bucket
  }

  /// How many rows of embeddings are kept; 0 for all else.
  public var rowsKept: Int {
    switch content {
    case .column, .table: 0
    case .single(let fitted): fitted.rows?.capacity ?? 0
    case .double(let fitted): fitted.rows?.capacity ?? 0
    }
  }
}
