import DriftlineKernels
import Testing

@Suite struct LUFactorTests {
  /// 3 x 3, with a pivot of 0 at first.
  static let matrix: [Double] = [0, 2, 1, 1, 1, 0, 4, 0, 1]

  @Test func solvesBothWays() throws {
    let factor = try LUFactor(of: Self.matrix, dimensions: 3)
    // A (1, 2, 3) and A^T (1, 2, 3).
    for (right, transposed) in [([7.0, 3, 7], false), ([14.0, 4, 4], true)] {
      let x = factor.solve(right, transposed: transposed)
      for (value, expected) in zip(x, [1.0, 2, 3]) { #expect(abs(value - expected) < 1e-14) }
    }
  }

  @Test func refusesWhatHasNoInverse() {
    #expect(throws: LinearAlgebraError.singular(pivot: 1)) {
      try LUFactor(of: [1, 2, 2, 4], dimensions: 2)
    }
    #expect(throws: LinearAlgebraError.notFinite) {
      try LUFactor(of: [1, .nan, 2, 4], dimensions: 2)
    }
  }

  @Test func takesNothing() throws {
    #expect(try LUFactor(of: [], dimensions: 0).solve([]) == [])
  }
}
