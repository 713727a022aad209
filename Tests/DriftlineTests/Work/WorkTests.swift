import Driftline
import Testing

@Suite struct WorkTests {
  private static func normal(_ count: Int, stream: UInt64) -> [Double] {
    var random = SeededRandom(seed: 4, stream: stream)
    return (0..<count).map { _ in random.normal() }
  }

  private static func options(threads: Int) -> CompareOptions {
    var options = CompareOptions()
    options.threads = threads
    return options
  }

  /// Watches a comparison without stopping it.
  private func watch(
    _ a: Dataset, _ b: Dataset, _ detector: DetectorRequest, threads: Int = 2
  ) throws -> TestObserver {
    let observer = TestObserver()
    let verdict = try Work.observed(by: observer) { () throws(DriftlineError) in
      try compare(
        baseline: a, current: b, detectors: [detector], options: Self.options(threads: threads))
    }
    #expect(verdict.skipped.isEmpty)
    return observer
  }

  // MARK: - Scope

  @Test func theObserverIsThatOfTheInnermostWork() throws {
    let (outer, inner) = (TestObserver(), TestObserver())
    let data = Dataset.column(.numeric(Self.normal(100, stream: 1)))
    func fit() throws(DriftlineError) { _ = try Baseline.fit(data) }
    try Work.observed(by: outer) { () throws(DriftlineError) in
      try fit()
      let before = outer.checks
      try Work.observed(by: inner, fit)
      #expect(outer.checks == before)
      #expect(inner.done == outer.done && inner.done > 0)
      try fit()
      #expect(outer.done == 2 * inner.done)
    }
    try fit()
    #expect(outer.done == 2 * inner.done)
  }

  @Test func workThatIsStoppedBeforeItBeginsDoesNotBegin() {
    var hasBegun = false
    #expect(throws: TestObserver.reason) {
      try Work.observed(by: TestObserver(stopAfter: 0)) { () throws(DriftlineError) in
        hasBegun = true
      }
    }
    #expect(!hasBegun)
  }

  @Test func whoSwallowsTheReasonIsStoppedAllTheSame() {
    #expect(throws: TestObserver.reason) {
      try Work.observed(by: TestObserver(stopAfter: 1)) { () throws(DriftlineError) -> Int in
        _ = try? Baseline.fit(.column(.numeric(Self.normal(100, stream: 1))))
        return 1
      }
    }
  }

  @Test func errorsOfTheWorkItselfComeThrough() {
    let error = DriftlineError(.dataFormat, "damaged")
    #expect(throws: error) {
      try Work.observed(by: TestObserver()) { () throws(DriftlineError) in throw error }
    }
  }

  // MARK: - Progress

  @Test func aColumnIsDoneBlockByBlock() throws {
    let rows = 5 * 16 * rowGranule / 2
    let column = Column.numeric(Self.normal(rows, stream: 1))
    let observer = TestObserver()
    let baseline = try Work.observed(by: observer) { () throws(DriftlineError) in
      try Baseline.fit(.column(column), detectors: [DetectorRequest("ks")])
    }
    #expect(baseline.count == rows)
    #expect(observer.done == rows && observer.expected == rows)
    #expect(observer.advances.count == 3)
  }

  @Test(arguments: [1, 2, 3]) func aMatrixIsDoneChunkByChunk(_ threads: Int) throws {
    let matrix = try RowSource.isotropic.matrix(20_000, dimensions: 64, seed: 1, stream: 1)
    var options = FitOptions()
    options.judgement.threads = threads
    let observer = TestObserver()
    _ = try Work.observed(by: observer) { [options] () throws(DriftlineError) in
      try Baseline.fit(.matrix(matrix), detectors: [DetectorRequest("centroid")], options: options)
    }
    // One pass for the mean, and one for the distances from it.
    #expect(observer.done == 40_000 && observer.expected == 40_000 && !observer.wasAhead)
    #expect(observer.advances.count == 2 * 3)
  }

  @Test func rowsInMemoryBetweenPassesAreNoProgress() throws {
    let matrix = try RowSource.clustered.matrix(400, dimensions: 3, seed: 1, stream: 1)
    let observer = try watch(.matrix(matrix), .matrix(matrix), DetectorRequest("cluster_scan"))
    #expect(observer.done == 800)
    #expect(observer.checks > 12)
  }

  // MARK: - Long work asks often

  @Test func anExactKernelTestAsksInEveryStrip() throws {
    let a = try RowSource.isotropic.matrix(4_000, dimensions: 8, seed: 1, stream: 1)
    let b = try RowSource.isotropic.matrix(4_000, dimensions: 8, seed: 1, stream: 2)
    let observer = try watch(
      .matrix(a), .matrix(b), DetectorRequest("mmd", [.init("permutations", .int(100))]))
    // 32 strips of 256 rows, each of up to 16 tiles, and seven blocks of permutations.
    #expect(observer.checks > 32 * 8)
  }

  @Test func kMeansAsksInEveryIteration() throws {
    let matrix = try RowSource.clustered.matrix(20_000, dimensions: 32, seed: 1, stream: 1)
    let observer = TestObserver()
    let found = try Work.observed(by: observer) { () throws(DriftlineError) in
      try KMeans(clusters: 8, starts: 1, iterations: 30).fit(matrix)
    }
    let passes = found.iterations + 1
    #expect(observer.done == passes * 20_000)
    // A tile has 1024 rows of 32 values.
    #expect(observer.checks > passes * 19)
  }

  @Test func theClassifierAsksInEveryBlockOfEveryStep() throws {
    let a = try RowSource.correlated.matrix(6_000, dimensions: 16, seed: 1, stream: 1)
    let b = try RowSource.correlated.matrix(6_000, dimensions: 16, seed: 1, stream: 2)
    let observer = try watch(.matrix(a), .matrix(b), DetectorRequest("classifier"))
    // 12 000 rows are 24 blocks, and there are some steps at the least.
    #expect(observer.checks > 24 * 4)
  }

  @Test func slicedWassersteinAsksForEveryDirection() throws {
    let a = try RowSource.isotropic.matrix(2_000, dimensions: 8, seed: 1, stream: 1)
    let b = try RowSource.isotropic.matrix(2_000, dimensions: 8, seed: 1, stream: 2)
    let observer = try watch(.matrix(a), .matrix(b), DetectorRequest("sliced_wasserstein"))
    #expect(observer.checks > 128)
  }

  /// In plain doubles, and with exponents of their own where p is tiny.
  @Test(arguments: [0.1, 1]) func anExactKolmogorovSmirnovTestAsksEveryFewMillionCells(
    _ shift: Double
  ) throws {
    let a = Self.normal(20_000, stream: 1)
    let b = Self.normal(20_001, stream: 2).map { $0 + shift }
    let detector = DetectorRequest("ks", [.init("method", .string("exact"))])
    let whole = try watch(.column(.numeric(a)), .column(.numeric(b)), detector)
    let short = try watch(
      .column(.numeric(Array(a[..<50]))), .column(.numeric(Array(b[..<51]))), detector)
    // A band of 0.04 or more of 4e8 cells, four million at a time.
    #expect(whole.checks >= short.checks + 4)
  }

  @Test func simulationsAskInEveryBatch() throws {
    var a = Self.normal(2_000, stream: 1)
    let b = Self.normal(2_000, stream: 2)
    a[0] = 1e6  // One row carries the spread, so that labels are permuted.
    let observer = try watch(
      .column(.numeric(a)), .column(.numeric(b)), DetectorRequest("energy"))
    #expect(observer.checks > 64)
  }
}
