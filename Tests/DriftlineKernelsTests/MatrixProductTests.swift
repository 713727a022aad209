import DriftlineKernels
import Testing

@Suite struct MatrixProductTests {
  private func products<Scalar: KernelScalar>(_: Scalar.Type) {
    let (m, n, k) = (7, 5, 19)
    let a: [Scalar] = normalRows(m, k, seed: 1)
    let b: [Scalar] = normalRows(n, k, seed: 2)
    var c = [Scalar](repeating: .nan, count: m * n)
    Scalar.gemm(
      transposeA: false, transposeB: true, m: m, n: n, k: k, alpha: 2, a: a, lda: k, b: b, ldb: k,
      beta: 0, c: &c, ldc: n)
    for i in 0..<m {
      for j in 0..<n {
        let exact = (0..<k).reduce(0.0) { $0 + 2 * Double(a[i * k + $1]) * Double(b[j * k + $1]) }
        #expect((Double(c[i * n + j]) - exact).magnitude < 200 * ulp(Scalar.self))
      }
    }
    var s = [Scalar](repeating: 7, count: k * k)
    Scalar.syrk(n: k, k: m, alpha: 1, a: a, lda: k, beta: 0, c: &s, ldc: k)
    for i in 0..<k {
      for j in 0..<k {
        let exact = (0..<m).reduce(0.0) { $0 + Double(a[$1 * k + i]) * Double(a[$1 * k + j]) }
        #expect(
          (Double(s[i * k + j]) - (j < i ? 7 : exact)).magnitude < 200 * ulp(Scalar.self))
      }
    }
  }

  @Test func agreeWithLoops() {
    products(Float.self)
    products(Double.self)
  }

  @Test func callsFromSeveralThreadsAtOnceHaveTheBitsOfOneAfterTheOther() {
    let (m, n, k) = (64, 48, 96)
    let a = RowStorage<Float>(copying: normalRows(200 * m, k, seed: 3), dimensions: k)
    let b: [Float] = normalRows(n, k, seed: 4)
    func run(threads: Int) -> [Float] {
      let c = RowStorage<Float>(count: 200 * m, dimensions: n)
      concurrently(count: 200, threads: threads) { block in
        Float.gemm(
          transposeA: false, transposeB: true, m: m, n: n, k: k, alpha: 1,
          a: a.start + block * m * k, lda: k, b: b, ldb: k, beta: 0,
          c: c.start + block * m * n, ldc: n)
      }
      return Array(c.buffer)
    }
    let one = run(threads: 1)
    for threads in [2, 2, 2, 4, 8] { #expect(run(threads: threads) == one) }
  }

  private func scatters<Scalar: KernelScalar>(_: Scalar.Type, d: Int) {
    for count in [0, 1, 9, 511, 513, 1500] {
      let rows: [Scalar] = normalRows(count, d, seed: 5, offset: 10)
      let shift = [Scalar](repeating: 10, count: d)
      let kept = (0..<count).map { UInt8($0 % 4 == 1 ? 0 : 1) }
      var expected = [Double](repeating: 0, count: d * d)
      for r in 0..<count where kept[r] != 0 {
        let x = (0..<d).map { Double(rows[r * d + $0] - 10) }
        for i in 0..<d { for j in 0..<d { expected[i * d + j] += x[i] * x[j] } }
      }
      func run(threads: Int) -> [Double] {
        rows.withUnsafeBufferPointer { rows in
          kept.withUnsafeBufferPointer { kept in
            guard let rows = rows.baseAddress else {
              return scatter(
                shift, count: 0, dimensions: d, shift: shift, kept: nil, threads: threads)
            }
            return scatter(
              rows, count: count, dimensions: d, shift: shift, kept: kept.baseAddress,
              threads: threads)
          }
        }
      }
      let found = run(threads: 1)
      let bound = Double(count + 1) * 30 * ulp(Scalar.self)
      for (x, y) in zip(found, expected) { #expect((x - y).magnitude <= bound) }
      for threads in [2, 3, 7] { #expect(run(threads: threads) == found) }
    }
  }

  @Test(arguments: [1, 3, 16, 17, 65]) func aScatterMatrixHasTheSameBitsForAnyThreads(d: Int) {
    scatters(Float.self, d: d)
    scatters(Double.self, d: d)
  }
}
