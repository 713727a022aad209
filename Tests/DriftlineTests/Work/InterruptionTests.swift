import Driftline
import Testing

/// Every detector and every entry point can be stopped at every point where it asks, leaves nothing
/// behind, and gives the same bytes afterwards.
@Suite struct InterruptionTests {
  private static var options: CompareOptions {
    var options = CompareOptions()
    options.threads = 1
    options.seed = 3
    return options
  }

  private static func numbers(_ count: Int, stream: UInt64, shift: Double = 0) -> [Double] {
    var random = SeededRandom(seed: 11, stream: stream)
    return (0..<count).map { _ in random.normal() + shift }
  }

  @Test(arguments: Registry.numeric.map { $0.name }, [30, 300])
  func numericDetectors(_ name: String, _ count: Int) throws {
    let request = DetectorRequest(name)
    let (a, b) = (Self.numbers(count, stream: 1), Self.numbers(count + 7, stream: 2))
    let checks = try stopsWhereverItAsks(most: 100) { () throws(DriftlineError) in
      try compare(
        baseline: .column(.numeric(a)), current: .column(.numeric(b)), detectors: [request],
        options: Self.options
      ).json.text
    }
    #expect(checks >= 3)
  }

  @Test(arguments: Registry.categorical.map { $0.name })
  func categoricalDetectors(_ name: String) throws {
    func words(_ stream: UInt64) -> [String?] {
      Self.numbers(40, stream: stream).map { "\(Int($0 * 3))" }
    }
    let (a, b) = (words(1), words(2))
    let checks = try stopsWhereverItAsks(most: 100) { () throws(DriftlineError) in
      try compare(
        baseline: .column(.categories(a)), current: .column(.categories(b)),
        detectors: [DetectorRequest(name)], options: Self.options
      ).json.text
    }
    #expect(checks >= 2)
  }

  @Test(arguments: ["psi", "chi_square"]) func aDrawOfManyCategories(_ name: String) throws {
    let counts = Dictionary(uniqueKeysWithValues: (0..<140_000).map { ("c\($0)", 1 + $0 % 3) })
    let others = Dictionary(uniqueKeysWithValues: (0..<140_000).map { ("c\($0)", 3 - $0 % 3) })
    let (a, b) = try (CategoricalColumn(counts: counts), CategoricalColumn(counts: others))
    let request = DetectorRequest(name, [.init("permutations", .int(4))])
    let checks = try stopsWhereverItAsks(most: 8) { () throws(DriftlineError) in
      try compare(
        baseline: .column(.categorical(a)), current: .column(.categorical(b)),
        detectors: [request], options: Self.options
      ).json.text
    }
    // Three times in each draw, and before it.
    #expect(checks >= 16)
  }

  @Test(arguments: Registry.embedding.map { $0.name }, [1, 2])
  func embeddingDetectors(_ name: String, _ precision: Int) throws {
    let source = RowSource.clustered
    let (x, y) = (
      source.draw(90, dimensions: 5, seed: 1, stream: 1),
      source.draw(80, dimensions: 5, seed: 1, stream: 2)
    )
    let isDouble = precision == 2
    let a = try isDouble ? Matrix(x.doubled(), dimensions: 5) : Matrix(x, dimensions: 5)
    let b = try isDouble ? Matrix(y.doubled(), dimensions: 5) : Matrix(y, dimensions: 5)
    let checks = try stopsWhereverItAsks(most: 200) { () throws(DriftlineError) in
      try compare(
        baseline: .matrix(a), current: .matrix(b), detectors: [DetectorRequest(name)],
        options: Self.options
      ).json.text
    }
    #expect(checks >= 6)
  }

  @Test func randomFeaturesOfAKernel() throws {
    let a = try RowSource.isotropic.matrix(60, dimensions: 4, seed: 1, stream: 1)
    let b = try RowSource.isotropic.matrix(60, dimensions: 4, seed: 1, stream: 2)
    try stopsWhereverItAsks { () throws(DriftlineError) in
      try compare(
        baseline: .matrix(a), current: .matrix(b),
        detectors: [DetectorRequest("mmd", [.init("features", .int(32))])], options: Self.options
      ).json.text
    }
  }

  /// Data of one kind, in two batches.
  enum Kind: String, CaseIterable {
    case numeric, weighted, categorical, table, embedding

    func batch(_ stream: UInt64) throws -> Dataset {
      let values = InterruptionTests.numbers(200, stream: stream)
      switch self {
      case .numeric: return .column(.numeric(values))
      case .weighted:
        return .column(.numeric(try NumericColumn(values, weights: values.map { abs($0) + 1 })))
      case .categorical: return .column(.categories(values.map { "\(Int($0))" }))
      case .table:
        return .table(
          try Table([
            ("a", .numeric(values)), ("b", .categories(values.map { "\(Int($0 * 2))" })),
            ("c", .numeric(values.map { $0 * $0 })),
          ]))
      case .embedding:
        return .matrix(
          try RowSource.clustered.matrix(150, dimensions: 6, seed: 2, stream: stream))
      }
    }
  }

