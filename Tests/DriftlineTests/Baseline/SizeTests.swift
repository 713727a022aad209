import Driftline
import Testing

/// A baseline is small, whatever it was fitted on, and the same however it was fitted.
@Suite struct SizeTests {
  static let width = 768

  static func rows(_ count: Int) throws -> Dataset {
    .matrix(
      try RowSource.clustered.matrix(count, dimensions: width, seed: 1, stream: UInt64(count)))
  }

  static func fit(_ detectors: [String], rows: Int? = nil) throws -> Baseline {
    var options = FitOptions()
    options.rows = rows
    return try Baseline.fit(
      Self.rows(2_500), detectors: detectors.map { DetectorRequest($0) }, options: options)
  }

  @Test(arguments: [2_000, 6_144, 7_000, 300_000]) func aColumnOfNumbersTakesUnder64KB(
    count: Int
  ) throws {
    let x = Dataset.column(.numeric(OnePathTests.numbers(count, 1)))
    let chosen = try Baseline.fit(x)
    #expect(chosen.bytes.count < 64_000, "\(chosen.bytes.count)")
    let all = try Baseline.fit(x, detectors: Registry.numeric.map { DetectorRequest($0.name) })
    #expect(all.bytes.count < 64_000, "\(all.bytes.count)")
    #expect(try all.profile(of: x).bytes.count < 64_000)
  }

  @Test func embeddingsTakeUnder5MB() throws {
    let all = try Self.fit(Registry.embedding.map { $0.name })
    #expect(all.bytes.count < 5_000_000 && all.bytes.count > 4_000_000, "\(all.bytes.count)")
    let chosen = try Self.fit([])
    #expect(chosen.bytes.count < 5_000_000, "\(chosen.bytes.count)")
    #expect(chosen.rowsKept > 1_500)
  }

  @Test func embeddingsWithoutRowsAndCovarianceTakeUnder200KB() throws {
    let sums = try Self.fit(["cluster_psi", "missing_share"])
    #expect(sums.bytes.count < 200_000, "\(sums.bytes.count)")
    let few = try Self.fit(["centroid", "cosine", "cluster_psi"], rows: 16)
    #expect(few.bytes.count < 200_000, "\(few.bytes.count)")
    #expect(try few.profile(of: Self.rows(900)).bytes.count < 200_000)
  }

  @Test func theBytesDoNotDependOnThreads() throws {
    for data in [try Self.rows(1_500), .column(.numeric(OnePathTests.numbers(200_000, 3)))] {
      var digests: Set<String> = []
      var profiles: Set<[UInt8]> = []
      for threads in 1...3 {
        var options = FitOptions()
        options.judgement.threads = threads
        let baseline = try Baseline.fit(data, options: options)
        digests.insert(baseline.digest)
        profiles.insert(try baseline.profile(of: data, threads: threads).bytes)
      }
      #expect(digests.count == 1 && profiles.count == 1)
    }
  }

  @Test func anUpdateKeepsTheGeometryAndChangesTheDigest() throws {
    let x = Dataset.column(.numeric(OnePathTests.numbers(500, 1)))
    let one = try Baseline.fit(x)
    let two = try one.updated(with: x)
    #expect(one.geometryDigest == two.geometryDigest && one.digest != two.digest)
    #expect(two.count == 2 * one.count && two.missing == 2 * one.missing)
    #expect(try two == one.updated(with: one.profile(of: x)))
    #expect(one.digest.count == 64)
  }
}
