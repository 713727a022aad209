import DriftlineKernels
import Testing

// A span cannot be taken of a literal: the same functions on arrays.

private func walk(_ x: [Double], _ y: [Double], needs: WalkNeeds, threads: Int) -> WalkSums {
  walk(x.span, y.span, needs: needs, threads: threads)
}

private func mergeSplit(_ x: [Double], _ y: [Double], rank: Int) -> (Int, Int) {
  mergeSplit(x.span, y.span, rank: rank)
}

private func tieBoundaries(_ x: [Double], _ y: [Double]) -> [Bool] {
  tieBoundaries(x.span, y.span)
}

private func walkWeighted(
  _ x: [Double], _ xCumulative: [Double], _ y: [Double], _ yCumulative: [Double], share: Double
) -> WeightedWalkSums {
  walkWeighted(
    x.span, baselineCumulative: xCumulative.span, y.span, currentCumulative: yCumulative.span,
    baselineShare: share)
}

@Suite struct WalkTests {
  /// The definitions, value by value, in long doubles.
  private func reference(_ x: [Double], _ y: [Double]) -> WalkSums {
    var sums = WalkSums()
    let (n, m) = (x.count, y.count)
    let pooled = (x + y).sorted()
    let total = Float80(n + m)
    let pairs = Float80(n) * Float80(m)
    (sums.plus, sums.minus) = (.min, .min)
    var area = Float80(0)
    var squaredArea = Float80(0)
    var mass = Float80(0)
    var anderson = Float80(0)
    var midrank = Float80(0)
    var (i, j, start, before) = (0, 0, 0, 0)
    while start < pooled.count {
      let z = pooled[start]
      var end = start
      while end < pooled.count, pooled[end] == z { end += 1 }
      while i < n, x[i] <= z { i += 1 }
      while j < m, y[j] <= z { j += 1 }
      let d = i * m - j * n
      if d > sums.plus { (sums.plus, sums.plusLocation) = (d, z) }
      if -d > sums.minus { (sums.minus, sums.minusLocation) = (-d, z) }
      sums.distinct += 1
      let l = Float80(end - start)
      let difference = Float80(d) / pairs
      mass += l * difference * difference / total
      if end < pooled.count {
        let h = Float80(end) / total
        anderson += l * difference * difference / (h * (1 - h)) / total
        if d != 0 {
          area += difference.magnitude * (Float80(pooled[end]) - Float80(z))
          squaredArea += difference * difference * (Float80(pooled[end]) - Float80(z))
        }
      }
      let b = Float80(start + end) / 2
      let inner = Float80(d + before) / 2
      if end - start < pooled.count {
        midrank += l * inner * inner / (b * (total - b) - total * l / 4)
      }
      (before, start) = (d, end)
    }
    sums.area = Double(area)
    sums.squaredArea = Double(squaredArea)
    for infinity in [Double.infinity, -.infinity] where pooled.count(where: { $0 == infinity }) > 1
    {
      (sums.area, sums.squaredArea) = (.nan, .nan)
    }
    sums.squaredMass = Double(mass)
    sums.andersonDarling = Double(anderson)
    sums.andersonDarlingMidrank = Double(midrank / pairs * ((total - 1) / total))
    return sums
  }

