import Driftline
import Testing

/// Values that come in blocks give what values in one array give.
@Suite struct BlockTests {
  /// Blocks of a fixed number of granules.
  struct Chopped: NumericBlocks {
    let values: [Double]
    let granules: Int

    var count: Int { values.count }

    func forEachBlock(
      _ body: (Span<Double>) throws(DriftlineError) -> Void
    ) throws(DriftlineError) {
      var start = 0
      while start < values.count {
        let end = min(start + granules * rowGranule, values.count)
        let block = Array(values[start..<end])
        try body(block.span)
        start = end
      }
    }
  }

  @Test(arguments: Registry.numeric.map { $0.name }) func chunkingDoesNotMatter(
    _ name: String
  ) throws {
    let x = Samples.heavyTailed.draw(300_000, seed: 1, stream: 0)
    var y = Samples.normal.draw(250_000, seed: 1, stream: 1)
    for index in stride(from: 0, to: y.count, by: 97) { y[index] = .nan }
    func text(_ a: any NumericBlocks, _ b: any NumericBlocks) throws -> String {
      try compare(
        baseline: .column(.numeric(NumericColumn(a))),
        current: .column(.numeric(NumericColumn(b))), detectors: [DetectorRequest(name)]
      ).json.text
    }
    let whole = try compare(
      baseline: .column(.numeric(x)), current: .column(.numeric(y)),
      detectors: [DetectorRequest(name)]
    ).json.text
    for granules in [1, 3] {
      #expect(
        try text(Chopped(values: x, granules: granules), Chopped(values: y, granules: 2)) == whole)
    }
  }

  @Test func manyQuantilesOfALongColumnAreFound() throws {
    let values = Samples.normal.draw(5_000_000, seed: 4, stream: 1)
    for bins in [200, 256, 1_000] {
      var detector = PopulationStabilityIndex()
      detector.bins = bins
      let column = NumericColumn(values)
      let alone = try compare(baseline: column, current: column, detectors: [detector])
      let beside = try compare(
        baseline: column, current: column, detectors: [detector, KolmogorovSmirnov()])
      #expect(alone.scores[0] == beside.scores[0], "\(bins)")
      #expect(alone.scores[0].finding.statistic == 0)
    }
  }

  /// All values in one block, and then an empty one.
  struct Trailing: NumericBlocks {
    let values: [Double]

    var count: Int { values.count }

    func forEachBlock(
      _ body: (Span<Double>) throws(DriftlineError) -> Void
    ) throws(DriftlineError) {
      try body(values.span)
      try body([Double]().span)
    }
  }

  @Test(arguments: Registry.numeric.map { $0.name }) func anEmptyBlockAtTheEndChangesNothing(
    _ name: String
  ) throws {
    let x = Samples.normal.draw(1_000, seed: 5, stream: 1)
    let texts = try [NumericColumn(Trailing(values: x)), NumericColumn(x)].map { column in
      try compare(
        baseline: .column(.numeric(column)), current: .column(.numeric([1, 2, 3])),
        detectors: [DetectorRequest(name)]
      ).json.text
    }
    #expect(texts[0] == texts[1])
  }

  @Test(arguments: [2, 5, 10, 100]) func quantileEdgesWithoutSortingAreThoseOfSorting(
    _ bins: Int
  ) throws {
    var ties = Samples.normal.draw(3_000_000, seed: 2, stream: 0)
    for index in 0..<ties.count where index % 3 == 0 { ties[index] = 0.25 }
    for index in 0..<ties.count where index % 50 == 1 { ties[index] = .infinity }
    // Every second value is missing: a sample at even distances would see nothing else.
    var gaps = Samples.normal.draw(2_000_000, seed: 2, stream: 4)
    for index in stride(from: 0, to: gaps.count, by: 2) { gaps[index] = .nan }
    let samples: [[Double]] = [
      gaps,
      Samples.uniform.draw(2_000_001, seed: 2, stream: 1),
      Samples.heavyTailed.draw(1_500_000, seed: 2, stream: 2),
      Samples.discrete.draw(1_500_000, seed: 2, stream: 3), ties,
      (0..<2_000_000).map { Double($0 / 1_000) }, (0..<2_000_000).map { -Double($0) },
      Array(repeating: 7, count: 1_200_000),
    ]
    for (index, values) in samples.enumerated() {
      let current = Samples.normal.draw(1_000, seed: 2, stream: 9)
      var detector = PopulationStabilityIndex()
      detector.bins = bins
      // Alone the index selects its quantiles; beside a sorting detector it reads them off.
      let selected = try compare(
        baseline: NumericColumn(values), current: NumericColumn(current), detectors: [detector])
      let sorted = try compare(
        baseline: NumericColumn(values), current: NumericColumn(current),
        detectors: [detector, KolmogorovSmirnov()])
      #expect(selected.scores[0] == sorted.scores[0], "sample \(index)")
    }
  }
}
