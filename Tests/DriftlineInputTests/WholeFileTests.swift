import Driftline
import DriftlineInput
import Foundation
import Testing

/// Whole files are there as a whole or not at all, and only where they may be.
@Suite(.timeLimit(.minutes(2))) struct WholeFileTests {
  private func withFolders(_ body: (String) throws -> Void) throws {
    try withFile("unused", []) { path in
      let root = URL(fileURLWithPath: folder(of: path)).resolvingSymlinksInPath().path
      for name in ["in", "out"] { try #require(mkdir("\(root)/\(name)", 0o755) == 0) }
      try #require(symlink("../out", "\(root)/in/folder-out") == 0)
      try body(root)
    }
  }

  private func failure(_ work: () throws(DriftlineError) -> Void) -> DriftlineError? {
    do {
      try work()
      return nil
    } catch {
      return error
    }
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private func accesses(_ root: String) throws -> [FileAccess] {
    [
      .everything, .regularFiles, try FileAccess(below: ["\(root)/in"]),
      try FileAccess(below: ["\(root)/in"], usesOpenat2: false),
    ]
  }

  @Test func writesAndReadsBack() throws {
    try withFolders { root in
      for access in try accesses(root) {
        let file = "\(root)/in/x.report"
        try access.write([1, 2, 3], to: file)
        #expect(try access.read(whole: file) == [1, 2, 3])
        chmod(file, 0o640)
        try access.write([], to: file)
        #expect(try access.read(whole: file) == [])
        var status = stat()
        #expect(stat(file, &status) == 0 && status.st_mode & 0o777 == 0o640)
        #expect(try names("\(root)/in") == ["folder-out", "x.report"])
        unlink(file)
      }
    }
  }

  @Test func writesNothingOutsideOfTheFolders() throws {
    try withFolders { root in
      try #require(symlink("../out/x", "\(root)/in/link-out") == 0)
      for access in try accesses(root).dropFirst(2) {
        for name in ["out/x", "in/../out/x", "in/folder-out/x", "in/link-out"] {
          let error = failure { () throws(DriftlineError) in
            try access.write([1], to: "\(root)/\(name)")
          }
          #expect(error?.kind == .pathDenied, "\(name)")
          #expect(error?.message.hasPrefix("\(root)/\(name): ") == true)
        }
      }
      #expect(try names("\(root)/out") == [])
    }
  }

  @Test func aLinkIsWrittenThroughWhereEverythingMayBeOpened() throws {
    try withFolders { root in
      try FileAccess.everything.write([1], to: "\(root)/out/x")
      try #require(symlink("../out/x", "\(root)/in/link") == 0)
      try FileAccess.everything.write([2], to: "\(root)/in/link")
      #expect(try FileAccess.everything.read(whole: "\(root)/out/x") == [2])
      #expect(try names("\(root)/in") == ["folder-out", "link"])
    }
  }

  @Test func refusesPlacesThatAreNoFiles() throws {
    try withFolders { root in
      try #require(mkfifo("\(root)/in/fifo", 0o600) == 0)
      for access in try accesses(root).dropFirst() {
        for name in ["fifo", "none/x", "", ".", "..", "x\u{0}"] {
          let error = failure { () throws(DriftlineError) in
            try access.write([1], to: "\(root)/in/\(name)")
          }
          #expect(error?.kind == .dataNotFound, "\(name)")
        }
      }
      #expect(try names("\(root)/in") == ["fifo", "folder-out"])
    }
  }

  @Test func sparesItsInputs() throws {
    try withFolders { root in
      let store = "\(root)/in/store"
      try FileAccess.everything.write([1], to: store)
      try #require(link(store, "\(root)/in/other") == 0)
      for access in try accesses(root) {
        let error = failure { () throws(DriftlineError) in
          try access.write([2], to: "\(root)/in/other", sparing: ["-", "\(root)/none", store])
        }
        #expect(error?.kind == .invalidParams)
        #expect(error?.message.contains(store) == true)
        #expect(try access.read(whole: store) == [1])
      }
    }
  }

  @Test func writersOfOneFileLeaveOneOfTheirs() throws {
    try withFolders { root in
      let access = try FileAccess(below: ["\(root)/in"])
      let file = "\(root)/in/metrics"
      DispatchQueue.concurrentPerform(iterations: 4) { writer in
        for _ in 0..<50 {
          let bytes = [UInt8](repeating: UInt8(writer), count: 10_000 + writer)
          #expect(throws: Never.self) { try access.write(bytes, to: file) }
          let found = try? access.read(whole: file)
          #expect(Set(found ?? []).count == 1)
        }
      }
      let last = try access.read(whole: file)
      #expect(last.count == 10_000 + Int(last[0]))
      #expect(try names("\(root)/in") == ["folder-out", "metrics"])
    }
  }

  @Test func goesOnBesideWhatAKilledProcessLeft() throws {
    try withFolders { root in
      let left = "\(root)/in/x.new-\(getpid())"
      try FileAccess.everything.write([9], to: left)
      try FileAccess.everything.write([1], to: "\(root)/in/x")
      #expect(try FileAccess.everything.read(whole: "\(root)/in/x") == [1])
      #expect(try FileAccess.everything.read(whole: left) == [9])
    }
  }
}
