public import Driftline

/// A version of a retrieval baseline, with what the store knows of it.
public struct StoredRetrieval: Sendable {
  /// What the store knows: name, version, digest.
  public let entry: BaselineEntry
  /// The baseline itself.
  public let baseline: RetrievalBaseline
}

extension BaselineStore {
  /// Stores a retrieval baseline as the first version of a new name, or does what `ifExists` says.
  ///
  /// It is listed, exported, imported and deleted as other baselines are. It has no profiles, so there
  /// are no streams of it, and it is not updated.
  ///
  /// - Parameters:
  ///   - name: 1 to 256 bytes of UTF-8 without control characters and line separators.
  ///   - baseline: what to store.
  ///   - ifExists: what to do where there is a baseline of the name, of whatever kind.
  /// - Returns: what was stored, with the number of its version.
  /// - Throws: `invalid_params` for a name that is none, `baseline_exists`, and the errors of the
  ///   store.
  @discardableResult
  public func insertRetrieval(
    _ name: String, _ baseline: RetrievalBaseline, ifExists: IfExists = .error
  ) throws(DriftlineError) -> BaselineEntry {
    let facts = VersionFacts(
      kind: BaselineEntry.retrieval, count: baseline.count, missing: 0,
      dimensions: baseline.dimensions, digest: baseline.digest, geometryDigest: baseline.digest,
      bytes: baseline.bytes)
    return try insert(name, facts, ifExists: ifExists)
  }

  /// A version of a retrieval baseline: the newest where `version` is `nil`.
  ///
  /// - Throws: `baseline_not_found`; `invalid_params` where it is a baseline of another kind, which
  ///   ``get(_:version:)`` gives; `store_corrupt` where its bytes are damaged; the errors of the store.
  public func retrieval(
    _ name: String, version: Int? = nil
  ) throws(DriftlineError) -> StoredRetrieval {
    let (entry, bytes) = try sealed(name, version: version)
    return StoredRetrieval(entry: entry, baseline: try Self.retrieval(entry, bytes))
  }

  /// Reads a version's bytes, which have to be those that were written.
  static func retrieval(
    _ entry: BaselineEntry, _ bytes: [UInt8]
  ) throws(DriftlineError) -> RetrievalBaseline {
    try entry.require(isRetrieval: true)
    let baseline = try intact(entry.title) { () throws(DriftlineError) in
      try RetrievalBaseline(bytes: bytes)
    }
    try entry.require(digest: baseline.digest)
    return baseline
  }
}

extension BaselineEntry {
  /// The kind of retrieval baselines.
  static let retrieval = Verdict.Kind.retrieval.rawValue

  /// Whether it is of queries with what was retrieved for them, and ``BaselineStore/retrieval(_:version:)``
  /// gives it; every other one ``BaselineStore/get(_:version:)`` does.
  public var isRetrieval: Bool { kind == Self.retrieval }

  /// What messages call the version.
  var title: String { "version \(version) of the baseline \"\(name)\"" }

  /// Refuses a version that is a retrieval baseline, or one that is not.
  ///
  /// - Throws: `invalid_params`, with what to use instead.
  func require(isRetrieval wanted: Bool) throws(DriftlineError) {
    if isRetrieval == wanted { return }
    if isRetrieval { throw DriftlineError.isRetrieval(name, version: version) }
    throw DriftlineError(
      .invalidParams,
      "\(title) is of kind \(kind), and a retrieval baseline was expected: check data against it with "
        + "drift.check, or in Swift with BaselineStore.get",
      at: name,
      details: [.init("expected", .string(Self.retrieval)), .init("got", .string(kind))])
  }

  /// Refuses a baseline that is not the one that was stored.
  func require(digest found: String) throws(DriftlineError) {
    guard found == digest else {
      throw DriftlineError(
        .storeCorrupt,
        "the store is damaged: \(title) has the digest \(found), and \(digest) was stored")
    }
  }
}

extension DriftlineError {
  /// A retrieval baseline where one of data was expected.
  static func isRetrieval(_ name: String, version: Int) -> DriftlineError {
    DriftlineError(
      .invalidParams,
      "version \(version) of the baseline \"\(name)\" is a retrieval baseline, of queries with what "
        + "was retrieved for them: check queries against it with retrieval.check, or in Swift with "
        + "BaselineStore.retrieval",
      at: name, details: [.init("got", .string(BaselineEntry.retrieval))])
  }
}
