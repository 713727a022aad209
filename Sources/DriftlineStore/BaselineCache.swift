public import Driftline
private import Synchronization

/// Baselines of a store that have been read before, so that a check against one that is in use does
/// not read and decode it again.
///
/// It answers as the store does, with the same errors: each call asks the store which version is meant
/// now, which takes two small reads and none of the baseline itself. Only what has the digest of that
/// version is given, and a version never changes, so that an answer is right whatever this or other
/// processes have stored, replaced or deleted meanwhile.
///
/// Any number of threads may use one cache. Several that want one baseline at once wait for the first
/// of them to decode it. An error is not kept: the next call tries again.
///
/// What was not asked for the longest goes first. The size is counted in bytes as they are stored;
/// in memory a baseline takes two to five times as much, since it keeps them beside what was decoded,
/// and numbers of two bytes become some of four or eight.
public final class BaselineCache: Sendable {
  /// The store that is asked.
  public let store: BaselineStore

  private let state: Mutex<State>

  private struct State {
    var kept: RecentlyUsed<Decoded>
    var underWay: [String: Decoding] = [:]
    var decoded = 0
  }

  /// What a cache holds, and how often it had to read.
  public struct Usage: Sendable, Equatable {
    /// Baselines that are kept.
    public let baselines: Int
    /// Their bytes as they are stored.
    public let bytes: Int
    /// How many baselines have been read and decoded from the first call on.
    public let decoded: Int

    /// What a cache holds.
    public init(baselines: Int, bytes: Int, decoded: Int) {
      self.baselines = baselines
      self.bytes = bytes
      self.decoded = decoded
    }
  }

  /// A baseline of either sort.
  private enum Decoded: Sendable {
    case baseline(Baseline)
    case retrieval(RetrievalBaseline)
  }

  /// A baseline that somebody is reading, for all who wait for it.
  private final class Decoding: Sendable {
    let result = Mutex<Decoded?>(nil)
  }

  /// A cache that is empty.
  ///
  /// - Parameters:
  ///   - store: the store to ask.
  ///   - capacity: how many bytes of sealed baselines to keep; a larger baseline is never kept.
  public init(_ store: BaselineStore, capacity: Int = 64 << 20) {
    precondition(capacity >= 0, "a cache of \(capacity) bytes")
    self.store = store
    state = Mutex(State(kept: RecentlyUsed(capacity: capacity)))
  }

  /// What is kept now, and how often it had to be read.
  public var usage: Usage {
    state.withLock { state in
      Usage(baselines: state.kept.count, bytes: state.kept.size, decoded: state.decoded)
    }
  }

  /// A version of a baseline: the newest where `version` is `nil`.
  ///
  /// - Throws: as ``BaselineStore/get(_:version:)``.
  public func get(
    _ name: String, version: Int? = nil
  ) throws(DriftlineError) -> StoredBaseline {
    try get { () throws(DriftlineError) in try store.entry(name, version: version) }
  }

  /// The newest version that has a geometry: the one to check profiles and streams of it against.
  ///
  /// - Throws: as ``BaselineStore/get(_:geometryDigest:)``.
  public func get(
    _ name: String, geometryDigest: String
  ) throws(DriftlineError) -> StoredBaseline {
    try get { () throws(DriftlineError) in
      try store.entry(name, geometryDigest: geometryDigest)
    }
  }

  /// A version of a retrieval baseline: the newest where `version` is `nil`.
  ///
  /// - Throws: as ``BaselineStore/retrieval(_:version:)``.
  public func retrieval(
    _ name: String, version: Int? = nil
  ) throws(DriftlineError) -> StoredRetrieval {
    while true {
      let entry = try store.entry(name, version: version)
      try entry.require(isRetrieval: true)
      guard let found = try decoded(entry) else { continue }
      guard case .retrieval(let baseline) = found else { preconditionFailure("\(entry)") }
      return StoredRetrieval(entry: entry, baseline: baseline)
    }
  }

  private func get(
    _ entry: () throws(DriftlineError) -> BaselineEntry
  ) throws(DriftlineError) -> StoredBaseline {
    while true {
      let entry = try entry()
      try entry.require(isRetrieval: false)
      guard let found = try decoded(entry) else { continue }
      guard case .baseline(let baseline) = found else { preconditionFailure("\(entry)") }
      return StoredBaseline(entry: entry, baseline: baseline)
    }
  }

  /// The baseline of an entry; `nil` where it has gone from the store since, and was not kept.
  private func decoded(_ entry: BaselineEntry) throws(DriftlineError) -> Decoded? {
    let digest = entry.digest
    let (kept, decoding) = state.withLock { state -> (Decoded?, Decoding) in
      let decoding = state.underWay[digest] ?? Decoding()
      let kept = state.kept.value(digest)
      if kept == nil { state.underWay[digest] = decoding }
      return (kept, decoding)
    }
    if let kept { return kept }
    defer {
      state.withLock { state in
        if state.underWay[digest] === decoding { state.underWay[digest] = nil }
      }
    }
    return try decoding.result.withLock { (result) throws(DriftlineError) -> Decoded? in
      if let result { return result }
      guard let bytes = try store.bytes(of: entry) else { return nil }
      let made: Decoded =
        entry.isRetrieval
        ? .retrieval(try BaselineStore.retrieval(entry, bytes))
        : .baseline(try BaselineStore.baseline(entry, bytes))
      state.withLock { state in
        state.kept.insert(made, for: digest, size: bytes.count)
        state.decoded += 1
      }
      result = made
      return made
    }
  }
}
