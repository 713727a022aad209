/// The effective count, then the counts of the bins.
extension BinCounts: StoredPart {
  package func write(to out: inout ByteWriter) {
    out.double(effectiveCount)
    out.doubles(counts)
  }

  package init(from input: inout ByteReader) throws(DriftlineError) {
    let effectiveCount = try input.double("the effective count", allowing: .finiteNotNegative)
    let counts = try input.doubles("the bins' counts", allowing: .finiteNotNegative)
    let total = counts.reduce(0, +)
    guard max(total, effectiveCount) <= Double(largestStoredCount) else {
      throw input.damage("the sum of the bins", is: total, expected: "at most 2^53")
    }
    guard (1...mostBins).contains(counts.count) else {
      throw input.damage("the number of bins", is: counts.count, expected: "1 to \(mostBins)")
    }
    self.init(counts: [])
    self.counts = counts
    self.effectiveCount = effectiveCount
  }
}

/// The most bins that a detector can be given.
let mostBins = 100_001
