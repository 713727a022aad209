/// What to do where there is a baseline of the name already.
public enum IfExists: String, Sendable, CaseIterable {
  /// Refuse with `baseline_exists`.
  case error
  /// Add the next version; those before stay.
  case version
  /// Remove all versions, and with them the streams and the history of the baseline. The number of
  /// the version still goes on, so that name and number never mean two different versions.
  case replace
}

/// What is known of one version of a baseline without reading it.
public struct BaselineEntry: Sendable, Equatable {
  /// The baseline's name.
  public let name: String
  /// The version's number, from 1.
  public let version: Int
  /// `numeric`, `categorical`, `table`, `embedding` or `retrieval`.
  public let kind: String
  /// Values or rows that are not missing; queries of a retrieval baseline.
  public let count: Int
  /// Values or rows that are missing.
  public let missing: Int
  /// The values in a row; embeddings and retrieval baselines only.
  public let dimensions: Int?
  /// SHA-256 of the payload, 64 lower-case hexadecimal digits.
  public let digest: String
  /// The same over the geometry, which every profile of this version names; of a retrieval baseline,
  /// which has no profiles, the digest again.
  public let geometryDigest: String
  /// How many bytes the sealed baseline has.
  public let size: Int
  /// When it was written, in seconds since 1970.
  public let created: Int
}

/// Some baselines, and where to go on.
public struct BaselinePage: Sendable, Equatable {
  /// The newest version of each baseline, by name, in the order of the names' bytes.
  public let items: [BaselineEntry]
  /// What to give as `cursor` for the next page; `nil` where this is the last.
  public let cursor: String?

  /// A page.
  public init(items: [BaselineEntry], cursor: String?) {
    self.items = items
    self.cursor = cursor
  }
}

/// What was removed.
public struct Removed: Sendable, Equatable {
  /// Versions of baselines.
  public let versions: Int
  /// Streams.
  public let streams: Int
  /// Buckets of streams, each with its profile.
  public let buckets: Int
  /// Scores of the history.
  public let scores: Int

  /// Numbers of what was removed.
  public init(versions: Int, streams: Int, buckets: Int, scores: Int) {
    self.versions = versions
    self.streams = streams
    self.buckets = buckets
    self.scores = scores
  }
}
