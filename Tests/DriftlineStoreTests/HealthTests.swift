import Driftline
import DriftlineStore
import Foundation
import StoreSupport
import Testing

@Suite struct HealthTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func aStoreThatCanBeUsedIsWell() throws {
    let store = try BaselineStore(path: folder.file("store.sqlite"))
    #expect(store.health() == .ok && store.health().word == "ok")
    #expect(try BaselineStore(path: BaselineStore.memory).health() == .ok)
  }

  /// Neither a writer nor a reader that has not finished is waited for.
  @Test func nobodyIsWaitedFor() throws {
    let store = try BaselineStore(path: folder.file("store.sqlite"))
    _ = try store.insert("b", TestBytes.version(1), ifExists: .error)
    _ = try TestBytes.observe(store, "b", "s", time: 0, count: 5)
    _ = try store.update("b") { _, _ in
      #expect(store.health() == .ok)
      return TestBytes.version(2)
    }
    try store.forEachProfile(baseline: "b", stream: "s", from: 0, to: 1) { _ in
      #expect(store.health() == .ok)
    }
  }

  @Test func aStoreThatWasRemovedOrOverwrittenIsNot() throws {
    let store = try BaselineStore(path: folder.file("store.sqlite"))
    for name in ["store.sqlite", "store.sqlite-wal", "store.sqlite-shm"] {
      try? FileManager.default.removeItem(atPath: folder.file(name))
    }
    #expect(store.health().word == "store_corrupt")
    try folder.write(Array("no store at all".utf8), to: "store.sqlite")
    #expect(store.health().word == "store_corrupt")
    guard case .failing(let error) = store.health() else {
      Issue.record("a file that is no store is well")
      return
    }
    #expect(error.message.contains("store.sqlite"))
  }
}
