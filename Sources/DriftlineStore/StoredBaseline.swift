public import Driftline

/// A version of a baseline, with what the store knows of it.
public struct StoredBaseline: Sendable {
  /// What the store knows: name, version, digest.
  public let entry: BaselineEntry
  /// The baseline itself.
  public let baseline: Baseline
}

extension BaselineStore {
  /// Stores a baseline as the first version of a new name, or does what `ifExists` says.
  ///
  /// - Parameters:
  ///   - name: 1 to 256 bytes of UTF-8 without control characters and line separators.
  ///   - baseline: what to store.
  ///   - ifExists: what to do where there is a baseline of the name.
  /// - Returns: what was stored, with the number of its version.
  /// - Throws: `invalid_params` for a name that is none, `baseline_exists`, and the errors of the
  ///   store.
  @discardableResult
  public func insert(
    _ name: String, _ baseline: Baseline, ifExists: IfExists = .error
  ) throws(DriftlineError) -> BaselineEntry {
    try insert(name, VersionFacts(baseline), ifExists: ifExists)
  }

  /// Adds a profile to the newest version of a baseline, and stores the result as the next one.
  ///
  /// Two processes that do so at once make two versions, one after the other: nothing is lost.
  ///
  /// - Throws: `baseline_not_found`; `incompatible_profile` where the profile has another geometry;
  ///   `invalid_params` where the newest version is a retrieval baseline; the errors of the store.
  @discardableResult
  public func update(
    _ name: String, with profile: Profile
  ) throws(DriftlineError) -> BaselineEntry {
    try update(name) { entry, bytes in
      VersionFacts(try Self.baseline(entry, bytes).updated(with: profile))
    }
  }

  /// Stores a baseline as the next version, if `version` is still the newest one.
  ///
  /// It is for changes that take long, as updating with data that have to be read: the store is not
  /// held meanwhile.
  ///
  /// - Throws: `baseline_not_found`; `version_conflict` where there is a newer version: make the
  ///   change again on that one; `invalid_params` where that is a retrieval baseline; the errors of the
  ///   store.
  @discardableResult
  public func append(
    _ name: String, _ baseline: Baseline, after version: Int
  ) throws(DriftlineError) -> BaselineEntry {
    let facts = VersionFacts(baseline)
    return try update(name) { entry, _ in
      try entry.require(isRetrieval: false)
      guard entry.version == version else {
        throw DriftlineError(
          .versionConflict,
          "somebody else has changed the baseline \"\(name)\": its newest version is "
            + "\(entry.version), and \(version) was expected",
          at: name, details: [.init("expected", .int(version)), .init("got", .int(entry.version))])
      }
      return facts
    }
  }

  /// A version of a baseline: the newest where `version` is `nil`.
  ///
  /// - Throws: `baseline_not_found`; `invalid_params` where it is a retrieval baseline, which
  ///   ``retrieval(_:version:)`` gives; `store_corrupt` where its bytes are damaged; the errors of the
  ///   store.
  public func get(
    _ name: String, version: Int? = nil
  ) throws(DriftlineError) -> StoredBaseline {
    let (entry, bytes) = try sealed(name, version: version)
    return StoredBaseline(entry: entry, baseline: try Self.baseline(entry, bytes))
  }

  /// The newest version that has a geometry: the one to check profiles and streams of it against.
  ///
  /// - Throws: as ``get(_:version:)``.
  public func get(
    _ name: String, geometryDigest: String
  ) throws(DriftlineError) -> StoredBaseline {
    let (entry, bytes) = try read { db in
      try BaselineRows(db).version(ofGeometry: geometryDigest, of: name)
    }
    return StoredBaseline(entry: entry, baseline: try Self.baseline(entry, bytes))
  }

  /// A version as the bytes of one file, which another store can import: docs/store.md.
  ///
  /// - Throws: `baseline_not_found`; `store_corrupt` where its bytes are damaged; the errors of the
  ///   store.
  public func export(
    _ name: String, version: Int? = nil
  ) throws(DriftlineError) -> [UInt8] {
    let (entry, bytes) = try sealed(name, version: version)
    if entry.isRetrieval {
      _ = try Self.retrieval(entry, bytes)
    } else {
      _ = try Self.baseline(entry, bytes)
    }
    return ExportFile(name: entry.name, version: entry.version, baseline: bytes).bytes
  }

  /// Stores what another store has exported.
  ///
  /// Its digest is the one it had there; its version's number is the next one here.
  ///
  /// - Parameters:
  ///   - bytes: what ``export(_:version:)`` gave, or a baseline's own bytes, where a name is given.
  ///   - name: what to call it; `nil` for the name it had.
  ///   - ifExists: what to do where there is a baseline of the name.
  /// - Returns: what was stored.
  /// - Throws: `data_format` and `unsupported_format` where the bytes are no export or are damaged;
  ///   `invalid_params`, `baseline_exists`, and the errors of the store.
  @discardableResult
  public func importBaseline(
    _ bytes: [UInt8], name: String? = nil, ifExists: IfExists = .error
  ) throws(DriftlineError) -> BaselineEntry {
    if let name, !ExportFile.begins(bytes) {
      return try insert(name, sealed: bytes, ifExists)
    }
    let file = try ExportFile(bytes: bytes)
    return try insert(name ?? file.name, sealed: file.baseline, ifExists)
  }

  /// Stores a baseline of either sort, given by its own bytes.
  private func insert(
    _ name: String, sealed bytes: [UInt8], _ ifExists: IfExists
  ) throws(DriftlineError) -> BaselineEntry {
    if Sealed.kind(of: bytes) == .retrieval {
      return try insertRetrieval(name, RetrievalBaseline(bytes: bytes), ifExists: ifExists)
    }
    return try insert(name, Baseline(bytes: bytes), ifExists: ifExists)
  }

  /// Reads a version's bytes, which have to be those that were written.
  static func baseline(
    _ entry: BaselineEntry, _ bytes: [UInt8]
  ) throws(DriftlineError) -> Baseline {
    try entry.require(isRetrieval: false)
    let baseline = try intact(entry.title) { () throws(DriftlineError) in
      try Baseline(bytes: bytes)
    }
    try entry.require(digest: baseline.digest)
    return baseline
  }

  /// Says of bytes that are damaged that the store is.
  static func intact<T>(
    _ what: String, _ read: () throws(DriftlineError) -> T
  ) throws(DriftlineError) -> T {
    do { return try read() } catch {
      guard error.kind == .dataFormat else { throw error }
      throw DriftlineError(
        .storeCorrupt, "the store is damaged: \(what) cannot be read: \(error.message)")
    }
  }
}

extension VersionFacts {
  /// What the tables hold of a baseline.
  init(_ baseline: Baseline) {
    self.init(
      kind: baseline.kind.rawValue, count: baseline.count, missing: baseline.missing,
      dimensions: baseline.dimensions, digest: baseline.digest,
      geometryDigest: baseline.geometryDigest, bytes: baseline.bytes)
  }
}
