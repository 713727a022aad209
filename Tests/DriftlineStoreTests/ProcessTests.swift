import Driftline
import DriftlineStore
import Foundation
import StoreSupport
import Testing

@Suite(.serialized) struct ProcessTests {
  @Test func twoProcessesObservingOneStreamLoseNothing() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("store.sqlite")
    let store = try BaselineStore(path: path)
    _ = try store.insert("b", TestBytes.version(1), ifExists: .error)
    let children = try [0, 10_000].map {
      try Child.writer(["observe", path, "\($0)", "10000"], in: folder)
    }
    for child in children {
      #expect(child.wait() == 0)
      #expect(child.lines == ["done"])
    }
    let stream = try store.stream("s", of: "b")
    #expect(stream.observations == 20_000)
    #expect(stream.count == 20_000)
    // Times 0, 100, ... 1 999 900: days 0 to 23.
    #expect(stream.buckets == 24)
    #expect(try store.verify() == [])
    var counts: [Int?] = []
    try store.forEachProfile(baseline: "b", stream: "s", from: 0, to: .max) {
      counts.append(TestBytes.count(in: $0))
    }
    #expect(counts == Array(repeating: 864, count: 23) + [20_000 - 23 * 864])
  }

  @Test func aWriterThatIsHeldUpTooLongSaysBusy() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("store.sqlite")
    let store = try BaselineStore(path: path, busyTimeout: .milliseconds(50))
    _ = try store.insert("b", TestBytes.version(1), ifExists: .error)
    let child = try Child.writer(["hold", path, "30"], in: folder)
    try #require(child.waits(for: "held"))
    let error = #expect(throws: DriftlineError.self) {
      try store.insert("b", TestBytes.version(2), ifExists: .version)
    }
    #expect(error?.kind == .storeBusy)
    #expect(error?.kind.isRetryable == true)
    // Readers do not wait for the writer.
    #expect(try store.list().items.map(\.version) == [1])
    child.kill()
    #expect(try store.insert("b", TestBytes.version(2), ifExists: .version).version == 2)
  }

  @Test func aWriterWaitsForAnotherOne() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("store.sqlite")
    let store = try BaselineStore(path: path, busyTimeout: .seconds(20))
    _ = try store.insert("b", TestBytes.version(1), ifExists: .error)
    let child = try Child.writer(["hold", path, "0.2"], in: folder)
    try #require(child.waits(for: "held"))
    #expect(try store.insert("b", TestBytes.version(2), ifExists: .version).version == 2)
  }

  @Test func manyThreadsUseOneStore() async throws {
    let folder = try TemporaryFolder()
    let store = try BaselineStore(path: folder.file("store.sqlite"))
    _ = try store.insert("b", TestBytes.version(1), ifExists: .error)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for thread in 0..<8 {
        group.addTask {
          for number in 0..<50 {
            _ = try TestBytes.observe(
              store, "b", "s", time: number * 10_000, count: thread, sequence: thread * 50 + number)
            _ = try store.streams()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try store.stream("s", of: "b").observations == 400)
    #expect(try store.stream("s", of: "b").count == 50 * (0..<8).reduce(0, +))
    #expect(try store.verify() == [])
  }
}
