import Driftline
import DriftlineStore
import Foundation
import StoreSupport
import Testing

@Suite struct DamageTests {
  private static let kinds: [DriftlineError.Kind] = [.storeCorrupt, .storeReadonly]

  /// The bytes of a store of some pages.
  private func good(_ folder: TemporaryFolder) throws -> [UInt8] {
    do {
      let store = try BaselineStore(path: folder.file("good.sqlite"))
      for number in 1...5 {
        _ = try store.insert("b", TestBytes.version(number), ifExists: .version)
        _ = try TestBytes.observe(
          store, "b", "s", time: number * 86_400, count: number, sequence: number)
        try store.record(
          [ScoreRecord(detector: "psi", statistic: 1, effect: 1)], baseline: "b", version: 1,
          time: number)
        _ = try store.createMonitor("m\(number)", chart: "ewma", parameters: "{}", state: [1])
      }
    }
    return try folder.bytes("good.sqlite")
  }

  /// Calls everything on a damaged file: each call may fail with a clear error, and none may crash.
  private func useAll(_ path: String) throws {
    func attempt(_ body: () throws -> Void) throws {
      do { try body() } catch let error as DriftlineError {
        try #require(!error.message.isEmpty)
        try #require(
          Self.kinds.contains(error.kind) || error.kind == .baselineNotFound
            || error.kind == .monitorNotFound || error.kind == .versionConflict
            || error.kind == .incompatibleProfile || error.kind == .invalidParams
            || error.kind == .baselineExists || error.kind == .internal,
          "\(error)")
      }
    }
    try attempt {
      let store = try BaselineStore(path: path)
      try attempt { _ = try StoreModel(reading: store) }
      try attempt { _ = try store.verify() }
      try attempt { _ = try store.history(baseline: "b") }
      try attempt { _ = try store.dynamicThreshold(baseline: "b", version: 1, detector: "psi") }
      try attempt { _ = try store.monitors() }
      try attempt { _ = try store.insert("b", TestBytes.version(9), ifExists: .version) }
      try attempt { _ = try TestBytes.observe(store, "b", "s", time: 0, count: 1, sequence: 99) }
      try attempt { _ = try store.saveMonitor("m1", state: [2], revision: 1) }
      try attempt { try store.prune(before: 3 * 86_400) }
      try attempt { try store.delete("b") }
    }
  }

  @Test func truncatedFilesGiveErrors() throws {
    let folder = try TemporaryFolder()
    let bytes = try good(folder)
    for size in [1, 15, 16, 99, 100, 512, 4095, 4096, 4097, 8192, 20_000, bytes.count - 1] {
      try folder.write(Array(bytes[..<size]), to: "\(size).sqlite")
      try useAll(folder.file("\(size).sqlite"))
    }
  }

  @Test func randomBytesAreNoStore() throws {
    let folder = try TemporaryFolder()
    var random = SeededRandom(seed: 1)
    for size in [1, 100, 4096, 65_536] {
      try folder.write(
        (0..<size).map { _ in UInt8(truncatingIfNeeded: random.next()) }, to: "r\(size)")
      let error = #expect(throws: DriftlineError.self) {
        try BaselineStore(path: folder.file("r\(size)"))
      }
      #expect(error?.kind == .storeCorrupt)
    }
  }

  @Test func anotherProgramsDatabaseIsRefusedAndLeftAlone() throws {
    let folder = try TemporaryFolder()
    var bytes = try good(folder)
    // The application id is at offset 68 of the header: SQLite's file format, section 1.3.
    bytes.replaceSubrange(68..<72, with: [0, 0, 0, 0])
    try folder.write(bytes, to: "other.sqlite")
    let error = #expect(throws: DriftlineError.self) {
      try BaselineStore(path: folder.file("other.sqlite"))
    }
    #expect(error?.kind == .storeCorrupt)
    #expect(error?.message.contains("no Driftline store") == true)
    #expect(try folder.bytes("other.sqlite") == bytes)
  }

  @Test func aStoreOfANewerVersionIsRefused() throws {
    let folder = try TemporaryFolder()
    var bytes = try good(folder)
    // The name of the only migration, "1", in the table of those that were done.
    let statement = Array("identifier TEXT NOT NULL PRIMARY KEY".utf8)
    #expect(bytes.count > statement.count)
    var changed = 0
    for page in stride(from: 0, to: bytes.count, by: 4096) {
      // A leaf of a table or index with one cell, which ends in the text "1".
      if [0x0D, 0x0A].contains(bytes[page]), bytes[page + 3] == 0, bytes[page + 4] == 1,
        bytes[page + 4095] == 0x31 || bytes[page + 4094] == 0x31
      {
        let place = bytes[page + 4095] == 0x31 ? page + 4095 : page + 4094
        bytes[place] = 0x39
        changed += 1
      }
    }
    try #require(changed == 2)
    try folder.write(bytes, to: "newer.sqlite")
    let error = #expect(throws: DriftlineError.self) {
      try BaselineStore(path: folder.file("newer.sqlite"))
    }
    #expect(error?.kind == .storeCorrupt)
    #expect(error?.message.contains("newer version") == true)
  }

  @Test func flippedBytesGiveErrorsOrIntactData() throws {
    let folder = try TemporaryFolder()
    let bytes = try good(folder)
    var random = SeededRandom(seed: 2)
    for run in 0..<300 {
      var damaged = bytes
      // Half of the runs hit the headers of pages, where SQLite's own structure is.
      for _ in 0..<1 + random.below(4) {
        let place =
          run.isMultiple(of: 2)
          ? random.below(bytes.count)
          : random.below(bytes.count / 4096) * 4096 + random.below(200)
        damaged[place] ^= UInt8(1 + random.below(255))
      }
      try folder.write(damaged, to: "d.sqlite")
      try useAll(folder.file("d.sqlite"))
      for suffix in ["", "-wal", "-shm"] { unlink(folder.file("d.sqlite" + suffix)) }
    }
  }

  @Test func anOverwrittenPageIsFound() throws {
    let folder = try TemporaryFolder()
    var bytes = try good(folder)
    for page in 3..<bytes.count / 4096 {
      bytes.replaceSubrange(page * 4096..<(page + 1) * 4096, with: repeatElement(0x5A, count: 4096))
    }
    try folder.write(bytes, to: "d.sqlite")
    try useAll(folder.file("d.sqlite"))
    let found = try? BaselineStore(path: folder.file("d.sqlite")).verify()
    #expect(found != [])
  }
}
