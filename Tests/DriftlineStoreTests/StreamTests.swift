import Driftline
import DriftlineStore
import StoreSupport
import Testing

@Suite struct StreamTests {
  let store: BaselineStore

  init() throws {
    store = try BaselineStore(path: BaselineStore.memory, clock: { 1000 })
    _ = try store.insert("b", TestBytes.version(1), ifExists: .error)
  }

  private func kind(_ body: () throws -> Void) -> DriftlineError.Kind? {
    do {
      try body()
      return nil
    } catch { return (error as? DriftlineError)?.kind }
  }

  @Test(arguments: [
    (0, 0), (86_399, 0), (86_400, 86_400), (-1, -86_400), (-86_400, -86_400), (-86_401, -172_800),
  ])
  func aDayBeginsAtMidnight(time: Int, start: Int) throws {
    #expect(try TestBytes.observe(store, "b", "s", time: time, count: 1).bucket == start)
  }

  @Test func aBucketGathersWhatIsObserved() throws {
    _ = try TestBytes.observe(store, "b", "s", time: 10, count: 3)
    let second = try TestBytes.observe(store, "b", "s", time: 20, count: 4)
    #expect(
      second
        == Observation(
          bucket: 0, bucketSeconds: 86_400, observations: 2, count: 7, missing: 0, repeated: false))
    _ = try TestBytes.observe(store, "b", "s", time: 200_000, count: 1)
    let entry = try store.stream("s", of: "b")
    #expect(entry.buckets == 2)
    #expect(entry.count == 8)
    #expect(entry.first == 0)
    #expect(entry.last == 172_800)
    #expect(try store.streams(of: "b") == [entry])
  }

  @Test func aWindowIsTheMergedProfileOfItsBuckets() throws {
    func day(_ number: Int) -> Dataset {
      var random = SeededRandom(seed: UInt64(number))
      return .column(.numeric((0..<100).map { _ in random.normal() }))
    }
    let baseline = try Baseline.fit(day(100))
    try store.insert("real", baseline)
    for number in 0..<5 {
      let profile = try baseline.profile(of: day(number))
      try store.observe(
        baseline: "real", stream: "s", time: number * 86_400 + 7, profile: profile)
    }
    let window = try store.window(
      baseline: "real", stream: "s", from: 86_400, to: 4 * 86_400)
    #expect(window.buckets == 3)
    var expected = try baseline.profile(of: day(1))
    try expected.merge(baseline.profile(of: day(2)))
    try expected.merge(baseline.profile(of: day(3)))
    #expect(window.profile == expected)
    let empty = try store.window(baseline: "real", stream: "s", from: 0, to: 0)
    #expect(empty.profile == nil)
    #expect(empty.buckets == 0)
  }

  @Test func theLengthOfABucketIsFixedAtTheFirstObservation() throws {
    _ = try TestBytes.observe(store, "b", "s", time: 0, count: 1, bucketSeconds: 3600)
    #expect(
      kind { _ = try TestBytes.observe(store, "b", "s", time: 0, count: 1, bucketSeconds: 60) }
        == .invalidParams)
    #expect(try TestBytes.observe(store, "b", "s", time: 7300, count: 1).bucket == 7200)
    #expect(
      kind { _ = try TestBytes.observe(store, "b", "t", time: 0, count: 1, bucketSeconds: 0) }
        == .invalidParams)
  }

  @Test func aStreamKeepsTheGeometryItBeganWith() throws {
    _ = try TestBytes.observe(store, "b", "s", time: 0, count: 1, geometry: 1)
    _ = try store.insert("b", TestBytes.version(2, geometry: 2), ifExists: .version)
    _ = try TestBytes.observe(store, "b", "s", time: 0, count: 1, geometry: 1)
    _ = try TestBytes.observe(store, "b", "t", time: 0, count: 1, geometry: 2)
    for geometry in [2, 3] {
      #expect(
        kind { _ = try TestBytes.observe(store, "b", "s", time: 0, count: 1, geometry: geometry) }
          == .incompatibleProfile)
    }
    #expect(
      kind { _ = try TestBytes.observe(store, "b", "u", time: 0, count: 1, geometry: 3) }
        == .incompatibleProfile)
    #expect(try store.streams().map(\.name) == ["s", "t"])
  }

  @Test func whatIsNotThereIsNamed() throws {
    #expect(
      kind { _ = try TestBytes.observe(store, "x", "s", time: 0, count: 1) } == .baselineNotFound)
    #expect(kind { _ = try store.stream("s", of: "b") } == .baselineNotFound)
    #expect(kind { _ = try store.streams(of: "x") } == .baselineNotFound)
    #expect(
      kind { _ = try store.window(baseline: "b", stream: "s", from: 0, to: 1) } == .baselineNotFound
    )
  }

  @Test func aRepeatedSequenceNumberChangesNothing() throws {
    let first = try TestBytes.observe(store, "b", "s", time: 0, count: 5, sequence: 7)
    #expect(!first.repeated)
    let before = try store.streams()
    let again = try TestBytes.observe(store, "b", "s", time: 0, count: 99, sequence: 7)
    #expect(again.repeated)
    #expect(again.count == first.count)
    #expect(again.observations == first.observations)
    #expect(try store.streams() == before)
    // Other streams have numbers of their own, and pruning forgets none.
    #expect(try !TestBytes.observe(store, "b", "t", time: 0, count: 5, sequence: 7).repeated)
    try store.prune(before: 1_000_000)
    #expect(try TestBytes.observe(store, "b", "s", time: 0, count: 5, sequence: 7).repeated)
    for sequence in [-1, Int.max] {
      #expect(
        kind {
          _ = try TestBytes.observe(store, "b", "s", time: 0, count: 1, sequence: sequence)
        } == .invalidParams)
    }
  }

  @Test func numbersMayComeInAnyOrderAndMoreThanOnce() throws {
    var random = SeededRandom(seed: 3)
    var seen: Set<Int> = []
    for _ in 0..<600 {
      let number = random.below(200)
      let reply = try TestBytes.observe(
        store, "b", "s", time: number, count: 1, sequence: number, repeats: 1)
      #expect(reply.repeated == !seen.insert(number).inserted)
      #expect(reply.observations == seen.count)
    }
    // No two ranges meet, and they hold as many numbers as there were observations.
    #expect(try store.verify() == [])
  }

  @Test func pruningRemovesWholeBucketsAndOldScores() throws {
    for day in 0..<4 {
      _ = try TestBytes.observe(store, "b", "s", time: day * 86_400, count: 1)
      _ = try TestBytes.observe(store, "b", "t", time: day * 86_400, count: 1)
      let score = ScoreRecord(detector: "psi", statistic: 0.1, effect: 0.1)
      try store.record([score], baseline: "b", version: 1, stream: "s", time: day * 86_400)
      try store.record([score], baseline: "b", version: 1, time: day * 86_400)
    }
    #expect(kind { try store.prune(stream: "s", before: 0) } == .invalidParams)
    #expect(
      try store.prune(baseline: "b", stream: "s", before: 2 * 86_400 - 1)
        == Pruned(buckets: 1, scores: 2))
    #expect(try store.prune(baseline: "b", before: 2 * 86_400) == Pruned(buckets: 3, scores: 2))
    #expect(try store.prune(before: 2 * 86_400) == Pruned(buckets: 0, scores: 0))
    #expect(try store.streams().map(\.buckets) == [2, 2])
    #expect(try store.streams().map(\.observations) == [4, 4])
    #expect(try store.history(baseline: "b").count == 4)
    #expect(try store.verify() == [])
  }
}
