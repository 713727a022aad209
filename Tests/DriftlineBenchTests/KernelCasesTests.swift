import Testing

@testable import DriftlineBench

@Suite struct KernelCasesTests {
  @Test func everyKernelRunsAndGivesTheSameAgain() {
    for kernel in KernelCases.all {
      let sums = (0..<2).map { _ in
        let work = kernel.prepare(1)
        work.reset()
        work.run()
        return work.checksum()
      }
      #expect(sums[0].isFinite, "\(kernel.name)")
      #expect(sums[0] == sums[1], "\(kernel.name)")
    }
  }

  @Test func aSecondRunOnTheSameInputGivesTheSame() {
    for kernel in KernelCases.all {
      let work = kernel.prepare(1)
      let sums = (0..<2).map { _ in
        work.reset()
        work.run()
        return work.checksum()
      }
      #expect(sums[0] == sums[1], "\(kernel.name)")
    }
  }

  @Test func namesDiffer() {
    #expect(Set(KernelCases.names).count == KernelCases.names.count)
  }

  @Test func resultsAreThoseOfPlainComputations() throws {
    let values = KernelInputs.normal(65_536)
    #expect(try checksum("sort") == KernelInputs.sum(values.sorted()))
    let many = KernelInputs.normal(4 * 65_536)
    var bins = [Int](repeating: 0, count: 10)
    for value in many {
      let edges = (1..<10).map { 6 * Double($0) / 10 - 3 }
      bins[edges.count { value > $0 }] += 1
    }
    #expect(try checksum("count_few_bins") == KernelInputs.sum(bins))
    #expect(try checksum("count_missing") == Double((0..<16 * 65_536).count { $0 % 10 == 3 }))
    // 200 values of rows and columns: norms in double, in the order of the columns.
    let rows = KernelInputs.normal(2_048 * 384)
    let shift = KernelInputs.normal(384, stream: 1)
    let norms = (0..<2_048).map { row in
      (0..<384).reduce(0) { sum, column in
        let x = rows[row * 384 + column] - shift[column]
        return sum + x * x
      }
    }
    let (found, expected) = (try checksum("row_norms_f64"), KernelInputs.sum(norms))
    #expect(abs(found - expected) < 1e-9 * expected)
  }

  @Test func oneCaseIsRunByItsName() {
    var seen: [String] = []
    #expect(KernelCases.runOnce(named: "moments") { name, _ in seen.append(name) } == 1)
    #expect(seen == ["moments"])
    #expect(KernelCases.runOnce(named: "none") == 0)
  }

  @Test func timesHaveARowForEveryKernel() {
    var bench = KernelBench()
    (bench.scale, bench.budget) = (1, 0)
    let rows = bench.run(limits: nil)
    #expect(rows.map(\.name) == KernelCases.names)
    #expect(rows.allSatisfy { $0.seconds > 0 && $0.bytes > 0 && $0.shareOfRead == 0 })
  }

  private func checksum(_ name: String) throws -> Double {
    let work = try #require(KernelCases.all.first { $0.name == name }).prepare(1)
    work.reset()
    work.run()
    return work.checksum()
  }
}
