import Driftline
import DriftlineInput
import Foundation
import Synchronization
import Testing

/// What may be read where only some folders are allowed, with `openat2` and without it.
@Suite(.timeLimit(.minutes(2))) struct AccessTests {
  /// A folder `in` that is allowed and a folder `out` that is not, with links of all kinds.
  private func withFolders(_ body: (String) throws -> Void) throws {
    try withFile("in2", []) { path in
      let root = URL(fileURLWithPath: folder(of: path)).resolvingSymlinksInPath().path
      let files = FileManager.default
      for name in ["in/sub/below", "out/folder"] {
        try files.createDirectory(atPath: "\(root)/\(name)", withIntermediateDirectories: true)
      }
      for (name, text) in [
        ("in/data.csv", "a\n1\n"), ("in/sub/deep.csv", "a\n2\n"), ("out/secret.csv", "a\n666\n"),
      ] { try text.write(toFile: "\(root)/\(name)", atomically: false, encoding: .utf8) }
      for (link, target) in [
        ("link-out.csv", "../out/secret.csv"), ("absolute-out.csv", "\(root)/out/secret.csv"),
        ("absolute-in.csv", "\(root)/in/data.csv"), ("folder-out", "../out"), ("root", "/"),
        ("magic-root", "/proc/self/root"), ("magic-folder", "/proc/self/cwd"), ("up", ".."),
        ("link-in.csv", "data.csv"), ("sub-link", "sub"), ("loop.csv", "loop.csv"),
        ("sub/back.csv", "../data.csv"),
      ] { try #require(symlink(target, "\(root)/in/\(link)") == 0) }
      try #require(link("\(root)/out/secret.csv", "\(root)/in/hard.csv") == 0)
      try #require(mkfifo("\(root)/in/fifo.csv", 0o600) == 0)
      try body(root)
    }
  }

  private func read(_ path: String, _ access: FileAccess) throws(DriftlineError) -> Content? {
    try columns(readDataset(path: path, access: access)).first?.1
  }

  private func failure(_ path: String, _ access: FileAccess) -> DriftlineError? {
    do {
      _ = try read(path, access)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [true, false]) func readsWhatIsBelowTheFolder(_ usesOpenat2: Bool) throws {
    try withFolders { root in
      let access = try FileAccess(below: ["\(root)/in"], usesOpenat2: usesOpenat2)
      for name in ["data.csv", "./data.csv", "sub/../data.csv", "sub//below/../../data.csv"] {
        #expect(try read("\(root)/in/\(name)", access) == .numbers([1]), "\(name)")
      }
      #expect(try read("\(root)/in/sub/deep.csv", access) == .numbers([2]))
      #expect(try read("\(root)//in/./sub/deep.csv", access) == .numbers([2]))
      // A file of two names is below the folder by one of them.
      #expect(try read("\(root)/in/hard.csv", access) == .numbers([666]))
      // From the current folder up to the root, and down again.
      let current = FileManager.default.currentDirectoryPath.split(separator: "/")
      let up = String(repeating: "../", count: current.count)
      #expect(try read("\(up)\(root.dropFirst())/in/data.csv", access) == .numbers([1]))
    }
  }

  @Test(arguments: [true, false]) func linksAreFollowedAsLongAsTheyStayBelow(
    _ usesOpenat2: Bool
  ) throws {
    try withFolders { root in
      let access = try FileAccess(below: ["\(root)/in"], usesOpenat2: usesOpenat2)
      for (name, value) in [
        ("link-in.csv", 1.0), ("sub-link/deep.csv", 2), ("sub/back.csv", 1),
      ] {
        let path = "\(root)/in/\(name)"
        if usesOpenat2 {
          #expect(try read(path, access) == .numbers([value]), "\(name)")
        } else {
          #expect(failure(path, access)?.kind == .pathDenied, "\(name)")
        }
      }
    }
  }

  @Test(
    arguments: [
      "out/secret.csv", "in/../out/secret.csv", "in/sub/../../out/secret.csv", "in/link-out.csv",
      "in/absolute-out.csv", "in/absolute-in.csv", "in/folder-out/secret.csv", "in/root/etc/passwd",
      "in/magic-root/etc/passwd", "in/magic-folder/Package.swift", "in/up/out/secret.csv",
      "in/up/in/data.csv", "in2", "in/..", "out/../in/data.csv", "in/sub/../../in/data.csv",
    ], [true, false]) func refusesWhatLeadsOut(_ name: String, _ usesOpenat2: Bool) throws
  {
    try withFolders { root in
      let access = try FileAccess(below: ["\(root)/in"], usesOpenat2: usesOpenat2)
      let error = failure("\(root)/\(name)", access)
      #expect(error?.kind == .pathDenied)
      #expect(
        error?.message
          == "\(root)/\(name): it is not below \(root)/in, and nothing else may be opened")
      #expect(failure("/etc/passwd", access)?.kind == .pathDenied)
      #expect(failure("x.csv", access)?.kind == .pathDenied)
    }
  }

  @Test(arguments: [true, false]) func saysWhatIsNotThereOrNoFile(_ usesOpenat2: Bool) throws {
    try withFolders { root in
      let access = try FileAccess(below: ["\(root)/in"], usesOpenat2: usesOpenat2)
      #expect(
        failure("\(root)/in/none.csv", access)
          == failure("\(root)/in/none.csv", .everything))
      #expect(failure("\(root)/in/data.csv/x.csv", access)?.kind == .dataNotFound)
      #expect(failure("\(root)/in/sub", access)?.message.contains("this is a directory") == true)
      #expect(failure("\(root)/in", access)?.message.contains("this is a directory") == true)
      #expect(failure("\(root)/in/x\u{0}.csv", access)?.kind == .dataNotFound)
      #expect(failure("", access)?.kind == .dataNotFound)
      #expect(failure("\(root)/in/loop.csv", access)?.kind == .pathDenied)
    }
  }

  /// Opening a FIFO that nobody writes would otherwise wait for ever.
  @Test(arguments: [true, false]) func refusesPipesAndDevicesAtOnce(_ usesOpenat2: Bool) throws {
    try withFolders { root in
      let below = try FileAccess(below: ["\(root)/in", "/dev"], usesOpenat2: usesOpenat2)
      for access in [below, .regularFiles] {
        let error = failure("\(root)/in/fifo.csv", access)
        #expect(error?.kind == .dataNotFound)
        #expect(
          error?.message
            == "\(root)/in/fifo.csv: this is a pipe, and only files are read here")
        #expect(failure("/dev/zero", access)?.kind == .dataNotFound)
        #expect(failure("-", access)?.kind == .dataNotFound)
        #expect(throws: DriftlineError.self) { try access.read(whole: "-") }
        #expect(throws: DriftlineError.self) { try access.read(whole: "\(root)/in/fifo.csv") }
      }
    }
  }

  @Test(arguments: [true, false]) func readsAPipeBelowAFolderWhereItIsAllowed(
    _ usesOpenat2: Bool
  ) throws {
    try withFolders { root in
      let access = try FileAccess(
        below: ["\(root)/in"], allowsPipes: true, usesOpenat2: usesOpenat2)
      let fifo = "\(root)/in/fifo.csv"
      let writer = Thread {
        // Until the reader has seen that it is a pipe and has opened it for good.
        let descriptor = open(fifo, O_WRONLY)
        usleep(300_000)
        _ = write(descriptor, "a\n5\n", 4)
        close(descriptor)
      }
      writer.start()
      #expect(try read(fifo, access) == .numbers([5]))
    }
  }

  @Test(arguments: [true, false]) func aFolderStaysTheOneThatWasOpened(_ usesOpenat2: Bool) throws {
    try withFolders { root in
      let access = try FileAccess(below: ["\(root)/in"], usesOpenat2: usesOpenat2)
      try #require(rename("\(root)/in", "\(root)/was") == 0)
      try #require(symlink("\(root)/out", "\(root)/in") == 0)
      #expect(try read("\(root)/in/data.csv", access) == .numbers([1]))
      #expect(failure("\(root)/in/secret.csv", access)?.kind == .dataNotFound)
    }
  }

  @Test(arguments: [true, false]) func aFolderThatIsReplacedByALinkMeanwhileLeadsNowhere(
    _ usesOpenat2: Bool
  ) throws {
    try withFolders { root in
      let access = try FileAccess(below: ["\(root)/in"], usesOpenat2: usesOpenat2)
      try "a\n3\n".write(
        toFile: "\(root)/in/sub/secret.csv", atomically: false, encoding: .utf8)
      let isOver = Mutex(false)
      let hasEnded = DispatchSemaphore(value: 0)
      let mischief = Thread {
        while !isOver.withLock({ $0 }) {
          rename("\(root)/in/sub", "\(root)/in/real")
          symlink("../out", "\(root)/in/sub")
          unlink("\(root)/in/sub")
          rename("\(root)/in/real", "\(root)/in/sub")
        }
        hasEnded.signal()
      }
      mischief.start()
      var found = 0
      for _ in 0..<3_000 {
        if let content = try? read("\(root)/in/sub/secret.csv", access) {
          #expect(content == .numbers([3]))
          found += 1
        }
      }
      isOver.withLock { $0 = true }
      hasEnded.wait()
      #expect(found > 0)
    }
  }

  @Test(arguments: [true, false]) func ofSeveralFoldersEachCounts(_ usesOpenat2: Bool) throws {
    try withFolders { root in
      let access = try FileAccess(
        below: ["\(root)/in/sub", "\(root)/in", "\(root)/out/folder"], usesOpenat2: usesOpenat2)
      #expect(try read("\(root)/in/sub/../data.csv", access) == .numbers([1]))
      #expect(try read("\(root)/in/sub/deep.csv", access) == .numbers([2]))
      let error = failure("\(root)/out/secret.csv", access)
      #expect(error?.kind == .pathDenied)
      #expect(
        error?.message.contains("\(root)/in/sub or \(root)/in or \(root)/out/folder") == true)
    }
  }

  @Test func aFolderMayBeGivenByALink() throws {
    try withFolders { root in
      let access = try FileAccess(below: ["\(root)/in/sub-link"])
      #expect(try read("\(root)/in/sub-link/deep.csv", access) == .numbers([2]))
      #expect(try read("\(root)/in/sub/deep.csv", access) == .numbers([2]))
      #expect(failure("\(root)/in/data.csv", access)?.kind == .pathDenied)
    }
  }

  @Test(arguments: ["in/data.csv", "none", "in/fifo.csv", "in/x\u{0}"])
  func refusesWhatIsNoFolder(_ name: String) throws {
    try withFolders { root in
      do throws(DriftlineError) {
        _ = try FileAccess(below: ["\(root)/in", "\(root)/\(name)"])
        Issue.record("opened \(name)")
      } catch {
        #expect(error.kind == .dataNotFound)
        #expect(error.message.hasPrefix("\(root)/\(name): "))
      }
    }
  }
}
