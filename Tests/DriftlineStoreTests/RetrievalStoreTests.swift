import Driftline
import DriftlineStore
import StoreSupport
import Testing

/// Baselines of queries with what was retrieved for them, beside all others.
@Suite struct RetrievalStoreTests {
  let store: BaselineStore

  init() throws { store = try BaselineStore(path: BaselineStore.memory, clock: { 1000 }) }

  private func fitted(_ angle: Double = 0.5) throws -> RetrievalBaseline {
    try Retrieval().fit(
      queries: Matrix(rows: [[1, 0, 0], [0, 1, 0]]),
      retrieved: [Matrix(rows: [[1, angle, 0]]), Matrix(rows: [[0, 1, angle], [0, 0, 1]])])
  }

  private func numeric() throws -> Baseline {
    try Baseline.fit(.column(.numeric((0..<100).map { Double($0 % 13) })))
  }

  private func error(_ body: () throws -> Void) -> DriftlineError? {
    do {
      try body()
      return nil
    } catch { return error as? DriftlineError }
  }

  @Test func theyAreListedAndVersionedWithTheOthers() throws {
    let first = try store.insertRetrieval("search", fitted())
    #expect(first.kind == "retrieval" && first.isRetrieval && first.version == 1)
    #expect(first.count == 2 && first.missing == 0 && first.dimensions == 3)
    #expect(try first.digest == fitted().digest && first.size == fitted().bytes.count)
    #expect(error { try store.insertRetrieval("search", fitted()) }?.kind == .baselineExists)
    let second = try store.insertRetrieval("search", fitted(0.25), ifExists: .version)
    try store.insert("latency", numeric())
    #expect(try store.list().items.map(\.kind) == ["numeric", "retrieval"])
    #expect(try store.versions(of: "search") == [first, second])
    #expect(try store.entry("search") == second && store.entry("search", version: 1) == first)
    #expect(try store.entry("search", geometryDigest: first.digest) == first)
    #expect(try store.retrieval("search").baseline == fitted(0.25))
    #expect(try store.retrieval("search", version: 1).baseline == fitted())
    #expect(try store.retrieval("search", version: 1).entry == first)
    #expect(try store.delete("search", version: 1).versions == 1)
    #expect(error { _ = try store.retrieval("search", version: 1) }?.kind == .baselineNotFound)
    #expect(try store.verify() == [])
  }

  @Test func theWrongSortIsRefusedWithWhatToUse() throws {
    try store.insertRetrieval("search", fitted())
    try store.insert("latency", numeric())
    let got = error { _ = try store.get("search") }
    #expect(got?.kind == .invalidParams && got?.location == "search")
    #expect(
      got?.message
        == "version 1 of the baseline \"search\" is a retrieval baseline, of queries with "
        + "what was retrieved for them: check queries against it with retrieval.check, or in Swift "
        + "with BaselineStore.retrieval")
    #expect(error { _ = try store.get("search", geometryDigest: fitted().digest) } == got)
    let other = error { _ = try store.retrieval("latency") }
    #expect(other?.kind == .invalidParams)
    #expect(
      other?.message == "version 1 of the baseline \"latency\" is of kind numeric, and a retrieval "
        + "baseline was expected: check data against it with drift.check, or in Swift with "
        + "BaselineStore.get")
  }

  @Test func theyAreNeitherUpdatedNorObserved() throws {
    try store.insertRetrieval("search", fitted())
    let baseline = try numeric()
    let profile = try baseline.profile(of: .column(.numeric([1, 2, 3])))
    let expected = error { _ = try store.get("search") }
    #expect(error { try store.update("search", with: profile) } == expected)
    #expect(error { try store.append("search", baseline, after: 1) } == expected)
    let observed = error {
      try store.observe(baseline: "search", stream: "s", time: 0, profile: profile)
    }
    #expect(observed == expected)
    // Nor by a profile that names the digest as its geometry.
    let forged = ProfileFacts(
      geometryDigest: try fitted().digest, count: 1, missing: 0, bytes: profile.bytes)
    let second = error {
      _ = try store.observe(
        baseline: "search", stream: "s", time: 0, profile: forged, sequence: nil,
        bucketSeconds: nil
      ) { _ in forged }
    }
    #expect(second == expected)
    #expect(try store.streams() == [] && store.versions(of: "search").count == 1)
  }

  /// Streams of an older version of data go on beside a newer one of queries.
  @Test func streamsOfOlderVersionsGoOn() throws {
    let baseline = try numeric()
    try store.insert("mixed", baseline)
    try store.insertRetrieval("mixed", fitted(), ifExists: .version)
    let profile = try baseline.profile(of: .column(.numeric([1, 2, 3])))
    #expect(
      try store.observe(baseline: "mixed", stream: "s", time: 0, profile: profile).count == 3)
    #expect(try store.get("mixed", geometryDigest: baseline.geometryDigest).entry.version == 1)
    #expect(error { _ = try store.get("mixed") }?.kind == .invalidParams)
  }

  @Test func exportsCarryThemToAnotherStore() throws {
    let entry = try store.insertRetrieval("search", fitted())
    let file = try store.export("search")
    let other = try BaselineStore(path: BaselineStore.memory)
    #expect(try other.importBaseline(file).digest == entry.digest)
    #expect(try other.importBaseline(fitted().bytes, name: "bare").kind == "retrieval")
    #expect(try other.retrieval("search").baseline == fitted())
    var damaged = try fitted().bytes
    damaged[damaged.count - 1] ^= 1
    #expect(
      error { try other.importBaseline(damaged, name: "damaged") }?.kind == .dataFormat)
    #expect(try other.list().items.map(\.name) == ["bare", "search"])
  }

  @Test func checksAreKeptInTheHistory() throws {
    let entry = try store.insertRetrieval("search", fitted())
    let verdict = try store.retrieval("search").baseline.verdict(
      queries: Matrix(rows: [[1, 0, 0]]), retrieved: [Matrix(rows: [[0, 0, 1]])])
    try store.record(
      ScoreRecord.all(of: verdict), baseline: "search", version: entry.version, time: 5)
    let found = try store.history(baseline: "search")
    #expect(found.map(\.record.detector) == ["retrieval"] && found[0].record.drifted == true)
    #expect(found[0].record.statistic == 0 && found[0].record.threshold == 0.2)
  }

  @Test func bytesOfTheWrongSortAreDamage() throws {
    let facts = try VersionFacts(
      kind: "retrieval", count: 1, missing: 0, dimensions: 1, digest: numeric().digest,
      geometryDigest: numeric().geometryDigest, bytes: numeric().bytes)
    _ = try store.insert("bad", facts, ifExists: .error)
    #expect(error { _ = try store.retrieval("bad") }?.kind == .storeCorrupt)
    #expect(error { _ = try store.export("bad") }?.kind == .storeCorrupt)
  }
}
