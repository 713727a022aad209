import DriftlineKernels
import Testing

@Suite struct SortTests {
  private func sorted(_ values: [Double], threads: Int) -> [Double] {
    var values = values
    values.withUnsafeMutableBufferPointer { sortAscending($0, threads: threads) }
    return values
  }

  @Test(arguments: Hostile.allCases, boundarySizes)
  func agreesWithTheStandardLibrary(kind: Hostile, count: Int) {
    let values = kind.values(count, seed: 1).map { $0.isNaN ? 3 : $0 }
    let expected = values.sorted().map { $0 + 0.0 }
    for threads in [1, 2, 7] {
      #expect(sorted(values, threads: threads).map(\.bitPattern) == expected.map(\.bitPattern))
    }
  }

  @Test func aMillionTiesAreNoTrouble() {
    let same = [Double](repeating: 1, count: 1_000_000)
    #expect(sorted(same, threads: 2) == same)
    let two = (0..<1_000_000).map { Double($0 % 2) }
    #expect(sorted(two, threads: 2) == two.sorted())
    let mostly = (0..<1_000_000).map { $0 % 1000 == 0 ? Double($0) : 7 }
    #expect(sorted(mostly, threads: 7) == mostly.sorted())
  }

  @Test func survivesAnOrganPipeAndSawTeeth() {
    let pipe = (0..<300_000).map { Double(min($0, 300_000 - $0)) }
    let teeth = (0..<300_000).map { Double($0 % 1023) }
    for values in [pipe, teeth] {
      for threads in [1, 2, 7] { #expect(sorted(values, threads: threads) == values.sorted()) }
    }
  }

  @Test(arguments: Hostile.allCases, [0, 1, 2, 100, 70_000])
  func pairsStayTogetherAndKeepTheirOrder(kind: Hostile, count: Int) {
    var values = kind.values(count, seed: 2).map { $0.isNaN ? 3 : $0 }
    var weights = values.indices.map(Double.init)
    let expected = values.indices.sorted {
      (values[$0], $0) < (values[$1], $1)
    }
    let before = values
    sortPairs(values: &values, weights: &weights)
    #expect(weights == expected.map(Double.init))
    #expect(values.map(\.bitPattern) == expected.map { (before[$0] + 0.0).bitPattern })
  }
}
