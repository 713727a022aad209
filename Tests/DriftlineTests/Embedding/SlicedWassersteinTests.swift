import Driftline
import Foundation
import Testing

/// The mean area between distributions along random lines.
@Suite struct SlicedWassersteinTests {
  @Test func aSingleColumnGivesTheDistanceItself() throws {
    let x = RowSource.correlated.draw(300, dimensions: 1, seed: 1, stream: 1).doubled()
    let y = RowSource.correlated.draw(200, dimensions: 1, seed: 1, stream: 2).doubled(plus: 0.4)
    let sliced = try find(
      SlicedWasserstein(), Matrix(x, dimensions: 1), Matrix(y, dimensions: 1))
    let wanted = try find(Wasserstein(), x, y).number("raw")
    #expect(agree(sliced.statistic, wanted, relative: 1e-11))
    #expect(agree(sliced.number("largest"), wanted, relative: 1e-11))
  }

  @Test func aShiftGivesTheMeanOfItsCosines() throws {
    // W1 of a shift s along u is |u . s|, whose mean in three dimensions is |s| / 2.
    let x = RowSource.isotropic.draw(200, dimensions: 3, seed: 2, stream: 1).doubled()
    let y = x.enumerated().map { $0.element + ($0.offset % 3 == 1 ? 10 : 0) }
    var sliced = SlicedWasserstein()
    sliced.projections = 4_000
    sliced.permutations = 0
    let found = try find(sliced, Matrix(x, dimensions: 3), Matrix(y, dimensions: 3))
    #expect(abs(found.statistic - 5) < 0.15, "\(found.statistic)")
    #expect(found.number("largest") <= 10.000001)
    #expect(found.logPValue == nil)
  }

  @Test func ranksTheObservedLabelsAmongAllPermutations() throws {
    let x = try Matrix([0, 0.1, 0.2] as [Double], dimensions: 1)
    let y = try Matrix([5, 5.1, 5.2] as [Double], dimensions: 1)
    var sliced = SlicedWasserstein()
    sliced.permutations = 10_000
    let p = try exp(#require(find(sliced, x, y).logPValue))
    #expect(abs(p - 0.1) < 0.012, "\(p)")
  }

  @Test func changingSidesChangesNothing() throws {
    let x = try RowSource.clustered.matrix(150, dimensions: 7, seed: 2, stream: 1)
    let y = try RowSource.clustered.matrix(90, dimensions: 7, seed: 2, stream: 2, offset: 0.2)
    #expect(
      agree(
        try find(SlicedWasserstein(), x, y).statistic,
        try find(SlicedWasserstein(), y, x).statistic,
        relative: 1e-5))
  }

  @Test func constantRowsHaveNoDistance() throws {
    let x = try Matrix([Double](repeating: 3, count: 60), dimensions: 3)
    let found = try find(SlicedWasserstein(), x, x)
    #expect(found.statistic == 0)
    #expect(found.number("relative") == 0)
    #expect(found.logPValue == 0)
  }

  @Test func moreRowsThanTheSampleAreSampled() throws {
    let x = try RowSource.isotropic.matrix(500, dimensions: 4, seed: 1, stream: 1)
    var sliced = SlicedWasserstein()
    sliced.sample = 100
    let found = try find(
      sliced, x, RowSource.isotropic.matrix(80, dimensions: 4, seed: 1, stream: 2))
    #expect(found.sampled == 180)
  }

  @Test func falseAlarmsAreAsRareAsPromised() throws {
    var alarms = 0
    for seed in 0..<300 as Range<UInt64> {
      var sliced = SlicedWasserstein()
      sliced.projections = 16
      sliced.permutations = 99
      let x = try RowSource.clustered.matrix(60, dimensions: 5, seed: seed, stream: 21)
      let y = try RowSource.clustered.matrix(40, dimensions: 5, seed: seed, stream: 22)
      if try #require(find(sliced, x, y, seed: seed, threads: 1).logPValue) <= log(0.05) {
        alarms += 1
      }
    }
    // 15 are expected, with a standard deviation of 3.8.
    print("sliced alarms", alarms)
    #expect(3...28 ~= alarms, "\(alarms) of 300")
  }
}
