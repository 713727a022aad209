import Driftline
import Foundation
import Testing

/// To fit a baseline and to check against it is to compare.
@Suite struct OnePathTests {
  /// The scores as they are written, in full.
  static func scores(_ verdict: Verdict) -> [String] {
    verdict.scores.map(\.json.text) + verdict.skipped.map { $0.detector + $0.error.message }
      + verdict.columns.flatMap { scores($0.verdict).map { $0 } }
  }

  /// Asks by both ways, from the data and from their profile.
  static func expectOnePath(
    _ a: Dataset, _ b: Dataset, _ detectors: [DetectorRequest] = [], _ what: String = "",
    namesRows: Bool = false
  ) throws {
    let compared = try compare(baseline: a, current: b, detectors: detectors)
    let baseline = try Baseline.fit(a, detectors: detectors)
    let checked = try baseline.check(b)
    #expect(scores(compared) == scores(checked), "\(what)")
    #expect(compared.drifted == checked.drifted && compared.severity == checked.severity)
    #expect(compared.n == checked.n && compared.missing == checked.missing)
    #expect(checked.reference?.digest == baseline.digest)
    let profiled = try baseline.check(baseline.profile(of: b, threads: 2))
    if !namesRows { #expect(scores(compared) == scores(profiled), "profile: \(what)") }
    for (x, y) in zip(compared.scores, profiled.scores) {
      #expect(x.finding.statistic == y.finding.statistic, "\(what) \(x.detector)")
      #expect(x.finding.logPValue == y.finding.logPValue, "\(what) \(x.detector)")
    }
  }

  static func numbers(_ count: Int, _ seed: UInt64, shift: Double = 0) -> [Double] {
    var random = SeededRandom(seed: seed, stream: 6)
    return (0..<count).map { index in
      index % 37 == 5 ? .nan : (random.normal() + shift) * (index % 50 == 0 ? 8 : 1)
    }
  }

  @Test(arguments: Registry.numeric.map { $0.name }, [300, 5_000])
  func everyNumericDetectorAnswersTheSame(name: String, count: Int) throws {
    let x = Column.numeric(Self.numbers(count, 1))
    let y = Column.numeric(Self.numbers(count / 2, 2, shift: 0.1))
    try Self.expectOnePath(.column(x), .column(y), [DetectorRequest(name)], name)
  }

  @Test func binsOfEveryKindAnswerTheSame() throws {
    let x = Column.numeric(Self.numbers(4_000, 1).map { ($0 * 4).rounded() })
    let y = Column.numeric(Self.numbers(3_000, 2, shift: 0.3).map { ($0 * 4).rounded() })
    let settings: [[JSON.Member]] = [
      [.init("binning", .string("equal_width"))], [.init("bins", .int(400))],
      [.init("edges", JSON([-2.0, 0, 1]))], [.init("closed", .string("left"))],
    ]
    for setting in settings {
      try Self.expectOnePath(
        .column(x), .column(y), [DetectorRequest("psi", setting), DetectorRequest("ks")],
        "\(setting)")
    }
    for name in ["kl", "js"] {
      try Self.expectOnePath(
        .column(x), .column(y), [DetectorRequest(name, [.init("binning", .string("quantile"))])],
        name)
    }
  }

  @Test(arguments: [50, 700, 5_500]) func theChosenDetectorAnswersTheSame(count: Int) throws {
    let x = Self.numbers(count, 3)
    let y = Self.numbers(count, 4, shift: 0.2)
    try Self.expectOnePath(.column(.numeric(x)), .column(.numeric(y)))
    try Self.expectOnePath(
      .column(.numeric(x + [.infinity, -.infinity])), .column(.numeric(y + [.infinity])))
    try Self.expectOnePath(.column(.numeric(x)), .column(.numeric(x)))
    for sensitivity in Sensitivity.allCases {
      var options = FitOptions()
      options.judgement.sensitivity = sensitivity
      let baseline = try Baseline.fit(.column(.numeric(x)), options: options)
      let compared = try compare(
        baseline: .column(.numeric(x)), current: .column(.numeric(y)), options: options.judgement)
      #expect(try Self.scores(compared) == Self.scores(baseline.check(.column(.numeric(y)))))
    }
  }

  @Test func weightedValuesAnswerTheSame() throws {
    var random = SeededRandom(seed: 5)
    func column(_ count: Int, _ seed: UInt64) throws -> Dataset {
      .column(
        .numeric(
          try NumericColumn(
            Self.numbers(count, seed), weights: (0..<count).map { _ in random.uniform() * 9 })))
    }
    let names = ["ks", "wasserstein", "psi", "js", "energy"]
    try Self.expectOnePath(
      column(900, 1), column(800, 2), names.map { DetectorRequest($0) }, "weighted")
  }

  @Test(arguments: Registry.categorical.map { $0.name } + [nil])
  func everyCategoricalDetectorAnswersTheSame(name: String?) throws {
    func column(_ seed: UInt64, _ kinds: Int) -> Dataset {
      var random = SeededRandom(seed: seed)
      return .column(
        .categories(
          (0..<1_500).map { _ in random.below(20) == 0 ? nil : "c\(random.below(kinds))" }))
    }
    try Self.expectOnePath(column(1, 9), column(2, 10), name.map { [DetectorRequest($0)] } ?? [])
  }

  @Test func tablesAnswerTheSame() throws {
    func table(_ seed: UInt64, shift: Double) throws -> Dataset {
      var random = SeededRandom(seed: seed)
      return .table(
        try Table([
          ("age", .numeric(Self.numbers(900, seed))),
          ("city", .categories((0..<900).map { _ in "k\(random.below(5))" })),
          ("load", .numeric(Self.numbers(900, seed + 9, shift: shift))),
          ("gone", .numeric([Double](repeating: .nan, count: 900))),
        ]))
    }
    try Self.expectOnePath(table(1, shift: 0), table(2, shift: 0.8), [], "table")
    try Self.expectOnePath(
      table(1, shift: 0), table(2, shift: 0.8),
      ["psi", "ks", "chi_square"].map { DetectorRequest($0) }, "named")
  }

  @Test func columnsWithoutAValueAreOfEitherKind() throws {
    let empty = Dataset.column(.numeric([.nan, .nan, .nan]))
    let words = Dataset.column(.categories(["a", "b", nil]))
    let ask = [DetectorRequest("missing_share")]
    try Self.expectOnePath(empty, words, ask)
    try Self.expectOnePath(words, empty, ask)
  }

  @Test(arguments: Registry.embedding.map { $0.name } + [nil], [false, true])
  func everyDetectorOfEmbeddingsAnswersTheSame(name: String?, isDouble: Bool) throws {
    func matrix(_ count: Int, _ stream: UInt64, _ offset: Double) throws -> Dataset {
      var values = RowSource.clustered.draw(
        count, dimensions: 6, seed: 2, stream: stream, offset: offset)
      values[17] = .nan
      // Copies, some of them of one row.
      for row in 40..<60 {
        for column in 0..<6 { values[row * 6 + column] = values[column + 60] }
      }
      return .matrix(
        isDouble
          ? try Matrix(values.map { Double($0) }, dimensions: 6)
          : try Matrix(values, dimensions: 6))
    }
    for (n, m) in [(300, 200), (1_500, 200), (200, 1_300)] {
      let asked = name.map { [DetectorRequest($0)] } ?? []
      let a = try matrix(n, 1, 0)
      let b = try matrix(m, 2, 0.1)
      let compared = try compare(baseline: a, current: b, detectors: asked)
      let checked = try Baseline.fit(a, detectors: asked).check(b)
      #expect(Self.scores(compared) == Self.scores(checked), "\(name ?? "chosen") \(n) \(m)")
    }
  }

  @Test func aProfileOfEmbeddingsAnswersAsTheRows() throws {
    let a = try RowSource.clustered.matrix(700, dimensions: 6, seed: 3, stream: 1)
    let b = try RowSource.clustered.matrix(600, dimensions: 6, seed: 3, stream: 2, offset: 0.05)
    for type in Registry.embedding {
      try Self.expectOnePath(
        .matrix(a), .matrix(b), [DetectorRequest(type.name)], type.name, namesRows: true)
    }
  }
}
