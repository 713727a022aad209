import DriftlineKernels
import Testing

@Suite struct RowProductsTests {
  private func agreeWithLoops<Scalar: KernelScalar>(_: Scalar.Type, d: Int, k: Int) {
    for count in 0...9 {
      let rows: [Scalar] = normalRows(count, d, seed: 1, offset: 2)
      let vectors: [Scalar] = normalRows(k, d, seed: 2)
      for shift in [nil, normalRows(1, d, seed: 3, offset: 2) as [Scalar]] {
        let found = rowProducts(rows[...], dimensions: d, shift: shift, vectors: vectors)
        for i in 0..<count {
          let x = (0..<d).map { Double(rows[i * d + $0]) - Double(shift?[$0] ?? 0) }
          let norm = x.reduce(0) { $0 + $1 * $1 }
          let bound = Double(8 + d / 16) * ulp(Scalar.self)
          #expect((found.norms[i] - norm).magnitude <= bound * (norm + 1), "d \(d), k \(k)")
          for j in 0..<k {
            let v = (0..<d).map { Double(vectors[j * d + $0]) }
            let expected = zip(x, v).reduce(0) { $0 + $1.0 * $1.1 }
            let size = zip(x, v).reduce(1) { $0 + ($1.0 * $1.1).magnitude }
            let found = Double(found.products[i * k + j])
            #expect((found - expected).magnitude <= bound * size, "d \(d), k \(k), j \(j)")
          }
        }
      }
    }
  }

  @Test(arguments: rowSizes, [0, 1, 2, 3, 4, 5, 6, 8, 10, 11, 16, 32, 37])
  func agreeWithLoopsInDouble(d: Int, k: Int) {
    agreeWithLoops(Float.self, d: d, k: k)
    agreeWithLoops(Double.self, d: d, k: k)
  }

  private func dependOnOneRow<Scalar: KernelScalar>(_: Scalar.Type, d: Int, k: Int) {
    let rows: [Scalar] = normalRows(23, d, seed: 4)
    let vectors: [Scalar] = normalRows(k, d, seed: 5)
    let shift: [Scalar] = normalRows(1, d, seed: 6)
    let all = rowProducts(rows[...], dimensions: d, shift: shift, vectors: vectors)
    for height in 1...9 {
      for first in stride(from: 0, to: 23, by: height) {
        let last = min(first + height, 23)
        let part = rowProducts(
          rows[first * d..<last * d], dimensions: d, shift: shift, vectors: vectors)
        #expect(part.norms == Array(all.norms[first..<last]))
        #expect(part.products == Array(all.products[first * k..<last * k]))
      }
    }
  }

  @Test(arguments: [1, 3, 16, 17, 50, 768], [0, 1, 5, 6, 10, 16, 32])
  func haveTheSameBitsHoweverTheRowsAreCut(d: Int, k: Int) {
    dependOnOneRow(Float.self, d: d, k: k)
    dependOnOneRow(Double.self, d: d, k: k)
  }

  private func marksRows<Scalar: KernelScalar>(_: Scalar.Type, d: Int) {
    for bad in [Scalar.nan, .infinity, -.infinity] {
      for row in 0..<7 {
        for column in Set([0, d / 2, d - 1]) {
          var rows: [Scalar] = normalRows(7, d, seed: 7)
          rows[row * d + column] = bad
          let found = rowProducts(rows[...], dimensions: d, shift: nil, vectors: [])
          #expect(found.norms.map(\.isFinite) == (0..<7).map { $0 != row })
        }
      }
    }
  }

  @Test(arguments: rowSizes) func aRowWithAHoleHasNoFiniteNormAndNoOtherRowChanges(d: Int) {
    marksRows(Float.self, d: d)
    marksRows(Double.self, d: d)
  }

  @Test func floatsWhoseSquaresOverflowHaveAFiniteNorm() {
    let rows =
      [Float](repeating: 3e38, count: 20) + [Float](repeating: .leastNonzeroMagnitude, count: 20)
    let found = rowProducts(rows[...], dimensions: 20, shift: nil, vectors: [])
    let huge = Double(3e38 as Float)
    #expect(agree(found.norms[0], 20 * huge * huge, relative: 1e-15))
    #expect(found.norms[1] == 0)
  }
}
