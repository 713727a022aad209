import DriftlineKernels
import Foundation
import Testing

@Suite struct GaussianTests {
  /// exp(-x) of many x, through a row of products that are 0 with norms that are 0 and x.
  private func exponentials<Scalar: KernelScalar>(_ x: [Scalar]) -> [Scalar] {
    var products = [Scalar](repeating: 0, count: x.count)
    Scalar.gaussian(
      &products, rows: 1, columns: x.count, stride: x.count, rowNorms: [0], columnNorms: x,
      gamma: 1)
    return products
  }

  @Test func floatsAreWithinTwoUnits() {
    let x = (0...4_000_000).map { Float($0) * (87.3 / 4_000_000) } + [1e-30, 1e-8, 87.3365]
    let found = exponentials(x)
    let worst =
      zip(x, found).map { x, y -> Double in
        let exact = exp(-Double(x))
        return (Double(y) - exact).magnitude / Double(Float(exact).ulp)
      }.max() ?? 0
    #expect(worst <= 2, "\(worst) units in the last place")
  }

  @Test func doublesAreWithin1e15() {
    let x = (0...2_000_000).map { Double($0) * (708 / 2_000_000) } + [1e-300, 1e-17, 708.39]
    let worst = zip(x, exponentials(x)).map { x, y in (y - exp(-x)).magnitude / exp(-x) }.max()
    #expect(worst ?? 1 <= 1e-15, "relative error \(worst ?? 1)")
  }

  @Test func farDistancesAreZeroAndNaNStays() {
    #expect(exponentials([0, 87.4, 1e10, 3e38, .infinity] as [Float]) == [1, 0, 0, 0, 0])
    #expect(exponentials([0, 708.4, 1e10, 1e308, .infinity]) == [1, 0, 0, 0, 0])
    #expect(exponentials([Float.nan])[0].isNaN && exponentials([Double.nan])[0].isNaN)
  }

  private func block<Scalar: KernelScalar>(_: Scalar.Type, columns: Int) {
    let (rows, stride) = (5, columns + 3)
    let products: [Scalar] = normalRows(rows, stride, seed: 1)
    let rowNorms: [Scalar] = normalRows(rows, 1, seed: 2, offset: 3)
    let columnNorms: [Scalar] = normalRows(columns, 1, seed: 3, offset: 1)
    var found = products
    Scalar.gaussian(
      &found, rows: rows, columns: columns, stride: stride, rowNorms: rowNorms,
      columnNorms: columnNorms, gamma: 0.25)
    for i in 0..<rows {
      for j in 0..<stride {
        let p = products[i * stride + j]
        guard j < columns else {
          #expect(found[i * stride + j] == p)
          continue
        }
        let squared = max(0, rowNorms[i] + columnNorms[j] - 2 * p)
        let one = exponentials([squared * 0.25])[0]
        #expect(found[i * stride + j] == one)
      }
    }
  }

  @Test(arguments: [1, 3, 8, 15, 16, 17, 100])
  func aValueDoesNotDependOnItsPlace(columns: Int) {
    block(Float.self, columns: columns)
    block(Double.self, columns: columns)
  }
}
