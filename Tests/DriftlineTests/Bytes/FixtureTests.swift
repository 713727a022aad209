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

    var isBaseline: Bool { name.hasSuffix(".baseline") }
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
    for made in try StoredCases.all() {
      for (name, bytes, told) in [
        (made.name + ".baseline", made.baseline.bytes, try tell(made.baseline)),
        (made.name + ".profile", made.profile.bytes, tell(made.profile)),
      ] where facts[name] == nil {
        try Data(bytes).write(to: folder.appending(path: name))
        facts[name] = told
      }
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

  @Test func thereAreBlobsOfEveryKind() {
    #expect(Self.blobs.count >= 30)
    #expect(Set(Self.blobs.compactMap { $0.facts["kind"] }).count == 4)
  }

  @Test(arguments: blobs) func isReadAsItWasWritten(blob: Blob) throws {
    if blob.isBaseline {
      let read = try Baseline(bytes: blob.bytes)
      #expect(try Self.tell(read) == blob.facts)
      #expect(read.bytes == blob.bytes)
      #expect(read.rewritten().bytes == blob.bytes)
    } else {
      let read = try Profile(bytes: blob.bytes)
      #expect(Self.tell(read) == blob.facts)
      #expect(read.bytes == blob.bytes)
    }
  }

  @Test func profilesAnswerAgainstTheirBaselines() throws {
    for blob in Self.blobs where blob.isBaseline {
      let baseline = try Baseline(bytes: blob.bytes)
      let name = blob.name.dropLast(8) + "profile"
      let profile = try Profile(bytes: #require(Self.blobs.first { $0.name == name }).bytes)
      #expect(try !baseline.check(profile).scores.isEmpty, "\(name)")
    }
  }
}
