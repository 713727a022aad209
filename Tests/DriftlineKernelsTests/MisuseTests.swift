import DriftlineKernels
import Testing

@Suite struct MisuseTests {
  @Test func edgesThatDoNotAscendAreRefused() async {
    await #expect(processExitsWith: .failure) {
      let values = [1.0]
      _ = tally(values.span, interiorEdges: [2, 1], closedRight: true, threads: 1)
    }
  }

  @Test func aWalkOfAnEmptySampleIsRefused() async {
    await #expect(processExitsWith: .failure) {
      let (x, y): ([Double], [Double]) = ([], [1])
      _ = walk(x.span, y.span, needs: .all, threads: 1)
    }
  }

  @Test func overlappingBracketsAreRefused() async {
    await #expect(processExitsWith: .failure) {
      let values = [1.0]
      var selected: [Double] = []
      var counts = BracketCounts(brackets: 2)
      collect(
        values.span, brackets: [0...5, 5...9], counts: &counts, into: &selected, threads: 1)
    }
  }

  @Test func aDestinationThatIsTooSmallIsRefused() async {
    await #expect(processExitsWith: .failure) {
      let values = [1.0, 2]
      var one = [0.0]
      _ = one.withUnsafeMutableBufferPointer { compact(values.span, into: $0) }
    }
  }
}
