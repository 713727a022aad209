import Driftline
import DriftlineStore
import Foundation
import StoreSupport
import Testing

@Suite struct MigrationTests {
  /// A store that a version of the schema made, copied to where it can be written.
  private func fixture(_ name: String, in folder: TemporaryFolder) throws -> String {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/\(name)").path
    try FileManager.default.copyItem(atPath: path, toPath: folder.file(name))
    return folder.file(name)
  }

  @Test func aStoreOfSchema1IsReadAndWritten() throws {
    let folder = try TemporaryFolder()
    let store = try BaselineStore(path: fixture("schema-1.sqlite", in: folder))
    #expect(try store.verify() == [])
    let versions = try store.versions(of: "latency")
    #expect(versions.map(\.digest) == [11, 12].map { TestBytes.version($0).digest })
    #expect(versions.map(\.created) == [1_700_000_000, 1_700_000_000])
    for number in [1, 2] {
      let (entry, bytes) = try store.sealed("latency", version: number)
      #expect(bytes == TestBytes.bytes(of: entry.digest))
    }
    let stream = try store.stream("eu", of: "latency")
    #expect(stream.observations == 6)
    #expect(stream.bucketSeconds == 86_400)
    #expect(stream.buckets == 5)
    #expect(stream.count == 83)
    for number in [0, 1, 2, 5, 6, 9] {
      let again = try TestBytes.observe(
        store, "latency", "eu", time: 0, count: 1, sequence: number, repeats: 4)
      #expect(again.repeated)
    }
    let scores = try store.history(baseline: "latency", stream: "eu")
    #expect(scores.count == 2)
    #expect(
      scores.last?.record
        == ScoreRecord(
          detector: "psi", column: "age", statistic: 0.25, effect: 0.25, logPValue: -20.5,
          threshold: 0.1, drifted: true))
    let monitor = try store.monitor("cost")
    #expect(monitor.parameters == #"{"lambda":0.2}"#)
    #expect(monitor.state == [7, 8, 9])
    #expect(monitor.sequence == 41)
    #expect(monitor.revision == 2)

    let observed = try TestBytes.observe(
      store, "latency", "eu", time: 0, count: 1, sequence: 3, repeats: 4)
    #expect(!observed.repeated)
    #expect(try store.insert("latency", TestBytes.version(13), ifExists: .version).version == 3)
    #expect(try store.verify() == [])
  }
}
