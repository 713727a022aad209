import Driftline
import Testing

/// What is done with bytes that were read, so that a value that should not be shows.
protocol BlobUser {
  /// What the bytes are sealed as.
  var kind: Sealed.Kind { get }

  /// Reads bytes, writes the value again, and asks it.
  func use(_ bytes: [UInt8]) throws(DriftlineError)
}

/// Who uses the bytes of a blob.
func user(of blob: FixtureTests.Blob) throws -> any BlobUser {
  if blob.kind != .retrieval { return try Partner(of: blob) }
  return Asker(dimensions: try RetrievalBaseline(bytes: blob.bytes).dimensions)
}

/// Uses a baseline or a profile with its own profile or baseline.
struct Partner: BlobUser {
  let kind: Sealed.Kind
  let baseline: Baseline
  let profile: Profile

  init(of blob: FixtureTests.Blob) throws {
    func find(_ name: String) throws -> [UInt8] {
      try #require(FixtureTests.blobs.first { $0.name == name }).bytes
    }
    let stem = blob.name.prefix { $0 != "." }
    kind = blob.kind
    baseline = try Baseline(bytes: find(stem + ".baseline"))
    profile = try Profile(bytes: find(stem + ".profile"))
  }

  /// Reads bytes, writes the value again, merges it and compares with it.
  func use(_ bytes: [UInt8]) throws(DriftlineError) {
    if kind == .baseline {
      let read = try Baseline(bytes: bytes)
      #expect(read.rewritten().bytes == bytes)
      guard read.geometryDigest == baseline.geometryDigest else { return }
      _ = try read.updated(with: profile).bytes
      // The detectors that were named: those of the bytes may be set to draw for hours.
      _ = try read.check(profile, detectors: baseline.detectors)
    } else {
      var read = try Profile(bytes: bytes)
      #expect(read.bytes == bytes)
      let once = read
      try read.merge(once)
      _ = read.bytes
      _ = try baseline.updated(with: once).bytes
      _ = try baseline.check(read)
    }
  }
}

/// Asks a retrieval baseline for two queries.
struct Asker: BlobUser {
  let kind = Sealed.Kind.retrieval
  let dimensions: Int

  func use(_ bytes: [UInt8]) throws(DriftlineError) {
    let read = try RetrievalBaseline(bytes: bytes)
    #expect(try read.rewritten() == bytes)
    let values = (0..<2 * dimensions).map { Float($0 % 5) - 1.5 }
    let rows = try Matrix(values, dimensions: dimensions)
    let verdict = try read.verdict(queries: rows, retrieved: [rows, rows])
    #expect(verdict.scores.count == 1 && verdict.n.baseline == read.count)
  }
}
