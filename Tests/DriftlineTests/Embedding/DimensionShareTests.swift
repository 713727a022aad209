import Driftline
import Foundation
import Testing

/// A Kolmogorov-Smirnov test a dimension.
@Suite struct DimensionShareTests {
  func column(_ values: [Double], _ index: Int, of dimensions: Int) -> [Double] {
    stride(from: index, to: values.count, by: dimensions).map { values[$0] }
  }

  /// The listed dimensions with D and the adjusted p-value.
  func listed(_ found: Finding) -> [(Int, d: Double, p: Double)] {
    guard case .array(let items) = found.detail.first(where: { $0.key == "dimensions" })?.value
    else { return [] }
    return items.compactMap { item in
      guard case .object(let members) = item, members.count == 3,
        case .int(let index) = members[0].value, case .number(let d) = members[1].value,
        case .number(let p) = members[2].value
      else { return nil }
      return (index, d, p)
    }
  }

  @Test func agreesWithATestOfEveryColumn() throws {
    let d = 20
    let x = RowSource.correlated.draw(130, dimensions: d, seed: 1, stream: 1).doubled()
    // Rounded, so that there are ties.
    var y = RowSource.correlated.draw(90, dimensions: d, seed: 1, stream: 2).doubled()
    for index in y.indices where index % d < 3 { y[index] += 1 + Double(index % d) }
    let (a, b) = (x.map { ($0 * 8).rounded() / 8 }, y.map { ($0 * 8).rounded() / 8 })
    var share = DimensionShare()
    share.listed = d
    let found = try find(share, Matrix(a, dimensions: d), Matrix(b, dimensions: d))
    let tests = try (0..<d).map {
      try find(KolmogorovSmirnov(), column(a, $0, of: d), column(b, $0, of: d))
    }
    let adjusted = benjaminiHochberg(logPValues: try tests.map { try #require($0.logPValue) })
    let list = listed(found)
    #expect(list.count == d)
    for (index, distance, p) in list {
      #expect(agree(distance, tests[index].statistic, relative: 1e-12))
      #expect(agree(p, exp(adjusted[index]), relative: 1e-9), "\(p) \(exp(adjusted[index]))")
    }
    let share01 = Double(adjusted.count { $0 < log(0.01) }) / Double(d)
    #expect(found.statistic == share01)
    #expect(share01 > 0)
    #expect(agree(try #require(found.logPValue), try #require(adjusted.min()), relative: 1e-9))
  }

  @Test func namesTheDimensionsThatMoved() throws {
    let x = RowSource.isotropic.draw(400, dimensions: 50, seed: 2, stream: 1)
    var y = RowSource.isotropic.draw(400, dimensions: 50, seed: 2, stream: 2)
    for index in y.indices where [7, 31].contains(index % 50) {
      y[index] += index % 50 == 31 ? 3 : 2
    }
    let found = try find(DimensionShare(), Matrix(x, dimensions: 50), Matrix(y, dimensions: 50))
    #expect(found.statistic == 0.04)
    #expect(listed(found).prefix(2).map(\.0) == [31, 7])
    #expect(found.word("method") == "exact")
  }

  @Test func theOrderOfColumnsDoesNotMatter() throws {
    let x = RowSource.correlated.draw(100, dimensions: 20, seed: 3, stream: 1)
    let y = RowSource.correlated.draw(90, dimensions: 20, seed: 3, stream: 2, offset: 0.5)
    func turned(_ rows: [Float]) -> [Float] {
      stride(from: 0, to: rows.count, by: 20).flatMap { rows[$0..<$0 + 20].reversed() }
    }
    let plain = try find(DimensionShare(), Matrix(x, dimensions: 20), Matrix(y, dimensions: 20))
    let other = try find(
      DimensionShare(), Matrix(turned(x), dimensions: 20), Matrix(turned(y), dimensions: 20))
    #expect(plain.statistic == other.statistic)
    #expect(plain.logPValue == other.logPValue)
  }

  @Test func constantColumnsHaveNotMoved() throws {
    let x = try Matrix([Double](repeating: 2, count: 90), dimensions: 3)
    let found = try find(DimensionShare(), x, x)
    #expect(found.statistic == 0)
    #expect(found.logPValue == 0)
    #expect(listed(found).allSatisfy { $0.d == 0 && $0.p == 1 })
  }

  @Test func falseAlarmsAreAsRareAsPromised() throws {
    var alarms = 0
    for seed in 0..<400 as Range<UInt64> {
      let x = try RowSource.correlated.matrix(60, dimensions: 12, seed: seed, stream: 21)
      let y = try RowSource.correlated.matrix(45, dimensions: 12, seed: seed, stream: 22)
      if try #require(find(DimensionShare(), x, y, threads: 1).logPValue) < log(0.05) {
        alarms += 1
      }
    }
    // At most 20 are expected, with a standard deviation of 4.4; p moves in steps.
    print("dimensions alarms", alarms)
    #expect(4...37 ~= alarms, "\(alarms) of 400")
  }
}
