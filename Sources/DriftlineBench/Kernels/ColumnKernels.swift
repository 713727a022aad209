internal import Driftline
internal import DriftlineKernels

extension KernelCases {
  /// Values on which most kernels of columns are counted, for each unit of scale.
  private static let values = 65_536

  /// Kernels that go through one column.
  static let columns: [KernelCase] = [
    sorting("sort", "sorts doubles (Highway's vector quicksort)") { KernelInputs.normal($0) },
    sorting("sort_infinities", "sorts doubles, each hundredth of which is infinite") { count in
      KernelInputs.normal(count).enumerated().map { index, value in
        index % 100 == 0 ? (index % 200 == 0 ? .infinity : -.infinity) : value
      }
    },
    KernelCase("sort_pairs", "sorts weighted doubles by radix") { scale in
      let (values, weights) = (
        KernelInputs.normal(values / 4 * scale),
        KernelInputs.normal(values / 4 * scale, stream: 1)
      )
      let (a, b) = (KernelBox(values), KernelBox(weights))
      return KernelWork(
        bytes: 32 * values.count, reset: { (a.value, b.value) = (values, weights) },
        run: { sortPairs(values: &a.value, weights: &b.value) },
        checksum: { KernelInputs.sum(a.value) + KernelInputs.sum(b.value) })
    },
    KernelCase("partition", "brings values under a pivot to the front") { scale in
      let source = KernelInputs.normal(8 * values * scale)
      let target = RowStorage(copying: source, dimensions: 1)
      let border = KernelBox(0)
      return KernelWork(
        bytes: 16 * source.count,
        reset: { _ = unsafe target.buffer.update(fromContentsOf: source) },
        run: {
          border.value = unsafe partition(target.buffer, pivot: 0.3, inclusive: false, threads: 1)
        },
        checksum: { unsafe Double(border.value) + KernelInputs.sum(target.buffer) })
    },
    KernelCase("moments", "count, range, mean and spread") { scale in
      let source = KernelInputs.normal(8 * values * scale)
      return KernelWork(bytes: 8 * source.count) {
        momentSums(source.span, threads: 1)
      } sum: {
        $0.mean + $0.m2 + $0.minimum + $0.maximum + Double($0.count)
      }
    },
    counting("count_few_bins", "counts in 10 bins, by comparing with every edge") { source in
      tally(source, interiorEdges: edges(10), closedRight: true, threads: 1)
    },
    counting("count_many_bins", "counts in 100 bins, by bisection") { source in
      tally(source, interiorEdges: edges(100), closedRight: true, threads: 1)
    },
    counting("count_equal_bins", "counts in 50 bins of equal width, by arithmetic") { source in
      tallyEqualWidth(source, low: -5, high: 5, bins: 50, threads: 1)
    },
    KernelCase("count_missing", "counts missing values") { scale in
      let source = missing(16 * values * scale)
      return KernelWork(bytes: 8 * source.count) {
        countMissing(source.span, threads: 1)
      } sum: {
        Double($0)
      }
    },
    KernelCase("compact", "copies the values that are not missing") { scale in
      let source = missing(8 * values * scale)
      let target = RowStorage<Double>(count: source.count, dimensions: 1)
      let kept = KernelBox(0)
      return KernelWork(
        bytes: 16 * source.count,
        run: { kept.value = unsafe compact(source.span, into: target.buffer) },
        checksum: { unsafe KernelInputs.sum(target.buffer[..<kept.value]) })
    },
    KernelCase("brackets", "counts and keeps the values in 3 brackets") { scale in
      let source = KernelInputs.normal(8 * values * scale)
      return KernelWork(bytes: 8 * source.count) {
        var counts = BracketCounts(brackets: 3)
        var kept: [Double] = []
        collect(
          source.span, brackets: [-0.68 ... -0.66, -0.01...0.01, 0.66...0.68], counts: &counts,
          into: &kept, threads: 1)
        return (counts, kept)
      } sum: { counts, kept in
        KernelInputs.sum(kept) + KernelInputs.sum(counts.below)
      }
    },
    KernelCase("sketch_update", "adds values to a KLL sketch of k = 2048") { scale in
      let source = KernelInputs.normal(2 * values * scale)
      return KernelWork(bytes: 8 * source.count) {
        var sketch = QuantileSketch(seed: 1)
        sketch.update(source.span)
        return sketch
      } sum: {
        KernelInputs.sum($0.ordered().values)
      }
    },
    KernelCase("sketch_merge", "merges sixteen KLL sketches of k = 2048") { scale in
      let sketches = (0..<16).map { part in
        var sketch = QuantileSketch(seed: 1)
        sketch.update(KernelInputs.normal(values * scale / 4, stream: UInt64(part)).span)
        return sketch
      }
      return KernelWork(bytes: 8 * sketches.reduce(0) { $0 + $1.retained }) {
        var merged = sketches[0]
        for sketch in sketches.dropFirst() { merged.merge(sketch) }
        return merged
      } sum: {
        KernelInputs.sum($0.ordered().values)
      }
    },
  ]

  private static func sorting(
    _ name: String, _ summary: String, _ make: @escaping @Sendable (Int) -> [Double]
  ) -> KernelCase {
    KernelCase(name, summary) { scale in
      let source = make(values * scale)
      let target = RowStorage(copying: source, dimensions: 1)
      return KernelWork(
        bytes: 16 * source.count,
        reset: { _ = unsafe target.buffer.update(fromContentsOf: source) },
        run: { unsafe sortAscending(target.buffer, threads: 1) },
        checksum: { unsafe KernelInputs.sum(target.buffer.filter(\.isFinite)) })
    }
  }

  private static func counting(
    _ name: String, _ summary: String, _ count: @escaping @Sendable (Span<Double>) -> BinTally
  ) -> KernelCase {
    KernelCase(name, summary) { scale in
      let source = KernelInputs.normal(4 * values * scale)
      return KernelWork(bytes: 8 * source.count) {
        count(source.span)
      } sum: {
        KernelInputs.sum($0.counts) + Double($0.missing)
      }
    }
  }

  /// The inner edges of so many bins between -3 and 3.
  private static func edges(_ bins: Int) -> [Double] {
    (1..<bins).map { 6 * Double($0) / Double(bins) - 3 }
  }

  /// Normal values, each tenth of them missing.
  private static func missing(_ count: Int) -> [Double] {
    KernelInputs.normal(count).enumerated().map { index, value in
      index % 10 == 3 ? .nan : value
    }
  }
}
