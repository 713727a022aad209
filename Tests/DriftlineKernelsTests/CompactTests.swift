import DriftlineKernels
import Testing

@Suite struct CompactTests {
  private func compacted(_ values: [Double], threads: Int) -> [Double] {
    // A capacity of 0 would write to the one empty array of all threads.
    [Double](unsafeUninitializedCapacity: values.count + 1) { buffer, count in
      count = compact(
        values.span, into: UnsafeMutableBufferPointer(rebasing: buffer[..<values.count]),
        threads: threads)
    }
  }

  @Test(arguments: Hostile.allCases, boundarySizes)
  func keepsWhatIsNotMissingInOrder(kind: Hostile, count: Int) {
    let values = kind.values(count, seed: 1)
    let expected = values.filter { !$0.isNaN }.map(\.bitPattern)
    for threads in [1, 2, 7] {
      #expect(compacted(values, threads: threads).map(\.bitPattern) == expected)
    }
  }

  @Test func worksWithOneMissingInAnyPlace() {
    for count in [31, 32, 33, 64, 65] {
      for place in 0..<count {
        var values = Hostile.ascending.values(count, seed: 0)
        values[place] = .nan
        #expect(compacted(values, threads: 1) == values.filter { !$0.isNaN })
      }
    }
  }
}
