import Driftline
import Foundation
import Testing

/// Baselines and profiles that were written once, and are read for ever.
///
/// They are written by `DRIFTLINE_WRITE_BLOBS=1 swift test --filter FixtureTests`, which adds those that
/// are not there and changes none that is.
@Suite struct FixtureTests {
  /// One of the files.
  struct Blob: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let facts: [String: String]

    var kind: Sealed.Kind {
      switch name.split(separator: ".").last {
      case "baseline": .baseline
      case "retrieval": .retrieval
      default: .profile
      }
    }
    var testDescription: String { name }
  }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Goldens/blobs")

  /// All files, with what is known of them.
  static let blobs: [Blob] = {
    do {
      try writeMissing()
      return try known().sorted { $0.key < $1.key }.map { name, facts in
        Blob(
          name: name, bytes: Array(try Data(contentsOf: folder.appending(path: name))),
          facts: facts)
      }
    } catch {
      fatalError("the blobs cannot be read: \(error)")
    }
  }()

  private static func known() throws -> [String: [String: String]] {
    let data = try Data(contentsOf: folder.appending(path: "facts.json"))
    return try JSONDecoder().decode([String: [String: String]].self, from: data)
  }

  private static func writeMissing() throws {
    guard ProcessInfo.processInfo.environment["DRIFTLINE_WRITE_BLOBS"] != nil else { return }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var facts = (try? known()) ?? [:]
    var all: [(name: String, bytes: [UInt8], facts: [String: String])] = []
    for made in try StoredCases.all() {
      all.append((made.name + ".baseline", made.baseline.bytes, try tell(made.baseline)))
      all.append((made.name + ".profile", made.profile.bytes, tell(made.profile)))
    }
    for (name, baseline) in try RetrievalCases.all() {
      all.append((name + ".retrieval", baseline.bytes, tell(baseline)))
    }
    for (name, bytes, told) in all where facts[name] == nil {
      try Data(bytes).write(to: folder.appending(path: name))
      facts[name] = told
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try (encoder.encode(facts) + Data("\n".utf8)).write(to: folder.appending(path: "facts.json"))
  }

  /// What is held against the file.
  private static func tell(_ baseline: Baseline) throws -> [String: String] {
    [
      "kind": baseline.kind.rawValue, "count": "\(baseline.count)",
      "missing": "\(baseline.missing)", "dimensions": "\(baseline.dimensions ?? 0)",
      "digest": baseline.digest, "geometry": baseline.geometryDigest,
      "rows": "\(baseline.rowsKept)", "seed": "\(baseline.options.seed)",
      "detectors": baseline.detectors.map(\.name).joined(separator: " "),
    ]
  }

  private static func tell(_ profile: Profile) -> [String: String] {
    [
      "count": "\(profile.count)", "missing": "\(profile.missing)",
      "geometry": profile.geometryDigest,
    ]
  }

  private static func tell(_ baseline: RetrievalBaseline) -> [String: String] {
    [
      "kind": Verdict.Kind.retrieval.rawValue, "count": "\(baseline.count)",
      "documents": "\(baseline.documents)", "dimensions": "\(baseline.dimensions)",
      "digest": baseline.digest, "parameters": baseline.detector.definition.text,
    ]
  }

  @Test func thereAreBlobsOfEveryKind() {
    #expect(Self.blobs.count >= 33)
    #expect(Set(Self.blobs.compactMap { $0.facts["kind"] }).count == 5)
  }

  @Test(arguments: blobs) func isReadAsItWasWritten(blob: Blob) throws {
    switch blob.kind {
    case .baseline:
      let read = try Baseline(bytes: blob.bytes)
      #expect(try Self.tell(read) == blob.facts)
      #expect(read.bytes == blob.bytes)
      #expect(read.rewritten().bytes == blob.bytes)
    case .retrieval:
      let read = try RetrievalBaseline(bytes: blob.bytes)
      #expect(Self.tell(read) == blob.facts)
      #expect(read.bytes == blob.bytes)
      #expect(try read.rewritten() == blob.bytes)
    case .profile:
      let read = try Profile(bytes: blob.bytes)
      #expect(Self.tell(read) == blob.facts)
      #expect(read.bytes == blob.bytes)
    }
  }

  @Test func profilesAnswerAgainstTheirBaselines() throws {
    for blob in Self.blobs where blob.kind == .baseline {
      let baseline = try Baseline(bytes: blob.bytes)
      let name = blob.name.dropLast(8) + "profile"
      let profile = try Profile(bytes: #require(Self.blobs.first { $0.name == name }).bytes)
      #expect(try !baseline.check(profile).scores.isEmpty, "\(name)")
    }
  }
}
