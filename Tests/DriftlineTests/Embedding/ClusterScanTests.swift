import Driftline
import Foundation
import Testing

/// The local scan: what it must see, what it must not, and that its p-value holds.
@Suite struct ClusterScanTests {
  static let width = 24

  /// Rows of five clusters, of which some are replaced by rows of one new place.
  static func contaminated(_ count: Int, new: Int, seed: UInt64) -> [Float] {
    var rows = RowSource.clustered.draw(count, dimensions: width, seed: seed, stream: 21)
    var random = SeededRandom(seed: seed, stream: 22)
    for row in 0..<new {
      for column in 0..<width {
        rows[row * width + column] = Float(4 * (column % 3 == 0 ? 1.0 : -1.0) + random.normal())
      }
    }
    return rows
  }

  static func finding(_ x: [Float], _ y: [Float], _ scan: ClusterScan = ClusterScan()) throws
    -> Finding
  {
    try find(scan, Matrix(x, dimensions: width), Matrix(y, dimensions: width))
  }

  @Test func seesThreeInAHundredAndSaysWhere() throws {
    let x = RowSource.clustered.draw(2_000, dimensions: Self.width, seed: 1, stream: 20)
    let found = try Self.finding(x, Self.contaminated(1_000, new: 30, seed: 1))
    // Ten times as many permutations are drawn where none of the first reaches it.
    #expect(agree(found.pValue, 1.0 / 5_001, relative: 1e-12))
    #expect((0.02...0.06).contains(found.statistic))
    guard case .array(let rows)? = found.detail.first(where: { $0.key == "rows" })?.value else {
      Issue.record("no rows")
      return
    }
    // The new rows are the first thirty.
    #expect(
      !rows.isEmpty
        && rows.prefix(5).allSatisfy {
          if case .int(let row) = $0 { return row < 30 }
          return false
        })
  }

  @Test func seesWhatIsGone() throws {
    let x = Self.contaminated(2_000, new: 120, seed: 2)
    let y = RowSource.clustered.draw(1_000, dimensions: Self.width, seed: 2, stream: 20)
    let found = try Self.finding(x, y)
    #expect(found.pValue < 0.001)
    #expect((0.03...0.1).contains(found.number("lost")))
  }

  @Test func manyCopiesOfOneRowAreAPlaceOfTheirOwn() throws {
    let x = RowSource.clustered.draw(1_500, dimensions: Self.width, seed: 3, stream: 20)
    var y = RowSource.clustered.draw(1_000, dimensions: Self.width, seed: 3, stream: 21)
    for row in 0..<40 {
      for column in 0..<Self.width { y[row * Self.width + column] = y[column] }
    }
    let found = try Self.finding(x, y)
    #expect(found.pValue < 0.01 && found.statistic >= 0.01)
  }

  @Test func worksFromAStoredSampleOfTheBaseline() throws {
    let x = RowSource.clustered.draw(8_000, dimensions: Self.width, seed: 4, stream: 20)
    var scan = ClusterScan()
    scan.sample = 2_000
    let found = try Self.finding(x, Self.contaminated(1_500, new: 75, seed: 4), scan)
    #expect(found.sampled == 3_500)
    #expect(found.pValue < 0.01 && found.statistic > 0.02)
  }

  @Test(arguments: RowSource.allCases) func keepsItsPromise(_ source: RowSource) throws {
    var scan = ClusterScan()
    scan.permutations = 99
    scan.restarts = 1
    let repeats = 200
    var alarms = 0
    for seed in 0..<UInt64(repeats) {
      let x = source.draw(120, dimensions: 8, seed: seed, stream: 30)
      let y = source.draw(60, dimensions: 8, seed: seed, stream: 31)
      let found = try find(scan, Matrix(x, dimensions: 8), Matrix(y, dimensions: 8), seed: seed)
      alarms += found.pValue <= 0.05 ? 1 : 0
    }
    // 10 are expected; 22 is four standard errors more.
    #expect((1...22).contains(alarms), "\(alarms) of \(repeats)")
  }

  @Test func withoutPermutationsThereIsNoP() throws {
    var scan = ClusterScan()
    scan.permutations = 0
    let x = RowSource.clustered.draw(200, dimensions: Self.width, seed: 5, stream: 20)
    #expect(try Self.finding(x, x, scan).logPValue == nil)
  }

  @Test func theSeedMovesPByNoMoreThanChance() throws {
    let x = try RowSource.clustered.matrix(900, dimensions: 12, seed: 6, stream: 1)
    let y = try RowSource.clustered.matrix(500, dimensions: 12, seed: 6, stream: 2)
    let values = try (0..<4).map { try find(ClusterScan(), x, y, seed: $0).pValue }
    #expect(Set(values).count > 1)
    #expect(values.allSatisfy { $0 > 0.01 }, "\(values)")
  }
}
