import Driftline
import Testing

/// Baselines and profiles as bytes, made here and now.
@Suite struct BaselineBytesTests {
  static let cases = Result { try StoredCases.all() }

  @Test func baselinesComeBackTheSame() throws {
    for made in try Self.cases.get() {
      let read = try Baseline(bytes: made.baseline.bytes)
      #expect(read == made.baseline && read.bytes == made.baseline.bytes, "\(made.name)")
      #expect(read.digest == made.baseline.digest, "\(made.name)")
      #expect(read.geometryDigest == made.baseline.geometryDigest, "\(made.name)")
      #expect(read.detectors == made.baseline.detectors, "\(made.name)")
      // Written anew, and not the bytes that were read.
      let again = try read.updated(with: Profile(bytes: made.profile.bytes))
      let never = try made.baseline.updated(with: made.profile)
      #expect(again.bytes == never.bytes, "\(made.name)")
      #expect(try Baseline(bytes: again.bytes).bytes == again.bytes, "\(made.name)")
      #expect(again.geometryDigest == made.baseline.geometryDigest, "\(made.name)")
      #expect(again.digest != made.baseline.digest, "\(made.name)")
    }
  }

  @Test func profilesComeBackTheSame() throws {
    for made in try Self.cases.get() {
      let read = try Profile(bytes: made.profile.bytes)
      #expect(read == made.profile && read.bytes == made.profile.bytes, "\(made.name)")
      #expect(read.geometryDigest == made.baseline.geometryDigest, "\(made.name)")
      #expect(read.count == made.profile.count && read.missing == made.profile.missing)
      var (once, twice) = (made.profile, read)
      try once.merge(read)
      try twice.merge(made.profile)
      #expect(once == twice, "\(made.name)")
      #expect(once.count == 2 * made.profile.count && once != made.profile, "\(made.name)")
    }
  }

  @Test func whatIsReadAnswersAsWhatWasWritten() throws {
    for made in try Self.cases.get() {
      let read = try Baseline(bytes: made.baseline.bytes)
      let before = try made.baseline.check(made.profile)
      #expect(try read.check(Profile(bytes: made.profile.bytes)) == before, "\(made.name)")
      #expect(try read.check(made.profile).scores == before.scores, "\(made.name)")
    }
  }

  @Test func profilesOfOtherBaselinesAreRefused() throws {
    let all = try Self.cases.get()
    for (made, other) in zip(all, all.dropFirst()) {
      let error = #expect(throws: DriftlineError.self) { try made.baseline.check(other.profile) }
      #expect(error?.kind == .incompatibleProfile, "\(made.name)")
      var sum = made.profile
      #expect(throws: DriftlineError.self) { try sum.merge(other.profile) }
      #expect(sum == made.profile, "\(made.name)")
    }
  }

  @Test func columnsTakeLessThan64KilobytesAndEmbeddingsAsMuchAsIsSaid() throws {
    var random = SeededRandom(seed: 1)
    let numbers = (0..<200_000).map { _ in random.normal() }
    #expect(try Baseline.fit(.column(.numeric(numbers))).bytes.count < 64 << 10)
    let rows = (0..<1_200 * 768).map { _ in Float(random.normal()) }
    let matrix = Dataset.matrix(try Matrix(rows, dimensions: 768))
    let frechet = try Baseline.fit(
      matrix, detectors: ["frechet", "centroid", "cosine"].map { DetectorRequest($0) })
    #expect(frechet.bytes.count < 5_000_000)
    let clusters = try Baseline.fit(matrix, detectors: [DetectorRequest("cluster_psi")])
    #expect(clusters.bytes.count < 200_000)
    var few = FitOptions()
    few.rows = 32
    let cosine = try Baseline.fit(matrix, detectors: [DetectorRequest("cosine")], options: few)
    #expect(cosine.bytes.count < 200_000)
  }
}
