import Driftline
import DriftlineStore
import Foundation
import StoreSupport
import Testing

@Suite struct PathTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func error(_ path: String) -> DriftlineError? {
    do throws(DriftlineError) {
      _ = try BaselineStore(path: path)
      return nil
    } catch { return error }
  }

  @Test func theEnvironmentSaysWhereTheStoreIs() throws {
    let home = ["HOME": "/h"]
    #expect(
      try BaselineStore.defaultPath(environment: home) == "/h/.local/share/driftline/store.sqlite")
    #expect(
      try BaselineStore.defaultPath(environment: ["XDG_DATA_HOME": "/d", "HOME": "/h"])
        == "/d/driftline/store.sqlite")
    #expect(
      try BaselineStore.defaultPath(environment: ["XDG_DATA_HOME": "d", "HOME": "/h"])
        == "/h/.local/share/driftline/store.sqlite")
    #expect(
      try BaselineStore.defaultPath(
        environment: ["DRIFTLINE_STORE": "x.sqlite", "XDG_DATA_HOME": "/d"]) == "x.sqlite")
    #expect(
      try BaselineStore.defaultPath(environment: ["DRIFTLINE_STORE": "", "XDG_DATA_HOME": "/d"])
        == "/d/driftline/store.sqlite")
    #expect(throws: DriftlineError.self) { try BaselineStore.defaultPath(environment: [:]) }
  }

  @Test func onlyTheOwnerMayReadWhatIsMade() throws {
    let store = try BaselineStore(path: folder.file("a/b/store.sqlite"))
    _ = try store.insert("b", TestBytes.version(1), ifExists: .error)
    #expect(folder.permissions("a") == 0o700)
    #expect(folder.permissions("a/b") == 0o700)
    for name in ["store.sqlite", "store.sqlite-wal", "store.sqlite-shm"] {
      #expect(folder.permissions("a/b/" + name) == 0o600, "\(name)")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("a/b"))
    #expect(names.sorted() == ["store.sqlite", "store.sqlite-shm", "store.sqlite-wal"])
  }

  @Test func permissionsOfAFileThatIsThereStay() throws {
    _ = try BaselineStore(path: folder.file("store.sqlite"))
    chmod(folder.file("store.sqlite"), 0o640)
    let store = try BaselineStore(path: folder.file("store.sqlite"))
    _ = try store.insert("b", TestBytes.version(1), ifExists: .error)
    #expect(folder.permissions("store.sqlite") == 0o640)
    #expect(folder.permissions("store.sqlite-wal") == 0o640)
  }

  @Test func linksLeadToOneStore() throws {
    let store = try BaselineStore(path: folder.file("store.sqlite"))
    _ = try store.insert("b", TestBytes.version(1), ifExists: .error)
    symlink(folder.file("store.sqlite"), folder.file("link"))
    symlink(folder.path, folder.file("here"))
    for name in ["link", "here/store.sqlite", "here/link"] {
      let other = try BaselineStore(path: folder.file(name))
      #expect(other.path == store.path)
      #expect(try other.list().items.count == 1)
    }
    symlink(folder.file("nowhere"), folder.file("dangling"))
    #expect(error(folder.file("dangling"))?.kind == .storeCorrupt)
    symlink("loop", folder.file("loop"))
    #expect(error(folder.file("loop"))?.kind == .storeCorrupt)
  }

  @Test func whatIsNoStoreIsRefusedAndLeftAlone() throws {
    try folder.write(Array("name,age\n".utf8), to: "table.csv")
    mkfifo(folder.file("pipe"), 0o600)
    for name in ["table.csv", "pipe", ".", "table.csv/store"] {
      let refusal = error(folder.file(name))
      #expect(refusal?.kind == .storeCorrupt, "\(name): \(refusal?.message ?? "no error")")
    }
    #expect(try folder.bytes("table.csv") == Array("name,age\n".utf8))
    #expect(error("")?.kind == .invalidParams)
  }

  @Test func anEmptyFileBecomesAStore() throws {
    try folder.write([], to: "made-by-mktemp")
    let path = folder.file("made-by-mktemp")
    for version in 1...2 {
      let store = try BaselineStore(path: path)
      _ = try store.insert("b", TestBytes.version(version), ifExists: .version)
      #expect(try store.verify() == [])
      #expect(store.files.first == store.path)
    }
    #expect(try BaselineStore(path: path).versions(of: "b").count == 2)
  }

  @Test func whatKilledMakersLeftIsRemovedAndNothingElse() throws {
    let child = Process()
    child.executableURL = URL(fileURLWithPath: "/bin/true")
    try child.run()
    child.waitUntilExit()
    let dead = "store.new-\(child.processIdentifier)-7"
    let kept = ["store.new-\(getpid())-7", "store.new-x", "store.newer"]
    for name in [dead, dead + "-wal"] + kept { try folder.write([1], to: name) }
    _ = try BaselineStore(path: folder.file("store"))
    #expect(!FileManager.default.fileExists(atPath: folder.file(dead)))
    #expect(!FileManager.default.fileExists(atPath: folder.file(dead + "-wal")))
    for name in kept { #expect(FileManager.default.fileExists(atPath: folder.file(name))) }
  }

  @Test func aPathIsNeverTakenForAnAddress() throws {
    let store = try BaselineStore(path: folder.file("file:x?mode=memory&a=%41 ;"))
    _ = try store.insert("b", TestBytes.version(1), ifExists: .error)
    #expect(FileManager.default.fileExists(atPath: folder.file("file:x?mode=memory&a=%41 ;")))
  }

  @Test func aStoreInMemoryLeavesNothing() throws {
    let store = try BaselineStore(path: BaselineStore.memory)
    _ = try store.insert("b", TestBytes.version(1), ifExists: .error)
    #expect(try store.verify() == [])
    #expect(!FileManager.default.fileExists(atPath: BaselineStore.memory))
  }
}
