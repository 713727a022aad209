import Driftline
import Foundation
import Testing

/// Data that are cut into parts in random order, profiled apart and merged in a random tree answer as
/// the whole does.
@Suite struct SplitTests {
  static let rows = 1_300

  /// A random cut of random indices.
  static func cut(_ count: Int, into parts: Int, seed: UInt64) -> [[Int]] {
    var random = SeededRandom(seed: seed, stream: 90)
    let order = (0..<count).shuffled(using: &random)
    let cuts = [0] + (1..<parts).map { _ in random.below(count + 1) }.sorted() + [count]
    return zip(cuts, cuts.dropFirst()).map { Array(order[$0..<$1]) }
  }

  /// A random tree of merges.
  static func merged(_ profiles: [Profile], seed: UInt64) throws -> Profile {
    var random = SeededRandom(seed: seed, stream: 91)
    var profiles = profiles
    while profiles.count > 1 {
      let other = profiles.remove(at: random.below(profiles.count))
      try profiles[random.below(profiles.count)].merge(other)
    }
    return profiles[0]
  }

  /// Whether two verdicts have the same scores to 1e-9, with the same words and whole numbers.
  static func expectEqual(_ a: Verdict, _ b: Verdict, _ what: String) throws {
    #expect(a.scores.count == b.scores.count && a.columns.count == b.columns.count, "\(what)")
    #expect(a.n == b.n && a.missing == b.missing && a.drifted == b.drifted, "\(what)")
    for (x, y) in zip(a.scores, b.scores) {
      let (p, q) = (x.finding.logPValue ?? 0, y.finding.logPValue ?? 0)
      #expect(
        agree(x.finding.statistic, y.finding.statistic, relative: 1e-9, absolute: 1e-12)
          && agree(p, q, relative: 1e-9, absolute: 1e-9)
          && agree(x.finding.effect, y.finding.effect, relative: 1e-9, absolute: 1e-12)
          && x.drifted == y.drifted && x.severity == y.severity,
        "\(what) \(x.detector): \(x.finding.statistic) \(y.finding.statistic) \(p) \(q)")
    }
    for (x, y) in zip(a.columns, b.columns) { try expectEqual(x.verdict, y.verdict, what) }
  }

  /// Splits rows of `count` in `parts`, and holds the merge against the whole.
  static func expectSplit(
    _ baseline: Baseline, count: Int, parts: Int, _ what: String, _ take: ([Int]) throws -> Dataset
  ) throws {
    let whole = try baseline.profile(of: take(Array(0..<count)))
    for seed in 1...2 as ClosedRange<UInt64> {
      let profiles = try cut(count, into: parts, seed: seed).map {
        try baseline.profile(of: take($0))
      }
      let sum = try merged(profiles, seed: seed)
      #expect(sum.count == whole.count && sum.missing == whole.missing)
      try expectEqual(try baseline.check(whole), try baseline.check(sum), "\(what) in \(parts)")
    }
  }

  @Test(arguments: Registry.numeric.map { $0.name } + [nil], [2, 7, 64])
  func numbersInParts(name: String?, parts: Int) throws {
    let x = OnePathTests.numbers(2_000, 1)
    let y = OnePathTests.numbers(Self.rows, 2, shift: 0.1)
    let baseline = try Baseline.fit(
      .column(.numeric(x)), detectors: name.map { [DetectorRequest($0)] } ?? [])
    try Self.expectSplit(baseline, count: y.count, parts: parts, name ?? "chosen") { indices in
      .column(.numeric(indices.map { y[$0] }))
    }
  }

  @Test(arguments: [2, 7, 64]) func weightedNumbersInParts(parts: Int) throws {
    var random = SeededRandom(seed: 3)
    let x = OnePathTests.numbers(700, 1)
    let y = OnePathTests.numbers(900, 2)
    let weights = (0..<900).map { _ in random.uniform() }
    let names = ["ks", "wasserstein", "psi", "js", "kl", "energy", "missing_share"]
    let baseline = try Baseline.fit(
      .column(.numeric(try NumericColumn(x, weights: Array(weights[..<700])))),
      detectors: names.map { DetectorRequest($0) })
    try Self.expectSplit(baseline, count: 900, parts: parts, "weighted") { indices in
      .column(
        .numeric(
          try NumericColumn(indices.map { y[$0] }, weights: indices.map { weights[$0] })))
    }
  }

  @Test(arguments: Registry.categorical.map { $0.name } + [nil], [2, 7, 64])
  func categoriesInParts(name: String?, parts: Int) throws {
    var random = SeededRandom(seed: 4)
    func words(_ count: Int) -> [String?] {
      (0..<count).map { _ in random.below(30) == 0 ? nil : "w\(random.below(12))" }
    }
    let (x, y) = (words(1_500), words(Self.rows))
    let baseline = try Baseline.fit(
      .column(.categories(x)), detectors: name.map { [DetectorRequest($0)] } ?? [])
    try Self.expectSplit(baseline, count: y.count, parts: parts, name ?? "chosen") { indices in
      .column(.categories(indices.map { y[$0] }))
    }
  }

  @Test(arguments: [2, 7, 64]) func tablesInParts(parts: Int) throws {
    var random = SeededRandom(seed: 5)
    func table(_ numbers: [Double], _ words: [String?]) throws -> Dataset {
      .table(try Table([("n", .numeric(numbers)), ("w", .categories(words))]))
    }
    let words: [String?] = (0..<Self.rows).map { _ in "w\(random.below(4))" }
    let y = OnePathTests.numbers(Self.rows, 6)
    let baseline = try Baseline.fit(
      try table(OnePathTests.numbers(900, 7), (0..<900).map { "w\($0 % 4)" }))
    try Self.expectSplit(baseline, count: Self.rows, parts: parts, "table") { indices in
      try table(indices.map { y[$0] }, indices.map { words[$0] })
    }
  }

  @Test(arguments: Registry.embedding.map { $0.name } + [nil], [2, 7, 64])
  func embeddingsInParts(name: String?, parts: Int) throws {
    let width = 7
    var values = RowSource.clustered.draw(Self.rows, dimensions: width, seed: 8, stream: 2)
    for row in stride(from: 3, to: Self.rows, by: 97) { values[row * width] = .nan }
    for row in 100..<140 {
      for column in 0..<width { values[row * width + column] = values[column + 2 * width] }
    }
    let x = try RowSource.clustered.matrix(1_100, dimensions: width, seed: 8, stream: 1)
    let baseline = try Baseline.fit(
      .matrix(x), detectors: name.map { [DetectorRequest($0)] } ?? [])
    try Self.expectSplit(baseline, count: Self.rows, parts: parts, name ?? "chosen") { indices in
      .matrix(
        try Matrix(
          indices.flatMap { values[$0 * width..<($0 + 1) * width] }, dimensions: width))
    }
  }

  /// Where a profile has no sums, all its bytes are those of the whole.
  @Test(arguments: [2, 7, 64]) func countsAndOrderedValuesHaveTheSameBytes(parts: Int) throws {
    let y = OnePathTests.numbers(Self.rows, 2)
    var random = SeededRandom(seed: 4)
    let words: [String?] = (0..<Self.rows).map { _ in "w\(random.below(40))" }
    func table(_ rows: some Collection<Int>) throws -> Dataset {
      .table(
        try Table([
          ("y", .numeric(rows.map { y[$0] })), ("w", .categories(rows.map { words[$0] })),
        ]))
    }
    let baseline = try Baseline.fit(
      table(0..<500), detectors: ["psi", "ks"].map { DetectorRequest($0) })
    let whole = try baseline.profile(of: table(0..<Self.rows))
    for seed in 1...3 as ClosedRange<UInt64> {
      let profiles = try Self.cut(Self.rows, into: parts, seed: seed).map {
        try baseline.profile(of: table($0))
      }
      #expect(try Self.merged(profiles, seed: seed).bytes == whole.bytes)
    }
  }

  @Test func aProfileOfAnotherBaselineIsRefused() throws {
    let x = Dataset.column(.numeric(OnePathTests.numbers(100, 1)))
    let a = try Baseline.fit(x)
    let b = try Baseline.fit(.column(.numeric(OnePathTests.numbers(100, 2))))
    var profile = try a.profile(of: x)
    let before = profile.count
    let other = try b.profile(of: x)
    #expect {
      try profile.merge(other)
    } throws: { ($0 as? DriftlineError)?.kind == .incompatibleProfile }
    #expect { try b.check(profile) } throws: {
      ($0 as? DriftlineError)?.kind == .incompatibleProfile
    }
    #expect { try b.updated(with: profile) } throws: {
      ($0 as? DriftlineError)?.kind == .incompatibleProfile
    }
    #expect(profile.count == before)
  }
}