  private func expectAgreement(_ found: WalkSums, _ expected: WalkSums) {
    #expect(found.plus == expected.plus)
    #expect(found.minus == expected.minus)
    #expect(found.plusLocation == expected.plusLocation)
    #expect(found.minusLocation == expected.minusLocation)
    #expect(found.distinct == expected.distinct)
    for path in [
      \WalkSums.area, \.squaredArea, \.squaredMass, \.andersonDarling, \.andersonDarlingMidrank,
    ] {
      #expect(
        agree(found[keyPath: path], expected[keyPath: path], relative: 2e-15),
        "\(found[keyPath: path]), not \(expected[keyPath: path])")
    }
  }

  private static let kinds = Hostile.allCases.filter { $0 != .subnormal && $0 != .huge }

  @Test(arguments: kinds, kinds)
  func agreesWithTheDefinitions(first: Hostile, second: Hostile) {
    for (n, m) in [(1, 1), (1, 5), (30, 7), (700, 900), (4000, 2500)] {
      let x = first.sorted(n, seed: 1)
      let y = second.sorted(m, seed: 2)
      expectAgreement(walk(x, y, needs: .all, threads: 1), reference(x, y))
    }
  }

  @Test(arguments: boundarySizes.dropFirst())
  func agreesWithTheDefinitionsAtBoundarySizes(count: Int) {
    for kind in [Hostile.normal, .fewDistinct, .constant] {
      let x = kind.sorted(count, seed: 3)
      let y = kind.sorted(count / 2 + 1, seed: 4)
      expectAgreement(walk(x, y, needs: .all, threads: 2), reference(x, y))
    }
  }

  @Test(arguments: [Hostile.normal, .fewDistinct, .constant, .zeros, .offset, .oneUlpApart])
  func hasTheSameBitsForAnyNumberOfThreads(kind: Hostile) {
    let x = kind.sorted(400_001, seed: 5)
    let y = kind.sorted(300_007, seed: 6)
    let one = walk(x, y, needs: .all, threads: 1)
    expectAgreement(one, reference(x, y))
    for threads in [2, 7] { #expect(walk(x, y, needs: .all, threads: threads) == one) }
  }

  @Test(arguments: [Hostile.normal, .fewDistinct, .ascending])
  func computesOnlyWhatIsNeeded(kind: Hostile) {
    let x = kind.sorted(50_000, seed: 7)
    let y = kind.sorted(60_000, seed: 8).map { $0 * 1.01 }
    let all = walk(x, y, needs: .all, threads: 1)
    let supremum = walk(x, y, needs: .supremum, threads: 1)
    #expect(supremum.plus == all.plus && supremum.minus == all.minus)
    #expect(supremum.plusLocation == all.plusLocation)
    #expect(supremum.minusLocation == all.minusLocation)
    #expect(supremum.area == 0 && supremum.distinct == 0)
    #expect(walk(x, y, needs: .area, threads: 1).area == all.area)
    #expect(walk(x, y, needs: .distinct, threads: 1).distinct == all.distinct)
    let andersonDarling = walk(x, y, needs: .andersonDarling, threads: 1)
    #expect(andersonDarling.andersonDarling == all.andersonDarling && andersonDarling.plus == 0)
  }

  @Test func infinitiesAreThoseOfSciPy() {
    func area(_ x: [Double], _ y: [Double]) -> Double {
      walk(x, y, needs: .area, threads: 1).area
    }
    #expect(area([1, 2, .infinity], [1, 1]) == .infinity)
    #expect(area([1, 2, .infinity], [-.infinity, 1]) == .infinity)
    #expect(area([1, 2, .infinity], [1, .infinity]).isNaN)
    #expect(area([-.infinity, 1], [-.infinity, 2]).isNaN)
  }

  @Test func gapsWiderThanTheLargestDoubleDoNoHarm() {
    let x = [-1.7e308, 1.7e308]
    #expect(walk(x, x, needs: .area, threads: 1).area == 0)
    let y = [-1.7e308, 0, 1.7e308]
    let area = walk(x, y, needs: .area, threads: 1).area
    #expect(agree(area, 1.7e308 / 3, relative: 1e-15))
    let sums = walk([-1.7e308], [1.7e308], needs: .all, threads: 1)
    #expect(sums.area == .infinity)
    #expect(sums.plus == 1 && sums.plusLocation == -1.7e308)
  }

  @Test func subnormalGapsAreMeasured() {
    let area = walk([0], [least], needs: .area, threads: 1).area
    #expect(area == least)
  }

  @Test func agreesWithSciPyOnTies() {
    // scipy 1.17.1: wasserstein_distance, energy_distance^2 / 2, _anderson_ksamp_midrank.
    let x =
      [Double](repeating: 2, count: 3) + Array(repeating: 3, count: 4)
      + Array(repeating: 5, count: 5) + Array(repeating: 6, count: 4)
    let y = x.map { $0 + 1 }
    let sums = walk(x, y, needs: .all, threads: 1)
    #expect(sums.plus * 16 == 5 * 256)
    #expect(sums.minus == 0)
    #expect(agree(sums.area, 1, relative: 1e-15))
    #expect(agree(sums.squaredArea, 0.25781250000000006, relative: 1e-14))
    #expect(agree(sums.andersonDarlingMidrank, 3.2079920948400638, relative: 1e-13))
  }

  @Test func mergeSplitTakesTheBaselineFirst() {
    let x: [Double] = [1, 2, 2, 5]
    let y: [Double] = [0, 2, 2, 9]
    let expected = [0, 0, 1, 2, 3, 3, 3, 4, 4]
    for rank in 0...8 {
      let split = mergeSplit(x, y, rank: rank)
      #expect(split == (expected[rank], rank - expected[rank]))
    }
    #expect(mergeSplit([], y, rank: 2) == (0, 2))
    #expect(mergeSplit(x, [], rank: 3) == (3, 0))
  }

  @Test func tieBoundariesAreWhereTheValueChanges() {
    #expect(
      tieBoundaries([1, 2, 2, 5], [0, 2, 9])
        == [true, true, false, false, true, true, true])
    #expect(tieBoundaries([], []) == [])
    #expect(tieBoundaries([-0.0], [0.0]) == [false, true])
  }
}

@Suite struct WeightedWalkTests {
  private func cumulative(_ weights: [Double]) -> [Double] {
    let total = weights.reduce(0, +)
    var sum = 0.0
    return weights.map { weight in
      sum += weight
      return sum / total
    }
  }

  @Test(arguments: Hostile.allCases.filter { $0 != .huge && $0 != .subnormal })
  func equalWeightsGiveThePlainWalk(kind: Hostile) {
    let x = kind.sorted(800, seed: 1)
    let y = kind.sorted(700, seed: 2)
    let plain = walk(x, y, needs: .all, threads: 1)
    let weighted = walkWeighted(
      x, (1...800).map { Double($0) / 800 }, y, (1...700).map { Double($0) / 700 },
      share: 800.0 / 1500)
    let pairs = 800.0 * 700
    #expect((weighted.plus - Double(plain.plus) / pairs).magnitude < 1e-15)
    #expect((weighted.minus - Double(plain.minus) / pairs).magnitude < 1e-15)
    #expect(agree(weighted.area, plain.area, relative: 1e-11))
    #expect(agree(weighted.squaredArea, plain.squaredArea, relative: 1e-11))
    #expect(agree(weighted.squaredMass, plain.squaredMass, relative: 1e-11))
    #expect(agree(weighted.andersonDarling, plain.andersonDarling, relative: 1e-11))
    #expect(weighted.distinct == plain.distinct)
  }

  @Test func agreesWithSciPysWeightedDistance() {
    // wasserstein_distance([4.5, 6.7, 2.1], [4.6, 7, 9.2], [3, 1, 1], [1, 3, 1]) == 2.5
    let sums = walkWeighted(
      [2.1, 4.5, 6.7], cumulative([1, 3, 1]), [4.6, 7, 9.2], cumulative([1, 3, 1]), share: 0.5)
    #expect(agree(sums.area, 2.5, relative: 1e-14))
  }
}
