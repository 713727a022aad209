import DriftlineKernels
import Testing

@Suite struct TallyTests {
  private func reference(_ values: [Double], edges: [Double], closedRight: Bool) -> BinTally {
    var tally = BinTally(counts: Array(repeating: 0, count: edges.count + 1), missing: 0)
    for x in values {
      guard !x.isNaN else {
        tally.missing += 1
        continue
      }
      tally.counts[edges.count { closedRight ? $0 < x : $0 <= x }] += 1
    }
    return tally
  }

  /// Edges that meet the hostile values exactly, repeated ones and infinities among them.
  private func edges(_ count: Int) -> [Double] {
    var random = SplitMix(state: UInt64(count))
    let special = [
      -Double.infinity, -1e308, -1, 0, least, 0.1, 1, 1.0.nextUp, 2, 2, 1e9, .infinity,
    ]
    return (0..<count).map { index in
      index % 3 == 0
        ? random.normal() : special[Int.random(in: 0..<special.count, using: &random)]
    }.sorted()
  }

  @Test(arguments: Hostile.allCases, [0, 1, 3, 4, 9, 24, 25, 48, 49, 127, 128, 1000])
  func agreesWithCountingEdges(kind: Hostile, edgeCount: Int) {
    let edges = edges(edgeCount)
    for count in [0, 1, 9, 1025, 3000] {
      let values = kind.values(count, seed: 1)
      for closedRight in [true, false] {
        #expect(
          tally(values.span, interiorEdges: edges, closedRight: closedRight, threads: 2)
            == reference(values, edges: edges, closedRight: closedRight))
      }
    }
  }

  @Test(arguments: boundarySizes, [9, 60])
  func countsEveryValueOnce(count: Int, edgeCount: Int) {
    let values = Hostile.mixed.values(count, seed: 2)
    let edges = edges(edgeCount)
    let one = tally(values.span, interiorEdges: edges, closedRight: true, threads: 1)
    #expect(one.counts.reduce(one.missing, +) == count)
    for threads in [2, 7] {
      #expect(
        tally(values.span, interiorEdges: edges, closedRight: true, threads: threads) == one)
    }
  }

  @Test func aValueOnAnEdgeGoesToTheClosedSide() {
    let values = [1.0, 2.0, 3.0, .infinity, -.infinity]
    let right = tally(values.span, interiorEdges: [1, 2, 3], closedRight: true, threads: 1)
    #expect(right.counts == [2, 1, 1, 1])
    let left = tally(values.span, interiorEdges: [1, 2, 3], closedRight: false, threads: 1)
    #expect(left.counts == [1, 1, 1, 2])
  }

  @Test func equalWidthEdgesAreNumPys() {
    #expect(
      equalWidthEdges(low: 0, high: 1, bins: 10)
        == [
          0, 0.1, 0.2, 0.30000000000000004, 0.4, 0.5, 0.6000000000000001, 0.7000000000000001,
          0.8, 0.9, 1,
        ])
    #expect(
      equalWidthEdges(low: -0.7, high: 1.3, bins: 7)
        == [
          -0.7, -0.41428571428571426, -0.12857142857142856, 0.15714285714285714,
          0.44285714285714284, 0.7285714285714284, 1.0142857142857142, 1.3,
        ])
    #expect(
      equalWidthEdges(low: 0, high: 2 * least, bins: 4) == [0, 0, least, 2 * least, 2 * least])
    #expect(equalWidthEdges(low: 2, high: 2, bins: 2) == [2, 2, 2])
    let widest = equalWidthEdges(low: -1.7e308, high: 1.7e308, bins: 2)
    #expect(widest == [-1.7e308, 0, 1.7e308])
  }

  @Test(arguments: [1, 2, 10, 29, 30, 100, 1000])
  func equalWidthAgreesWithItsEdges(bins: Int) {
    let (low, high) = (-0.7, 1.3)
    let edges = equalWidthEdges(low: low, high: high, bins: bins)
    var values = edges + edges.map(\.nextUp) + edges.map(\.nextDown)
    values += [.nan, .infinity, -.infinity, 1e308, -1e308, 0.0, -0.0, least]
    var random = SplitMix(state: 8)
    values += (0..<70_000).map { _ in Double.random(in: -1...1.5, using: &random) }
    #expect(
      tallyEqualWidth(values.span, low: low, high: high, bins: bins, threads: 2)
        == reference(values, edges: Array(edges[1..<bins]), closedRight: false))
  }

  @Test func equalWidthTakesDegenerateRanges() {
    let values = [2.0, 1, 3, .nan]
    let point = tallyEqualWidth(values.span, low: 2, high: 2, bins: 40, threads: 1)
    #expect(point.counts.reduce(0, +) == 3)
    // 40 edges but few doubles to put them on: NumPy refuses; the edges decide all the same.
    let close = [1.0, 1.0.nextUp, 1.0.nextUp.nextUp, 1.0.nextUp.nextUp.nextUp]
    let edges = equalWidthEdges(low: close[0], high: close[3], bins: 40)
    #expect(
      tallyEqualWidth(close.span, low: close[0], high: close[3], bins: 40, threads: 1)
        == reference(close, edges: Array(edges[1..<40]), closedRight: false))
    let tiny = [0, least, 2 * least]
    #expect(
      tallyEqualWidth(tiny.span, low: 0, high: 2 * least, bins: 100, threads: 1).counts.reduce(0, +)
        == 3)
  }
}
