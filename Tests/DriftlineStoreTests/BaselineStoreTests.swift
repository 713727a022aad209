import Driftline
import DriftlineStore
import StoreSupport
import Testing

@Suite struct BaselineStoreTests {
  let store: BaselineStore
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    store = try BaselineStore(path: folder.file("store.sqlite"), clock: { 1000 })
  }

  private func kind(_ body: () throws -> Void) -> DriftlineError.Kind? {
    do {
      try body()
      return nil
    } catch { return (error as? DriftlineError)?.kind }
  }

  private func numbers(_ seed: UInt64, shift: Double = 0) -> Dataset {
    var random = SeededRandom(seed: seed)
    return .column(.numeric((0..<300).map { _ in random.normal() + shift }))
  }

  @Test func whatWasStoredComesBack() throws {
    let baseline = try Baseline.fit(numbers(1))
    let entry = try store.insert("latency", baseline)
    #expect(entry.version == 1)
    #expect(entry.digest == baseline.digest)
    #expect(entry.kind == "numeric")
    #expect(entry.count == 300)
    #expect(entry.created == 1000)
    let found = try store.get("latency")
    #expect(found.entry == entry)
    #expect(found.baseline.bytes == baseline.bytes)
    #expect(try store.list() == BaselinePage(items: [entry], cursor: nil))
  }

  @Test func updatesMakeTheNextVersionAndLeaveTheOldOnesAlone() throws {
    let first = try Baseline.fit(numbers(1))
    try store.insert("latency", first)
    let profile = try first.profile(of: numbers(2))
    let entry = try store.update("latency", with: profile)
    #expect(entry.version == 2)
    #expect(entry.count == 600)
    #expect(entry.geometryDigest == first.geometryDigest)
    #expect(try store.get("latency").baseline.bytes == first.updated(with: profile).bytes)
    #expect(try store.get("latency", version: 1).baseline.bytes == first.bytes)
    #expect(try store.versions(of: "latency").map(\.version) == [1, 2])
    #expect(try store.get("latency", geometryDigest: first.geometryDigest).entry.version == 2)
  }

  @Test func aProfileOfAnotherBaselineIsRefused() throws {
    let baseline = try Baseline.fit(numbers(1))
    try store.insert("latency", baseline)
    let foreign = try Baseline.fit(numbers(1, shift: 50)).profile(of: numbers(2))
    #expect(kind { try store.update("latency", with: foreign) } == .incompatibleProfile)
    #expect(
      kind { try store.observe(baseline: "latency", stream: "s", time: 0, profile: foreign) }
        == .incompatibleProfile)
    #expect(try store.versions(of: "latency").count == 1)
    #expect(try store.streams() == [])
  }

  @Test func aNameThatIsTakenIsDealtWithAsAsked() throws {
    _ = try store.insert("b", TestBytes.version(1), ifExists: .error)
    #expect(
      kind { _ = try store.insert("b", TestBytes.version(2), ifExists: .error) } == .baselineExists)
    #expect(try store.insert("b", TestBytes.version(2), ifExists: .version).version == 2)
    _ = try TestBytes.observe(store, "b", "s", time: 0, count: 5)
    // The number goes on, so that "b 2" never means two things.
    #expect(try store.insert("b", TestBytes.version(3), ifExists: .replace).version == 3)
    #expect(try store.versions(of: "b").map(\.version) == [3])
    #expect(try store.streams(of: "b") == [])
    #expect(try store.verify() == [])
  }

  @Test func appendingToAVersionThatIsNotTheNewestIsAConflict() throws {
    let baseline = try Baseline.fit(numbers(1))
    try store.insert("latency", baseline)
    let next = try baseline.updated(with: numbers(2))
    #expect(try store.append("latency", next, after: 1).version == 2)
    #expect(kind { try store.append("latency", next, after: 1) } == .versionConflict)
  }

  @Test func pagesOfNamesCoverAllOfThemOnce() throws {
    let names = ["a", "ab", "abc", "b", "\u{e4}", "z/1"]
    for (number, name) in names.enumerated() {
      _ = try store.insert(name, TestBytes.version(number), ifExists: .error)
    }
    var found: [String] = []
    var cursor: String?
    repeat {
      let page = try store.list(limit: 2, cursor: cursor)
      found += page.items.map(\.name)
      cursor = page.cursor
    } while cursor != nil
    #expect(found == ["a", "ab", "abc", "b", "z/1", "\u{e4}"])
    #expect(try store.list(prefix: "ab").items.map(\.name) == ["ab", "abc"])
    #expect(try store.list(prefix: "%").items.isEmpty)
    #expect(kind { _ = try store.list(limit: 0) } == .invalidParams)
  }

  @Test(arguments: [
    "", String(repeating: "x", count: 257), "a\nb", "a\u{0}", "\u{7f}", "\u{2028}", "\u{85}",
  ])
  func namesThatAreNoneAreRefused(_ name: String) {
    #expect(
      kind { _ = try store.insert(name, TestBytes.version(1), ifExists: .error) } == .invalidParams)
  }

  @Test func deletingABaselineTakesAllOfItAlong() throws {
    for number in 1...2 { _ = try store.insert("b", TestBytes.version(number), ifExists: .version) }
    _ = try store.insert("c", TestBytes.version(9), ifExists: .error)
    _ = try TestBytes.observe(store, "b", "s", time: 0, count: 1)
    _ = try TestBytes.observe(store, "b", "s", time: 86_400, count: 1)
    let score = ScoreRecord(detector: "psi", statistic: 0.1, effect: 0.1)
    try store.record([score], baseline: "b", version: 1, time: 0)
    try store.record([score], baseline: "b", version: 1, stream: "s", time: 0)
    #expect(try store.delete("b") == Removed(versions: 2, streams: 1, buckets: 2, scores: 2))
    #expect(try store.list().items.map(\.name) == ["c"])
    #expect(kind { try store.delete("b") } == .baselineNotFound)
    #expect(try store.verify() == [])
  }

  @Test func deletingAVersionTakesStreamsThatNoOtherVersionFits() throws {
    _ = try store.insert("b", TestBytes.version(1, geometry: 1), ifExists: .error)
    _ = try store.insert("b", TestBytes.version(2, geometry: 2), ifExists: .version)
    _ = try TestBytes.observe(store, "b", "old", time: 0, count: 1, geometry: 1)
    _ = try TestBytes.observe(store, "b", "new", time: 0, count: 1, geometry: 2)
    #expect(kind { try store.delete("b", version: 7) } == .baselineNotFound)
    #expect(
      try store.delete("b", version: 1) == Removed(versions: 1, streams: 1, buckets: 1, scores: 0))
    #expect(try store.streams().map(\.name) == ["new"])
    #expect(try store.insert("b", TestBytes.version(3), ifExists: .version).version == 3)
    try store.delete("b", version: 2)
    try store.delete("b", version: 3)
    #expect(try store.list().items.isEmpty)
  }

  @Test func exportsCarryABaselineToAnotherStore() throws {
    let baseline = try Baseline.fit(numbers(1))
    let entry = try store.insert("latency", baseline)
    let file = try store.export("latency")
    let other = try BaselineStore(path: BaselineStore.memory)
    #expect(try other.importBaseline(file).digest == entry.digest)
    #expect(try other.importBaseline(file, name: "second").name == "second")
    #expect(try other.importBaseline(baseline.bytes, name: "bare").digest == entry.digest)
    #expect(try other.export("latency") == file)
    #expect(kind { try other.importBaseline(file) } == .baselineExists)
  }

  @Test func exportsThatAreDamagedAreRefused() throws {
    try store.insert("latency", Baseline.fit(numbers(1)))
    let file = try store.export("latency")
    let other = try BaselineStore(path: BaselineStore.memory)
    for place in file.indices {
      var damaged = file
      damaged[place] ^= 0x10
      let kind = kind { try other.importBaseline(damaged) }
      #expect(kind == .dataFormat || kind == .unsupportedFormat, "byte \(place)")
    }
    for end in 0..<file.count {
      #expect(kind { try other.importBaseline(Array(file[..<end])) } == .dataFormat, "\(end) bytes")
    }
    #expect(kind { try other.importBaseline(file + [0]) } == .dataFormat)
    #expect(try other.list().items.isEmpty)
  }
}
