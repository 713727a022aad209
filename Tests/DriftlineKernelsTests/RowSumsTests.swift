import DriftlineKernels
import Testing

@Suite struct RowSumsTests {
  private func clusterSums<Scalar: KernelScalar>(_: Scalar.Type, d: Int, k: Int32) {
    for count in [0, 1, 2, 7, 9, 200] {
      let rows: [Scalar] = normalRows(count, d, seed: 1)
      var random = SplitMix(state: 2)
      let clusters = (0..<count).map { _ in Int32.random(in: -1..<k, using: &random) }
      for shift in [nil, normalRows(1, d, seed: 3) as [Scalar]] {
        var expected = [Double](repeating: 0.5, count: Int(k) * d)
        for i in 0..<count where clusters[i] >= 0 {
          for j in 0..<d {
            expected[Int(clusters[i]) * d + j] += Double(rows[i * d + j] - (shift?[j] ?? 0))
          }
        }
        for cut in Set([0, count / 3, count]) {
          var sums = [Double](repeating: 0.5, count: Int(k) * d)
          rows.withUnsafeBufferPointer { rows in
            withOptionalPointer(shift) { shift in
              clusters.withUnsafeBufferPointer { clusters in
                guard let rows = rows.baseAddress, let clusters = clusters.baseAddress else {
                  return
                }
                Scalar.addToClusters(
                  rows, count: cut, dimensions: d, shift: shift, clusters: clusters, sums: &sums)
                Scalar.addToClusters(
                  rows + cut * d, count: count - cut, dimensions: d, shift: shift,
                  clusters: clusters + cut, sums: &sums)
              }
            }
          }
          #expect(sums == expected, "d \(d), \(count) rows, cut at \(cut)")
        }
      }
    }
  }

  @Test(arguments: rowSizes, [1, 10, 480] as [Int32])
  func clustersAddUpInTheOrderOfTheRows(d: Int, k: Int32) {
    clusterSums(Float.self, d: d, k: k)
    clusterSums(Double.self, d: d, k: k)
  }

  private func columns<Scalar: KernelScalar>(_: Scalar.Type, d: Int) {
    for count in [0, 1, 2, 7, 9, 100] {
      let rows: [Scalar] = normalRows(count, d, seed: 1)
      for (shift, kept) in [
        (nil, nil),
        (normalRows(1, d, seed: 3) as [Scalar], (0..<count).map { UInt8($0 % 3 == 1 ? 0 : 1) }),
      ] {
        var sums = [Double](repeating: 0.5, count: d)
        var squares = sums
        for i in 0..<count where kept?[i] != 0 {
          for j in 0..<d {
            let x = Double(rows[i * d + j]) - Double(shift?[j] ?? 0)
            sums[j] += x
            squares[j] += x * x
          }
        }
        for cut in Set([0, count / 3, count]) {
          var found = [Double](repeating: 0.5, count: d)
          var (foundSquares, without) = (found, found)
          rows.withUnsafeBufferPointer { rows in
            withOptionalPointer(shift) { shift in
              withOptionalPointer(kept) { kept in
                guard let rows = rows.baseAddress else { return }
                for (first, n) in [(0, cut), (cut, count - cut)] {
                  Scalar.columnSums(
                    rows + first * d, count: n, dimensions: d, shift: shift,
                    kept: kept.map { $0 + first }, sums: &found, squares: &foundSquares)
                  Scalar.columnSums(
                    rows + first * d, count: n, dimensions: d, shift: shift,
                    kept: kept.map { $0 + first }, sums: &without, squares: nil)
                }
              }
            }
          }
          #expect(found == sums && without == sums)
          #expect(foundSquares == squares)
        }
      }
    }
  }

  @Test(arguments: rowSizes) func columnsAddUpInTheOrderOfTheRows(d: Int) {
    columns(Float.self, d: d)
    columns(Double.self, d: d)
  }

  private func centres<Scalar: KernelScalar>(_: Scalar.Type, d: Int) {
    let rows: [Scalar] = normalRows(9, d, seed: 1)
    let shift: [Scalar] = normalRows(1, d, seed: 2)
    let kept: [UInt8] = [1, 0, 1, 1, 0, 0, 1, 1, 1]
    var into = [Scalar](repeating: 7, count: 9 * d)
    Scalar.centre(rows, count: 9, dimensions: d, shift: shift, kept: kept, into: &into)
    #expect(into == (0..<9 * d).map { kept[$0 / d] == 0 ? 0 : rows[$0] - shift[$0 % d] })
    Scalar.centre(rows, count: 9, dimensions: d, shift: nil, kept: nil, into: &into)
    #expect(into == rows)
    let place = RowStorage(copying: rows, dimensions: d)
    Scalar.centre(
      UnsafePointer(place.start), count: 9, dimensions: d, shift: shift, kept: nil,
      into: place.start)
    #expect(Array(place.buffer) == (0..<9 * d).map { rows[$0] - shift[$0 % d] })
  }

  @Test(arguments: rowSizes) func centringSubtractsAndClears(d: Int) {
    centres(Float.self, d: d)
    centres(Double.self, d: d)
  }
}
