import Driftline
import Foundation
import Testing

/// Baselines that keep some of their rows: what repeated rows, updates and merges do to them.
@Suite struct StoredRowsTests {
  static let names = ["cluster_scan", "mmd", "sliced_wasserstein", "dimensions", "classifier"]

  static func baseline(
    _ rows: [Float], keeping: Int, seed: UInt64 = 0, _ detectors: [DetectorRequest]
  ) throws -> Baseline {
    var options = FitOptions()
    options.rows = keeping
    options.judgement.seed = seed
    return try Baseline.fit(
      .matrix(RepeatedRowsTests.matrix(rows)), detectors: detectors, options: options)
  }

  /// Samples by content keep all copies of a row or none: where the baseline's rows repeat, this must
  /// not pass for drift.
  @Test(arguments: [(0.0, 1), (0.1, 50), (0.2, 1), (0.5, 400)], [1, 4])
  func copiesInMergedSamplesAreNoDrift(rows: (share: Double, few: Int), parts: Int) throws {
    let requests = Self.names.map { DetectorRequest($0) } + [DetectorRequest("centroid")]
    var counts: [String: Int] = [:]
    let repeats = 40
    for seed in 0..<UInt64(repeats) {
      let a = RepeatedRowsTests.rows(8_000, share: rows.share, of: rows.few, seed: 2 * seed + 1)
      let b = RepeatedRowsTests.rows(2_400, share: rows.share, of: rows.few, seed: 2 * seed + 2)
      let baseline = try Self.baseline(a, keeping: 600, seed: seed, requests)
      let size = 2_400 / parts * RepeatedRowsTests.width
      let days = try (0..<parts).map { part in
        try baseline.profile(
          of: .matrix(RepeatedRowsTests.matrix(Array(b[part * size..<(part + 1) * size]))),
          rows: 150)
      }
      let verdict = try baseline.check(baseline.merged(days))
      #expect(verdict.scores.count + verdict.skipped.count == requests.count)
      for score in verdict.scores {
        let logP = try #require(score.finding.logPValue)
        counts[score.detector, default: 0] += logP < log(0.05) ? 1 : 0
      }
    }
    // 2 are expected; 9 is over five standard errors more.
    for (name, count) in counts { #expect(count <= 8, "\(name): \(count) of \(repeats)") }
  }

  /// Rows that are one of some documents: some far more often than others, or each as often.
  static func documents(_ count: Int, of number: Int, isEven: Bool, seed: UInt64) throws -> Dataset
  {
    let width = RepeatedRowsTests.width
    let pool = RowSource.isotropic.draw(number, dimensions: width, seed: 5, stream: 5)
    var random = SeededRandom(seed: seed, stream: 44)
    var rows: [Float] = []
    for _ in 0..<count {
      // The inverse of a power law's distribution function.
      let u = random.uniform()
      let pick =
        isEven ? random.below(number) : min(number - 1, Int(pow(Double(number + 1), u)) - 1)
      rows += pool[pick * width..<(pick + 1) * width]
    }
    return .matrix(try RepeatedRowsTests.matrix(rows))
  }

  /// Samples by content of documents that repeat: in the current data more than in the baseline's few
  /// rows, and in windows of very different sizes.
  @Test(arguments: [true, false], [true, false])
  func documentsThatRepeatAreNoDrift(isEven: Bool, againstPrevious: Bool) throws {
    let requests = ["cluster_scan", "mmd", "dimensions"].map { DetectorRequest($0) }
    var counts: [String: Int] = [:]
    let repeats = 20
    for seed in 0..<UInt64(repeats) {
      func rows(_ count: Int, _ stream: UInt64) throws -> Dataset {
        try Self.documents(count, of: 4_000, isEven: isEven, seed: 10 * seed + stream)
      }
      var options = FitOptions()
      options.rows = 300
      options.judgement.seed = seed
      var baseline = try Baseline.fit(rows(10_000, 1), detectors: requests, options: options)
      if againstPrevious {
        baseline = try baseline.rebased(on: baseline.profile(of: rows(6_000, 2)))
      }
      let profile = try baseline.profile(of: rows(againstPrevious ? 250 : 20_000, 3))
      let verdict = try baseline.check(profile)
      for score in verdict.scores {
        let logP = try #require(score.finding.logPValue)
        counts[score.detector, default: 0] += logP < log(0.05) ? 1 : 0
      }
    }
    // 1 is expected; 6 is over five standard errors more.
    for (name, count) in counts { #expect(count <= 5, "\(name): \(count) of \(repeats)") }
  }

  @Test func anUpdateWithASampleOfRepeatedRowsIsRefused() throws {
    var options = FitOptions()
    options.rows = 300
    let baseline = try Baseline.fit(
      Self.documents(3_000, of: 400, isEven: false, seed: 1),
      detectors: [DetectorRequest("mmd")], options: options)
    let data = try Self.documents(5_000, of: 4_000, isEven: false, seed: 2)
    let profile = try baseline.profile(of: data)
    #expect { try baseline.updated(with: profile) } throws: {
      ($0 as? DriftlineError)?.kind == .incompatibleProfile
    }
    #expect(try baseline.updated(with: data).count == 8_000)
  }

  @Test func aNewTopicIsSeenInAMergedWeek() throws {
    let width = RepeatedRowsTests.width
    let baseline = try Self.baseline(
      RepeatedRowsTests.rows(6_000, share: 0, of: 1, seed: 1), keeping: 1_500, [])
    var random = SeededRandom(seed: 9)
    let days = try (0..<7).map { day in
      var rows = RepeatedRowsTests.rows(400, share: 0, of: 1, seed: UInt64(20 + day))
      for row in 0..<32 {
        for column in 0..<width { rows[row * width + column] = 2.5 + Float(random.normal()) / 8 }
      }
      return try baseline.profile(of: .matrix(RepeatedRowsTests.matrix(rows)), rows: 220)
    }
    let week = try baseline.check(baseline.merged(days))
    #expect(week.drifted == true)
    #expect(week.n.current == 2_800)
  }

  /// A bucket has few rows, and a week of them as many as the baseline: some that were profiled with
  /// more are the same, in any order.
  @Test func aWeekOfBucketsHasTheRowsOfItsDays() throws {
    let baseline = try Self.baseline(
      RepeatedRowsTests.rows(3_000, share: 0, of: 1, seed: 1), keeping: 700, [])
    #expect(baseline.rowsOfBucket == 100)
    let days = try (0..<7).map { day in
      let rows = RepeatedRowsTests.rows(300, share: 0.1, of: 5, seed: UInt64(30 + day))
      let data = Dataset.matrix(try RepeatedRowsTests.matrix(rows))
      let bucket = baseline.forBucket(try baseline.profile(of: data))
      #expect(try bucket.bytes == baseline.profile(of: data, rows: 100).bytes)
      return bucket
    }
    let (week, back) = (try baseline.merged(days), try baseline.merged(days.reversed()))
    let (x, y) = (try baseline.check(week), try baseline.check(back))
    for (a, b) in zip(x.scores, y.scores) {
      let (p, q) = (a.finding.logPValue ?? 0, b.finding.logPValue ?? 0)
      #expect(agree(p, q, relative: 1e-12, absolute: 1e-12), "\(a.detector)")
    }
  }

  @Test func anUpdateIsTheFitOfBoth() throws {
    let a = RepeatedRowsTests.rows(900, share: 0.1, of: 9, seed: 1)
    let b = RepeatedRowsTests.rows(700, share: 0.1, of: 9, seed: 2)
    let detectors = [DetectorRequest("mmd"), DetectorRequest("sliced_wasserstein")]
    let one = try Self.baseline(a + b, keeping: 300, detectors)
    let two = try Self.baseline(a, keeping: 300, detectors)
      .updated(with: .matrix(RepeatedRowsTests.matrix(b)))
    let current = Dataset.matrix(
      try RepeatedRowsTests.matrix(RepeatedRowsTests.rows(500, share: 0, of: 1, seed: 3)))
    let (x, y) = (try one.check(current), try two.check(current))
    #expect(x.n == y.n)
    for (p, q) in zip(x.scores, y.scores) {
      #expect(agree(p.finding.statistic, q.finding.statistic, relative: 1e-12))
      #expect(p.finding.logPValue == q.finding.logPValue)
    }
  }

  @Test func anUpdateWithAProfileKeepsTheNullHypothesis() throws {
    let detectors = Self.names.map { DetectorRequest($0) }
    var counts: [String: Int] = [:]
    for seed in 0..<40 as Range<UInt64> {
      func rows(_ count: Int, _ stream: UInt64) -> [Float] {
        RepeatedRowsTests.rows(count, share: 0.2, of: 60, seed: 10 * seed + stream)
      }
      var baseline = try Self.baseline(rows(1_000, 1), keeping: 400, seed: seed, detectors)
      for stream in 2...4 as ClosedRange<UInt64> {
        let batch = try baseline.profile(
          of: .matrix(RepeatedRowsTests.matrix(rows(300, stream))))
        baseline = try baseline.updated(with: batch)
      }
      #expect(baseline.count == 1_900)
      let verdict = try baseline.check(.matrix(RepeatedRowsTests.matrix(rows(500, 5))))
      for score in verdict.scores {
        counts[score.detector, default: 0] +=
          try #require(score.finding.logPValue) < log(0.05)
          ? 1 : 0
      }
    }
    for (name, count) in counts { #expect(count <= 8, "\(name): \(count) of 40") }
  }

  @Test func detectorsThatWereNotKeptForAreRefused() throws {
    let rows = RepeatedRowsTests.rows(200, share: 0, of: 1, seed: 1)
    let baseline = try Self.baseline(rows, keeping: 0, [DetectorRequest("cluster_psi")])
    let data = Dataset.matrix(try RepeatedRowsTests.matrix(rows))
    #expect(try baseline.check(data).scores.map(\.detector) == ["cluster_psi"])
    #expect {
      try baseline.check(data, detectors: [DetectorRequest("mmd")])
    } throws: { ($0 as? DriftlineError)?.kind == .incompatibleProfile }
    #expect { try Self.baseline(rows, keeping: 0, []) } throws: {
      ($0 as? DriftlineError)?.kind == .invalidParams
    }
  }
}
