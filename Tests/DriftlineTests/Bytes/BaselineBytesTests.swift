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

  /// Data without a value, of one value, of one row many times, of values at the ends of what there is.
  @Test func oddDataComeBackTheSame() throws {
    let matrix = try Matrix([Float](repeating: .nan, count: 12), dimensions: 3)
    let copies = try Matrix([Float](repeating: 0.1, count: 3_000), dimensions: 3)
    let weighted = try NumericColumn([1, 2, .nan], weights: [0, 0, 1])
    let decomposed = CategoricalColumn(["e\u{301}", "\u{E9}", "", nil])
    let ends = [-.infinity, -0.0, 0.0, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity]
    let data: [Dataset] = [
      .column(.numeric([])), .column(.numeric([.nan])), .column(.numeric([7])),
      .column(.numeric(ends)), .column(.numeric(weighted)), .column(.categories([])),
      .column(.categorical(decomposed)), .matrix(matrix), .matrix(copies),
    ]
    let asked: [[String]] = [
      [], ["psi", "ks", "js"], ["centroid", "frechet", "cluster_psi", "mmd", "missing_share"],
    ]
    for (index, one) in data.enumerated() {
      for names in asked {
        let detectors = names.map { DetectorRequest($0) }
        guard let baseline = try? Baseline.fit(one, detectors: detectors) else { continue }
        let profile = try baseline.profile(of: one)
        #expect(try Profile(bytes: profile.bytes) == profile, "\(index) \(names)")
        let read = try Baseline(bytes: baseline.bytes)
        #expect(read.rewritten().bytes == baseline.bytes, "\(index) \(names)")
        let more = try read.updated(with: profile)
        #expect(try Baseline(bytes: more.bytes) == more, "\(index) \(names)")
      }
    }
  }

  @Test func equalCategoriesHaveEqualBytesHoweverTheyAreSpelled() throws {
    func baseline(_ values: [String]) throws -> Baseline {
      try Baseline.fit(.column(.categories(values)))
    }
    #expect(try baseline(["e\u{301}", "b"]).bytes == baseline(["b", "\u{E9}"]).bytes)
  }

  @Test func moreValuesThanAreCountedAreRefused() throws {
    let column = try CategoricalColumn(counts: ["a": 1 << 53, "b": 1])
    let data = Dataset.column(.categorical(column))
    let error = #expect(throws: DriftlineError.self) { try Baseline.fit(data) }
    #expect(error?.kind == .resourceExhausted)
    let small = try Baseline.fit(.column(.categories(["a", "b"])))
    #expect(throws: DriftlineError.self) { try small.profile(of: data) }
    var most = try small.profile(
      of: .column(.categorical(CategoricalColumn(counts: ["a": 1 << 53]))))
    #expect(try Profile(bytes: most.bytes) == most)
    let again = most
    #expect(throws: DriftlineError.self) { try most.merge(again) }
  }

  @Test func profilesWithoutRowsAnswerWhereNoRowsAreLookedAt() throws {
    let made = try #require(try Self.cases.get().first { $0.name == "embedding-rows-single" })
    let matrix = try Matrix((0..<40).map { Float($0 % 7) }, dimensions: 4)
    let bare = try made.baseline.profile(of: .matrix(matrix), rows: 0)
    let error = #expect(throws: DriftlineError.self) { try made.baseline.check(bare) }
    #expect(error?.kind == .incompatibleProfile)
    var sum = made.profile
    #expect(throws: DriftlineError.self) { try sum.merge(bare) }
    #expect(
      try made.baseline.check(bare, detectors: [DetectorRequest("missing_share")]).n.current == 10)
  }

  /// A row that was seen 10^15 times takes no longer than one that was seen a hundred times.
  @Test func manyCopiesOfARowAreNotListed() throws {
    let rows = [Float](repeating: 0.5, count: 400)
    let baseline = try Baseline.fit(
      .matrix(try Matrix(rows, dimensions: 4)), detectors: [DetectorRequest("sliced_wasserstein")])
    var profile = try baseline.profile(of: .matrix(try Matrix(rows, dimensions: 4)))
    while profile.count < 1 << 50 {
      let before = profile
      try profile.merge(before)
    }
    let updated = try baseline.updated(with: profile)
    #expect(updated.count == profile.count + 100)
    #expect(try Baseline(bytes: updated.bytes) == updated)
    #expect(try !updated.check(profile).scores.isEmpty)
  }
}
