import Driftline
import DriftlineStore
import Foundation
import StoreSupport
import Testing

/// A small file system in memory, where mounting is allowed.
private final class SmallDisk {
  let folder: TemporaryFolder

  init(size: String) throws {
    folder = try TemporaryFolder()
    let arguments = ["-t", "tmpfs", "-o", "size=\(size)", "tmpfs", folder.path]
    let status = try Child("mount", arguments, in: TemporaryFolder()).wait()
    try #require(status == 0, "mount: \(status)")
  }

  /// Whether what follows can be tested here.
  static let isPossible = geteuid() == 0 && (try? SmallDisk(size: "64k")) != nil

  /// Mounts it again with an option.
  ///
  /// Where another test starts a program, that one holds our files
  /// for a moment, so it is tried more than once.
  func remount(_ option: String) throws {
    let arguments = ["-o", "remount,\(option)", folder.path]
    for _ in 0..<100 {
      if try Child("mount", arguments, in: TemporaryFolder()).wait() == 0 { return }
      usleep(20_000)
    }
    Issue.record("mount \(arguments) does not succeed")
  }

  deinit { _ = try? Child("umount", ["-l", folder.path], in: TemporaryFolder()).wait() }
}

@Suite(
  .serialized,
  .enabled(if: SmallDisk.isPossible, "small file systems can be mounted by the superuser only"))
struct DiskTests {
  @Test func aFullDiskLosesNothing() throws {
    let disk = try SmallDisk(size: "1500k")
    let path = disk.folder.file("store.sqlite")
    let store = try BaselineStore(path: path)
    var model = StoreModel()
    var random = SeededRandom(seed: 5)
    var failures = 0
    var number = 0
    while failures < 20 {
      number += 1
      let change: Change =
        random.below(2) == 0
        ? .insert(baseline: "b", number: number, ifExists: .version)
        : .observe(baseline: "b", stream: "s", time: number * 86_400, sequence: number, count: 3)
      do throws(DriftlineError) {
        if try change.done(to: store) { model.apply(change) }
      } catch {
        #expect(error.kind == .storeFull, "\(error)")
        failures += 1
      }
    }
    #expect(try StoreModel(reading: store) == model)
    #expect(try store.verify() == [])
    let other = try BaselineStore(path: path)
    #expect(try StoreModel(reading: other) == model)

    try disk.remount("size=8m")
    for number in number + 1...number + 20 {
      let change = Change.insert(baseline: "b", number: number, ifExists: .version)
      #expect(try change.done(to: store))
      model.apply(change)
    }
    #expect(try StoreModel(reading: store) == model)
    #expect(try BaselineStore(path: path).verify() == [])
  }

  @Test func aStoreThatFindsNoRoomIsNotMade() throws {
    let disk = try SmallDisk(size: "16k")
    let error = #expect(throws: DriftlineError.self) {
      try BaselineStore(path: disk.folder.file("store.sqlite"))
    }
    #expect(error?.kind == .storeFull)
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.folder.path) == [])
    try disk.remount("size=4m")
    #expect(try BaselineStore(path: disk.folder.file("store.sqlite")).verify() == [])
  }

  @Test func aStoreOnAReadOnlyDiskCanBeRead() throws {
    let disk = try SmallDisk(size: "4m")
    let path = disk.folder.file("store #1?.sqlite")
    do {
      let store = try BaselineStore(path: path)
      _ = try store.insert("b", TestBytes.version(1), ifExists: .error)
      _ = try TestBytes.observe(store, "b", "s", time: 0, count: 1)
    }
    try disk.remount("ro")
    let store = try BaselineStore(path: path)
    #expect(store.isReadOnly && store.health() == .readOnly && store.health().word == "read_only")
    #expect(try store.sealed("b", version: nil).bytes == TestBytes.version(1).bytes)
    #expect(try store.streams().map(\.count) == [1])
    #expect(try store.verify() == [])
    let error = #expect(throws: DriftlineError.self) {
      try store.insert("b", TestBytes.version(2), ifExists: .version)
    }
    #expect(error?.kind == .storeReadonly)
    let missing = #expect(throws: DriftlineError.self) {
      try BaselineStore(path: disk.folder.file("none.sqlite"))
    }
    #expect(missing?.kind == .storeReadonly)
    try disk.remount("rw")
    let writable = try BaselineStore(path: path)
    #expect(try writable.insert("b", TestBytes.version(2), ifExists: .version).version == 2)
  }

  /// What a killed writer left in the log cannot be read where the log's index cannot be made.
  @Test func changesThatOnlyTheLogHasAreNotPassedOver() throws {
    let disk = try SmallDisk(size: "4m")
    let path = disk.folder.file("store.sqlite")
    let output = try TemporaryFolder()
    do {
      let store = try BaselineStore(path: path)
      _ = try store.insert("b", TestBytes.version(1), ifExists: .error)
      let child = try Child.writer(["change", path, "1"], in: output)
      child.waits(forBytes: 2000)
      child.kill()
      // A copy of what a power cut would leave: the file and its log, without the log's index.
      for suffix in ["", "-wal"] {
        try disk.folder.write(disk.folder.bytes("store.sqlite" + suffix), to: "cut.sqlite" + suffix)
      }
    }
    try disk.remount("ro")
    let error = #expect(throws: DriftlineError.self) {
      try BaselineStore(path: disk.folder.file("cut.sqlite"))
    }
    #expect(error?.kind == .storeReadonly)
    #expect(error?.message.contains("cut.sqlite-wal") == true)
  }

  /// Permissions do not bind the superuser, so another user tries.
  @Test func aFileOrFolderWithoutTheRightToWriteCanBeRead() throws {
    let disk = try SmallDisk(size: "4m")
    let path = disk.folder.file("store.sqlite")
    do {
      let store = try BaselineStore(path: path)
      _ = try store.insert("b", TestBytes.version(1), ifExists: .error)
    }
    chmod(path, 0o444)
    chmod(disk.folder.path, 0o755)
    #expect(try lines(path) == ["read 1", "store_readonly"])
    chmod(disk.folder.path, 0o777)
    #expect(try lines(path) == ["read 1", "store_readonly"])
    chmod(path, 0o600)
    #expect(try lines(path) == ["store_readonly"])
    // Files of the log that were made for a file without the right to write have none either.
    for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
    chmod(path, 0o666)
    #expect(try lines(path) == ["read 1", "written"])
  }

  /// What the user nobody says of a store.
  private func lines(_ path: String) throws -> [Substring] {
    let output = try TemporaryFolder()
    let child = try Child.writer(["try", path, "65534"], in: output)
    #expect(child.wait() == 0)
    return child.lines
  }
}
