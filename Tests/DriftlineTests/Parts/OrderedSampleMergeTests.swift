import Driftline
import Testing

/// Two ordered samples as one.
@Suite struct OrderedSampleMergeTests {
  func weighted(_ values: [Double], _ weights: [Double]) -> OrderedSample {
    OrderedSample(sorting: values, weights: weights)
  }

  @Test func mergedValuesAreThoseOfBoth() {
    let x = Samples.discrete.draw(500, seed: 1, stream: 0).sorted()
    let y = Samples.normal.draw(300, seed: 1, stream: 1).sorted()
    let merged = OrderedSample(ascending: x).merged(with: OrderedSample(ascending: y))
    #expect(merged == OrderedSample(ascending: (x + y).sorted()))
    #expect(merged.population == 800 && merged.totalWeight == 800 && merged.rankError == 0)
    let nothing = OrderedSample(ascending: [])
    #expect(merged.merged(with: nothing) == merged)
    #expect(nothing.merged(with: merged) == merged)
  }

  @Test(arguments: [1, 0.001, 1e200]) func weightsCountAsTheyAre(_ unit: Double) {
    var random = SeededRandom(seed: 2)
    let values = (0..<400).map { _ in random.normal() }
    let weights = (0..<400).map { _ in unit * random.uniform() }
    let whole = weighted(values, weights)
    let merged = weighted(Array(values[..<150]), Array(weights[..<150]))
      .merged(with: weighted(Array(values[150...]), Array(weights[150...])))
    #expect(merged.values == whole.values && merged.population == 400)
    #expect(agree(merged.totalWeight, whole.totalWeight, relative: 1e-12))
    #expect(agree(merged.effectiveCount, whole.effectiveCount, relative: 1e-12))
    for (a, b) in zip(merged.cumulativeShares!, whole.cumulativeShares!) {
      #expect(abs(a - b) < 1e-12)
    }
  }

  @Test func unweightedValuesWeighOne() {
    let plain = OrderedSample(ascending: [1, 3, 5])
    let merged = plain.merged(with: weighted([2, 4], [1, 1]))
    #expect(merged.values == [1, 2, 3, 4, 5] && merged.effectiveCount == 5)
    for (index, share) in merged.cumulativeShares!.enumerated() {
      #expect(agree(share, Double(index + 1) / 5, relative: 1e-15))
    }
    #expect(merged.merged(with: weighted([9], [0])).values == merged.values)
  }
}
