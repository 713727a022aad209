import Driftline
import DriftlineStore
import StoreSupport
import Testing

@Suite struct GrowthTests {
  /// The size of the file after some observations of one bucket a day, when all is in the file.
  private func size(days: Int, observations: Int) throws -> Int {
    let folder = try TemporaryFolder()
    do {
      let store = try BaselineStore(path: folder.file("store.sqlite"))
      _ = try store.insert("b", TestBytes.version(1), ifExists: .error)
      for number in 0..<observations {
        _ = try TestBytes.observe(
          store, "b", "s", time: number % days * 86_400, count: 1, sequence: number)
      }
    }
    return try folder.bytes("store.sqlite").count
  }

  @Test func theFileGrowsWithBucketsAndNotWithObservations() throws {
    let few = try size(days: 20, observations: 40)
    let many = try size(days: 20, observations: 2000)
    #expect(many <= few + 4 * 4096, "\(few) and \(many) bytes")
    let more = try size(days: 200, observations: 400)
    #expect(more > few + 170 * 1600, "\(few) and \(more) bytes")
  }

  @Test func pruningMakesTheFileSmaller() throws {
    let folder = try TemporaryFolder()
    let store = try BaselineStore(path: folder.file("store.sqlite"))
    _ = try store.insert("b", TestBytes.version(1), ifExists: .error)
    for day in 0..<300 {
      _ = try TestBytes.observe(store, "b", "s", time: day * 86_400, count: 1, repeats: 1000)
    }
    try store.prune(before: 1)
    _ = try store.insert("c", TestBytes.version(2), ifExists: .error)
    try store.delete("c")
    let before = try folder.bytes("store.sqlite").count
    #expect(before > 300 * 8000)
    try store.prune(before: 290 * 86_400)
    let after = try folder.bytes("store.sqlite").count
    #expect(after < before / 10, "\(before) and \(after) bytes")
    #expect(try folder.bytes("store.sqlite-wal").isEmpty)
    #expect(try store.verify() == [])
  }
}
