import DriftlineKernels
import Testing

@Suite struct RowHashesTests {
  private func hashes<Scalar: KernelScalar>(
    _ rows: [Scalar], _ d: Int, seed: UInt64 = 1
  ) -> [UInt64] {
    var hashes = [UInt64](repeating: 0, count: rows.count / d)
    Scalar.rowHashes(rows, count: rows.count / d, dimensions: d, seed: seed, hashes: &hashes)
    return hashes
  }

  @Test(arguments: rowSizes) func floatsAndTheirDoublesAgreeAndZeroHasNoSign(d: Int) {
    let rows: [Float] = normalRows(9, d, seed: 1)
    #expect(hashes(rows, d) == hashes(rows.map(Double.init), d))
    let zeros = [Float](repeating: 0, count: d), negative = [Float](repeating: -0.0, count: d)
    #expect(hashes(zeros, d) == hashes(negative, d))
    #expect(hashes(rows, d) != hashes(rows, d, seed: 2))
  }

  @Test func whatRoundingToFloatsTakesCounts() {
    // Far from the origin these are one float.
    let rows = (0..<4_096).map { 1e9 + Double($0) / 1_048_576 }
    var hashes = [UInt64](repeating: 0, count: rows.count)
    Double.rowHashes(rows, count: rows.count, dimensions: 1, seed: 3, hashes: &hashes)
    #expect(Set(hashes).count == rows.count)
    var large = [UInt64](repeating: 0, count: 2)
    Double.rowHashes([1e300, 2e300], count: 2, dimensions: 1, seed: 3, hashes: &large)
    #expect(large[0] != large[1])
  }

  @Test(arguments: [2, 3, 16, 17, 33, 100]) func swappedColumnsChangeIt(d: Int) {
    let row: [Float] = normalRows(1, d, seed: 2)
    var seen = Set(hashes(row, d))
    for a in 0..<d {
      for b in 0..<a {
        var swapped = row
        swapped.swapAt(a, b)
        #expect(seen.insert(hashes(swapped, d)[0]).inserted, "columns \(a) and \(b)")
      }
    }
  }

  @Test(arguments: [1, 2, 3, 16, 17, 100]) func oneBitChangesHalfOfTheBits(d: Int) {
    let row: [Float] = normalRows(1, d, seed: 3)
    let hash = hashes(row, d)[0]
    var seen: Set = [hash]
    var turned = [Int](repeating: 0, count: 64)
    for column in 0..<d {
      for bit in 0..<32 {
        var other = row
        other[column] = Float(bitPattern: row[column].bitPattern ^ (1 << bit))
        guard other[column].isFinite else { continue }
        let changed = hashes(other, d)[0]
        #expect(seen.insert(changed).inserted)
        for place in 0..<64 { turned[place] += Int((changed ^ hash) >> UInt64(place) & 1) }
      }
    }
    let n = Double(seen.count - 1)
    for place in turned {
      #expect((Double(place) - n / 2).magnitude < 4.5 * (n / 4).squareRoot() + 1)
    }
  }

  @Test(arguments: [1, 2, 4, 40]) func aMillionRowsDoNotCollide(d: Int) {
    // Few distinct values in a column, as in quantised embeddings; d = 1 counts. Fewer rows where C is
    // not optimised.
    #if DEBUG
      let count = 50_000
    #else
      let count = 1_000_000
    #endif
    var random = SplitMix(state: 4)
    var rows = [Float](repeating: 0, count: count * d)
    var distinct = Set<[Float]>()
    for i in 0..<count {
      for j in 0..<d {
        rows[i * d + j] = d == 1 ? Float(i) : Float(Int.random(in: -500...500, using: &random))
      }
      if d == 2 || d == 4 { distinct.insert(Array(rows[i * d..<(i + 1) * d])) }
    }
    let found = hashes(rows, d)
    #expect(Set(found).count == (distinct.isEmpty ? count : distinct.count))
  }

  @Test(arguments: [1, 3, 16, 40]) func similarRowsFillTheRangeEvenly(d: Int) {
    // Rows that count up in one column: 2^16 of them in 2^8 bins by each byte of the hash.
    var rows = [Float](repeating: 1, count: 65_536 * d)
    for i in 0..<65_536 { rows[i * d + d / 2] = Float(i) }
    let found = hashes(rows, d)
    for byte in 0..<8 {
      var counts = [Double](repeating: 0, count: 256)
      for hash in found { counts[Int(hash >> UInt64(8 * byte) & 255)] += 1 }
      let chiSquare = counts.reduce(0) { $0 + ($1 - 256) * ($1 - 256) / 256 }
      // 255 degrees of freedom: mean 255, deviation 22.6.
      #expect(chiSquare < 370 && chiSquare > 150, "byte \(byte): \(chiSquare)")
    }
  }
}
