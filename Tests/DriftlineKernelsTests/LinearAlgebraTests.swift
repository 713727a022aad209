import DriftlineKernels
import Foundation
import Testing

@Suite struct LinearAlgebraTests {
  /// A A^T + n / 100 on the diagonal.
  private func positive(_ n: Int, seed: UInt64) -> [Double] {
    let a: [Double] = normalRows(n, n, seed: seed)
    return (0..<n * n).map { place in
      let (i, j) = (place / n, place % n)
      return (0..<n).reduce(i == j ? Double(n) / 100 : 0) { $0 + a[i * n + $1] * a[j * n + $1] }
    }
  }

  private func product(_ a: [Double], _ b: [Double], _ n: Int) -> [Double] {
    (0..<n * n).map { p in (0..<n).reduce(0) { $0 + a[p / n * n + $1] * b[$1 * n + p % n] } }
  }

  private func transposed(_ a: [Double], _ n: Int) -> [Double] {
    (0..<n * n).map { a[$0 % n * n + $0 / n] }
  }

  private func close(_ a: [Double], _ b: [Double], _ bound: Double) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { ($0 - $1).magnitude <= bound }
  }

  @Test(arguments: [1, 2, 3, 17, 64]) func aCholeskyFactorGivesItsMatrixAndSolves(n: Int) throws {
    let a = positive(n, seed: 1)
    let factor = try CholeskyFactor(of: a, dimensions: n)
    let bound = 1e-12 * Double(n * n)
    #expect(close(product(factor.lower, transposed(factor.lower, n), n), a, bound))
    let x: [Double] = normalRows(5, n, seed: 2)
    var y = x
    factor.solve(rows: &y, count: 5)
    for r in 0..<5 {
      let back = (0..<n).map { i in (0..<n).reduce(0) { $0 + a[i * n + $1] * y[r * n + $1] } }
      #expect(close(back, Array(x[r * n..<(r + 1) * n]), 1e-8))
    }
    var z = x
    factor.solveLower(rows: &z, count: 5)
    for r in 0..<5 {
      let back = (0..<n).map { i in
        (0..<n).reduce(0) { $0 + factor.lower[i * n + $1] * z[r * n + $1] }
      }
      #expect(close(back, Array(x[r * n..<(r + 1) * n]), 1e-9))
    }
  }

  @Test func whatIsNotPositiveDefiniteNamesItsPivot() {
    #expect(throws: LinearAlgebraError.notPositiveDefinite(pivot: 2)) {
      try CholeskyFactor(of: [1, 0, 0, 0, 1, 0, 0, 0, -1], dimensions: 3)
    }
    #expect(throws: LinearAlgebraError.notPositiveDefinite(pivot: 0)) {
      try CholeskyFactor(of: [0], dimensions: 1)
    }
  }

  @Test(arguments: [1, 2, 3, 17, 64]) func anEigensystemGivesItsMatrix(n: Int) throws {
    let a = positive(n, seed: 3)
    let system = try symmetricEigensystem(a, dimensions: n)
    #expect(system.values == system.values.sorted())
    var scaled = system.vectors
    for k in 0..<n { for i in 0..<n { scaled[k * n + i] *= system.values[k] } }
    #expect(close(product(transposed(system.vectors, n), scaled, n), a, 1e-12 * Double(n * n)))
  }

  @Test func singularValuesAreThoseOfADiagonalAndOfItsTranspose() throws {
    #expect(close(try singularValues([3, 0, 0, 0, -4, 0], rows: 2, columns: 3), [4, 3], 1e-14))
    #expect(close(try singularValues([3, 0, 0, -4, 0, 0], rows: 3, columns: 2), [4, 3], 1e-14))
    let a: [Double] = normalRows(5, 9, seed: 4)
    let values = try singularValues(a, rows: 5, columns: 9)
    let squares = values.reduce(0) { $0 + $1 * $1 }
    #expect(agree(squares, a.reduce(0) { $0 + $1 * $1 }, relative: 1e-13))
  }

  @Test(arguments: [Double.nan, .infinity]) func whatIsNotFiniteIsRefused(bad: Double) {
    let a = [1, 0, bad, 1]
    #expect(throws: LinearAlgebraError.notFinite) { try CholeskyFactor(of: a, dimensions: 2) }
    #expect(throws: LinearAlgebraError.notFinite) { try symmetricEigensystem(a, dimensions: 2) }
    #expect(throws: LinearAlgebraError.notFinite) { try singularValues(a, rows: 2, columns: 2) }
  }

  @Test func nothingHasNoValues() throws {
    #expect(try CholeskyFactor(of: [], dimensions: 0).lower.isEmpty)
    #expect(try symmetricEigensystem([], dimensions: 0).vectors.isEmpty)
    #expect(try singularValues([], rows: 0, columns: 3).isEmpty)
  }
}
