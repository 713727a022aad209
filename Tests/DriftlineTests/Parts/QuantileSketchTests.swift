import Driftline
import Testing

/// Sketches of quantiles: exact while small, within their error beyond, and the same for the same data.
@Suite struct QuantileSketchTests {
  func sketch(_ values: [Double], k: Int = 64, seed: UInt64 = 0, block: Int = 1_000_000)
    -> QuantileSketch
  {
    var sketch = QuantileSketch(k: k, seed: seed)
    var start = 0
    while start < values.count {
      let part = Array(values[start..<min(start + block, values.count)])
      sketch.update(part.span)
      start += block
    }
    return sketch
  }

  /// The largest difference of the sketch's distribution function from that of all values.
  func error(_ sketch: QuantileSketch, _ values: [Double]) -> Double {
    sketch.ordered().largestDeviation(from: OrderedSample(ascending: values.sorted()))
  }

  @Test func keepsEveryValueUpToTheLimit() {
    let values = Samples.heavyTailed.draw(192, seed: 1, stream: 0)
    let whole = sketch(values)
    #expect(whole.isExact && whole.rankError == 0 && whole.count == 192)
    #expect(whole.levels == [values.sorted()])
    #expect(whole.ordered() == OrderedSample(ascending: values.sorted()))
    #expect(whole.minimum == values.min() && whole.maximum == values.max())
    let more = sketch(values + [0.5])
    #expect(!more.isExact && more.rankError > 0 && more.count == 193 && more.retained < 193)
  }

  @Test(arguments: [1, 2, 7, 64]) func exactStateIsThatOfTheValuesAlone(_ parts: Int) {
    let values = Samples.discrete.draw(192, seed: 2, stream: 0)
    let whole = sketch(values)
    for seed in 0..<20 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      var sketches = (0..<parts).map { _ in QuantileSketch(k: 64) }
      for value in values.shuffled(using: &random) {
        sketches[random.below(parts)].update([value].span)
      }
      while sketches.count > 1 {
        let taken = sketches.remove(at: random.below(sketches.count))
        sketches[random.below(sketches.count)].merge(taken)
      }
      #expect(sketches[0] == whole)
    }
  }

  @Test(arguments: [1, 3, 17, 100, 511, 4_096]) func blocksDoNotMatter(_ block: Int) {
    let values = Samples.normal.draw(30_000, seed: 3, stream: 0)
    #expect(sketch(values, block: block) == sketch(values))
  }

  @Test(arguments: Samples.allCases) func staysWithinItsError(_ distribution: Samples) {
    var over = 0
    for seed in 0..<100 as Range<UInt64> {
      let values = distribution.draw(20_000, seed: seed, stream: 4)
      let sketch = sketch(values, seed: seed)
      #expect(sketch.count == values.count && sketch.ordered().population == values.count)
      #expect(sketch.minimum == values.min() && sketch.maximum == values.max())
      if error(sketch, values) > sketch.rankError { over += 1 }
    }
    // One in a hundred is promised: with that chance, five or more are seen once in 300 times.
    #expect(over < 5, "\(over) of 100")
  }

  @Test func mergingIsCommutative() {
    let a = sketch(Samples.normal.draw(5_000, seed: 5, stream: 0), k: 32, seed: 9)
    let b = sketch(Samples.uniform.draw(700, seed: 5, stream: 1), k: 64, seed: 4)
    var (left, right) = (a, b)
    left.merge(b)
    right.merge(a)
    #expect(left == right)
    #expect(left.k == 32 && left.seed == 4 && left.count == 5_700)
  }

  @Test func smallerSizeRules() {
    let values = Samples.normal.draw(6_000, seed: 6, stream: 0)
    var large = sketch(values, k: 2_048)
    #expect(large.isExact)
    large.merge(QuantileSketch(k: 100))
    #expect(large.k == 100 && !large.isExact && large.retained <= 300)
    #expect(large.rankError == sketch(values, k: 100).rankError)
    #expect(error(large, values) <= large.rankError)
  }

  @Test func mergingNothingChangesNothing() {
    var nothing = QuantileSketch(k: 64)
    nothing.merge(QuantileSketch(k: 64))
    #expect(nothing == QuantileSketch(k: 64))
    #expect(nothing.ordered() == OrderedSample(ascending: []))
    #expect(nothing.minimum == .infinity && nothing.maximum == -.infinity)
    let values = Samples.normal.draw(9_999, seed: 7, stream: 0)
    var some = sketch(values)
    some.merge(nothing)
    #expect(some == sketch(values), "the state has changed")
    nothing.merge(some)
    #expect(nothing == some, "the state has changed")
  }

  @Test func missingValuesArePassedOver() {
    let values = Samples.normal.draw(3_000, seed: 8, stream: 0)
    let gaps = values.flatMap { [.nan, $0, -.nan, .signalingNaN] }
    #expect(sketch(gaps) == sketch(values))
    #expect(sketch([.nan, .nan]) == QuantileSketch(k: 64))
  }

  @Test func oneValueIsOneValue() {
    let one = sketch([-0.0])
    #expect(one == sketch([0.0]))
    #expect(one.levels[0][0].sign == .plus && one.minimum.sign == .plus)
    #expect(one.ordered().values == [0])
    let many = sketch([Double](repeating: 7, count: 50_000))
    #expect(many.ordered().values.allSatisfy { $0 == 7 } && many.count == 50_000)
  }

  @Test func infinitiesAndTheSmallestNumbersAreValues() {
    var random = SeededRandom(seed: 9)
    let palette: [Double] = [
      -.infinity, .infinity, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 0,
      .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
    ]
    let values = (0..<10_000).map { _ in palette[random.below(palette.count)] }
    let sketch = sketch(values)
    #expect(sketch.minimum == -.infinity && sketch.maximum == .infinity)
    #expect(error(sketch, values) <= sketch.rankError)
    let ordered = sketch.ordered()
    #expect(ordered.values.first == -.infinity && ordered.values.last == .infinity)
    #expect(ordered.cumulativeShares?.last == 1)
  }

  @Test func extremesStandForOneValueEach() {
    var values = Samples.uniform.draw(40_000, seed: 10, stream: 0)
    values[20_000] = -5
    values[30_000] = 5
    let ordered = sketch(values).ordered()
    #expect(ordered.values.first == -5 && ordered.values.last == 5)
    #expect(ordered.cumulativeShares?.first == 1.0 / 40_000)
    #expect(ordered.values == ordered.values.sorted())
  }

  @Test(arguments: [8, 9, 50, 64, 1_000, 2_048]) func keepsNoMoreThanItSays(_ k: Int) throws {
    var whole = QuantileSketch(k: k)
    for seed in 0..<30 as Range<UInt64> {
      whole.merge(sketch(Samples.normal.draw(7_001, seed: seed, stream: 11), k: k))
      let again = try QuantileSketch(
        k: whole.k, seed: whole.seed, count: whole.count, minimum: whole.minimum,
        maximum: whole.maximum, levels: whole.levels)
      #expect(again == whole)
    }
    if k == 2_048 { #expect(8 * whole.retained <= 54_000) }
  }
}
