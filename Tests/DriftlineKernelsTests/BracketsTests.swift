import DriftlineKernels
import Testing

@Suite struct BracketsTests {
  @Test(arguments: Hostile.allCases, [0, 1, 511, 513, 140_001])
  func countsAndKeepsWhatLiesInBrackets(kind: Hostile, count: Int) {
    let values = kind.values(count, seed: 2)
    let all: [ClosedRange<Double>] = [
      -.infinity ... -1.5, 0...0.25, 1...1, 1.5...2, .infinity ... .infinity,
    ]
    for used in [0, 3, all.count] {
      let brackets = Array(all[..<used])
      let expected = values.filter { x in brackets.contains { $0.contains(x) } }
      let missing = values.count { $0.isNaN }
      let below = brackets.map { bracket in values.count { $0 < bracket.lowerBound } }
      let inside = brackets.map { bracket in values.count { bracket.contains($0) } }
      for threads in [1, 2, 7] {
        var selected = [42.0]
        var counts = BracketCounts(brackets: used)
        collect(
          values.span, brackets: brackets, counts: &counts, into: &selected, threads: threads)
        #expect(selected.map(\.bitPattern) == ([42.0] + expected).map(\.bitPattern))
        #expect(counts.missing == missing)
        #expect(counts.below == below && counts.inside == inside)
      }
    }
  }
}
