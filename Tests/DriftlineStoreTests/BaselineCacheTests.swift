import Dispatch
import Driftline
import DriftlineStore
import StoreSupport
import Testing

@Suite struct BaselineCacheTests {
  let store: BaselineStore
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    store = try BaselineStore(path: folder.file("store.sqlite"), clock: { 1000 })
  }

  private func fitted(_ seed: UInt64) throws -> Baseline {
    var random = SeededRandom(seed: seed)
    return try Baseline.fit(.column(.numeric((0..<300).map { _ in random.normal() })))
  }

  private func retrieval() throws -> RetrievalBaseline {
    let rows = try Matrix(rows: [[1, 0], [0, 1]])
    return try Retrieval().fit(queries: rows, retrieved: [rows, rows])
  }

  /// The error that a call throws.
  private func error(_ body: () throws -> Void) -> DriftlineError? {
    do {
      try body()
      return nil
    } catch { return error as? DriftlineError }
  }

  @Test func givesWhatTheStoreGivesAndReadsItOnce() throws {
    let baseline = try fitted(1)
    try store.insert("a", baseline)
    try store.insertRetrieval("r", retrieval())
    let cache = BaselineCache(store)
    for _ in 0..<3 {
      let found = try cache.get("a")
      #expect(try found.entry == store.get("a").entry)
      #expect(found.baseline.bytes == baseline.bytes)
      #expect(try cache.get("a", version: 1).baseline == baseline)
      #expect(try cache.get("a", geometryDigest: baseline.geometryDigest).baseline == baseline)
      #expect(try cache.retrieval("r").baseline == retrieval())
      #expect(try cache.retrieval("r", version: 1).entry == store.entry("r"))
    }
    let sizes = try store.entry("a").size + store.entry("r").size
    #expect(cache.usage == .init(baselines: 2, bytes: sizes, decoded: 2))
  }

  /// The same content under two names is one baseline, and each name has its own entry.
  @Test func equalBaselinesAreKeptOnce() throws {
    for name in ["a", "b"] { try store.insert(name, fitted(1)) }
    let cache = BaselineCache(store)
    #expect(try ["a", "b"].map { try cache.get($0).entry.name } == ["a", "b"])
    #expect(cache.usage.decoded == 1 && cache.usage.baselines == 1)
  }

  @Test func seesWhatOthersStoreReplaceAndDelete() throws {
    let other = try BaselineStore(path: store.path)
    let cache = BaselineCache(store)
    try other.insert("a", fitted(1))
    #expect(try cache.get("a").baseline == fitted(1))
    try other.insert("a", fitted(2), ifExists: .version)
    #expect(try cache.get("a").baseline == fitted(2) && cache.get("a").entry.version == 2)
    #expect(try cache.get("a", version: 1).baseline == fitted(1))
    try other.delete("a")
    #expect(error { _ = try cache.get("a") }?.kind == .baselineNotFound)
    // The same name and number again, and another content.
    try other.insert("a", fitted(3))
    #expect(try cache.get("a", version: 1).baseline == fitted(3))
    try other.insertRetrieval("a", retrieval(), ifExists: .replace)
    #expect(error { _ = try cache.get("a") }?.kind == .invalidParams)
    #expect(try cache.retrieval("a").entry.version == 2)
  }

  @Test func throwsWhatTheStoreThrowsEachTime() throws {
    try store.insert("good", fitted(1))
    try store.insertRetrieval("r", retrieval())
    _ = try store.insert("bad", TestBytes.version(1), ifExists: .error)
    let cache = BaselineCache(store)
    let digest = TestBytes.geometry(7)
    for _ in 0..<2 {
      for (mine, theirs) in [
        (error { _ = try cache.get("no") }, error { _ = try store.get("no") }),
        (
          error { _ = try cache.get("good", version: 2) },
          error { _ = try store.get("good", version: 2) }
        ),
        (
          error { _ = try cache.get("good", geometryDigest: digest) },
          error { _ = try store.get("good", geometryDigest: digest) }
        ),
        (error { _ = try cache.get("bad") }, error { _ = try store.get("bad") }),
        (error { _ = try cache.get("r") }, error { _ = try store.get("r") }),
        (error { _ = try cache.retrieval("good") }, error { _ = try store.retrieval("good") }),
      ] {
        #expect(mine == theirs && mine != nil)
      }
    }
    #expect(error { _ = try cache.get("bad") }?.kind == .storeCorrupt)
    #expect(cache.usage == .init(baselines: 0, bytes: 0, decoded: 0))
  }

  @Test func theBytesThatAreKeptAreBounded() throws {
    for seed in 1...3 { try store.insert("\(seed)", fitted(UInt64(seed))) }
    let size = try store.entry("1").size
    #expect(try store.entry("2").size == size && store.entry("3").size == size)
    let cache = BaselineCache(store, capacity: 2 * size)
    // 3 lets 1 go, and then 1 lets 2 go, but not 3.
    for (name, decoded) in [("1", 1), ("2", 2), ("3", 3), ("1", 4), ("3", 4), ("2", 5)] {
      #expect(try cache.get(name).baseline == fitted(UInt64(name) ?? 0))
      #expect(cache.usage.decoded == decoded && cache.usage.bytes <= 2 * size)
    }
    let none = BaselineCache(store, capacity: size - 1)
    for _ in 0..<2 { #expect(try none.get("1").baseline == fitted(1)) }
    #expect(none.usage == .init(baselines: 0, bytes: 0, decoded: 2))
  }

  @Test func manyThreadsReadABaselineOnce() throws {
    try store.insert("a", fitted(1))
    try store.insert("b", fitted(2))
    for _ in 0..<20 {
      let cache = BaselineCache(store)
      let digests = try [store.entry("a").digest, store.entry("b").digest]
      DispatchQueue.concurrentPerform(iterations: 16) { thread in
        for call in 0..<4 {
          let which = (thread + call) % 2
          let found = try? cache.get(["a", "b"][which])
          #expect(found?.baseline.digest == digests[which])
        }
      }
      #expect(cache.usage.decoded == 2 && cache.usage.baselines == 2)
    }
  }
}
