import DriftlineKernels
import Testing

@Suite struct KeysTests {
  @Test func keysOrderAsTheirValuesDo() {
    let ascending: [Double] = [
      -.infinity, -1.7e308, -1, -least, 0, least, 1, 1.0.nextUp, 1.7e308, .infinity,
    ]
    let keys = ascending.map(orderedKey)
    #expect(zip(keys, keys.dropFirst()).allSatisfy { $0 < $1 })
    #expect(keys.map(value(ofKey:)) == ascending)
    #expect(orderedKey(-0.0) == orderedKey(0.0))
  }

  private func reference(
    _ values: [Double], base: UInt64, shift: Int, buckets: Int
  ) -> [Int] {
    var counts = [Int](repeating: 1, count: buckets)
    for x in values where !x.isNaN && orderedKey(x) >= base {
      let bucket = (orderedKey(x) - base) >> UInt64(shift)
      if bucket < buckets { counts[Int(bucket)] += 1 }
    }
    return counts
  }

  @Test(arguments: Hostile.allCases, [0, 1, 511, 513, 70_001])
  func histogramAgreesWithCounting(kind: Hostile, count: Int) {
    let values = kind.values(count, seed: 1)
    for (base, shift, buckets): (UInt64, Int, Int) in [
      (0, 48, 65536), (orderedKey(0.5), 40, 4096), (orderedKey(-1), 0, 2), (UInt64.max, 3, 1),
      (1 << 62, 63, 2), (1 << 63, 60, 40),
      (orderedKey(1), 0, 3),
    ] {
      let expected = reference(values, base: base, shift: shift, buckets: buckets)
      for threads in [1, 2, 7] {
        var counts = [Int](repeating: 1, count: buckets)
        keyHistogram(
          values.span, base: base, shift: shift, buckets: buckets, into: &counts, threads: threads)
        #expect(counts == expected)
      }
    }
  }

  @Test(arguments: Hostile.allCases, [0, 1, 511, 513, 140_001])
  func collectKeepsTheOrder(kind: Hostile, count: Int) {
    let values = kind.values(count, seed: 2)
    let ranges = [
      0...orderedKey(-1.5), orderedKey(-0.0)...orderedKey(0.25), orderedKey(1)...orderedKey(1),
      orderedKey(.infinity)...UInt64.max,
    ]
    let expected = values.filter { x in
      !x.isNaN && ranges.contains { $0.contains(orderedKey(x)) }
    }
    for threads in [1, 2, 7] {
      var selected = [42.0]
      collect(values.span, keyRanges: ranges, into: &selected, threads: threads)
      #expect(selected.map(\.bitPattern) == ([42.0] + expected).map(\.bitPattern))
    }
  }

  @Test func decilesAreFoundWithoutSorting() {
    let values = Hostile.normal.values(100_000, seed: 3)
    let rank = 30_000
    var counts = [Int](repeating: 0, count: 65536)
    keyHistogram(values.span, base: 0, shift: 48, buckets: 65536, into: &counts, threads: 2)
    var (before, bucket) = (0, 0)
    while before + counts[bucket] <= rank {
      before += counts[bucket]
      bucket += 1
    }
    var candidates: [Double] = []
    let low = UInt64(bucket) << 48
    collect(values.span, keyRanges: [low...low + (1 << 48 - 1)], into: &candidates, threads: 2)
    #expect(candidates.sorted()[rank - before] == values.sorted()[rank])
  }
}