  @Test(arguments: Kind.allCases) func comparisons(_ kind: Kind) throws {
    let (a, b) = (try kind.batch(1), try kind.batch(2))
    try stopsWhereverItAsks { () throws(DriftlineError) in
      try compare(baseline: a, current: b, options: Self.options).json.text
    }
  }

  @Test(arguments: Kind.allCases) func fitsOfBaselines(_ kind: Kind) throws {
    let data = try kind.batch(1)
    var options = FitOptions()
    options.judgement = Self.options
    try stopsWhereverItAsks { [options] () throws(DriftlineError) in
      try Baseline.fit(data, options: options).bytes
    }
  }

  @Test(arguments: Kind.allCases) func whatBaselinesAreAskedFor(_ kind: Kind) throws {
    var options = FitOptions()
    options.judgement = Self.options
    let baseline = try Baseline.fit(try kind.batch(1), options: options)
    let (one, other) = (try kind.batch(2), try kind.batch(3))
    let profiles = [try baseline.profile(of: one), try baseline.profile(of: other)]
    try stopsWhereverItAsks { () throws(DriftlineError) in
      try baseline.check(one, options: Self.options).json.text
    }
    try stopsWhereverItAsks { () throws(DriftlineError) in
      try baseline.check(profiles[0], options: Self.options).json.text
    }
    try stopsWhereverItAsks { () throws(DriftlineError) in
      try baseline.profile(of: one).bytes
    }
    try stopsWhereverItAsks { () throws(DriftlineError) in
      try baseline.merged(profiles).bytes
    }
    try stopsWhereverItAsks { () throws(DriftlineError) in
      try baseline.updated(with: one).bytes
    }
    try stopsWhereverItAsks { () throws(DriftlineError) in
      try baseline.updated(with: profiles[1]).bytes
    }
    try stopsWhereverItAsks { () throws(DriftlineError) in
      try baseline.rebased(on: profiles[0]).bytes
    }
  }

  /// What is made once is made anew after a stop, and not kept half-made.
  @Test func aBaselineOfRandomFeaturesIsWholeAfterAStop() throws {
    let (a, b) = (try Kind.embedding.batch(1), try Kind.embedding.batch(2))
    let detectors = [DetectorRequest("mmd", [.init("features", .int(20_000))])]
    func text(_ limit: Int) throws -> String? {
      // Read back from its bytes, a baseline has yet to draw its features.
      let fitted = try Baseline.fit(a, detectors: detectors)
      let baseline = try Baseline(bytes: fitted.bytes)
      let observer = TestObserver(stopAfter: limit)
      let first = try? Work.observed(by: observer) { () throws(DriftlineError) in
        try baseline.check(b, options: Self.options).json.text
      }
      let second = try baseline.check(b, options: Self.options).json.text
      #expect(first == nil || first == second)
      return second
    }
    let whole = try text(.max)
    for limit in 0..<12 { #expect(try text(limit) == whole) }
  }

  @Test func kMeans() throws {
    let matrix = try RowSource.clustered.matrix(120, dimensions: 4, seed: 5, stream: 1)
    let means = KMeans(clusters: 4, starts: 2)
    try stopsWhereverItAsks { () throws(DriftlineError) in try means.fit(matrix) }
    var batches = KMeans(clusters: 4, iterations: 6)
    batches.fullReads = 0
    let remote = try Matrix(
      RemoteRows(
        values: RowSource.clustered.draw(300, dimensions: 4, seed: 5, stream: 1), dimensions: 4))
    try stopsWhereverItAsks { [batches] () throws(DriftlineError) in try batches.fit(remote) }
  }

  @Test func retrieval() throws {
    let queries = try RowSource.isotropic.matrix(5, dimensions: 6, seed: 1, stream: 1)
    let found = try (0..<5).map {
      try RowSource.isotropic.matrix(4, dimensions: 6, seed: 2, stream: UInt64($0))
    }
    var detector = Retrieval()
    detector.querySimilarity = -1
    try stopsWhereverItAsks { [detector] () throws(DriftlineError) in
      try detector.fit(queries: queries, retrieved: found)
        .check(queries: queries, retrieved: found).json.text
    }
  }

  @Test(arguments: Kind.allCases) func severalThreadsStopToo(_ kind: Kind) throws {
    let (a, b) = (try kind.batch(1), try kind.batch(2))
    var options = Self.options
    let plain = try compare(baseline: a, current: b, options: options).json.text
    options.threads = 4
    for limit in [0, 1, 2, 3, 5, 8, 13, 21, 34] {
      let observer = TestObserver(stopAfter: limit)
      let result = Result {
        try Work.observed(by: observer) { [options] () throws(DriftlineError) in
          try compare(baseline: a, current: b, options: options).json.text
        }
      }
      switch result {
      case .success(let text): #expect(text == plain && observer.checks <= limit)
      case .failure(let error): #expect(error as? DriftlineError == TestObserver.reason)
      }
    }
  }
}
