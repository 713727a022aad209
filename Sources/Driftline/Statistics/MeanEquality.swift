internal import DriftlineKernels
private import Foundation

/// Two samples by their means and covariance matrices, for tests of equal means.
package struct MeanEquality: Sendable {
  /// The difference of the means.
  let shift: [Double]
  /// The covariance matrices, row by row, with divisors n - 1.
  let covariances: (baseline: [Double], current: [Double])
  let n: Int
  let m: Int
  /// What the variance of each column has to be over for the column not to be constant.
  var floors: [Double]
  /// The relative rounding error of the products that the covariances are made of.
  var resolution = Double.ulpOfOne

  /// Samples of `n` and `m` rows, at least 2 each.
  package init(shift: [Double], _ a: [Double], _ b: [Double], n: Int, m: Int) {
    self.shift = shift
    covariances = (a, b)
    (self.n, self.m) = (n, m)
    floors = [Double](repeating: 0, count: shift.count)
  }

  /// The number of columns.
  var dimensions: Int { shift.count }
  /// n m / (n + m).
  var weight: Double { Double(n) * Double(m) / (Double(n) + Double(m)) }

  /// A column that makes the pooled covariance matrix singular.
  package struct Singular: Error, Equatable {
    package let column: Int
    package let isConstant: Bool
  }

  /// Hotelling's T^2 = n m / (n + m) D' S^-1 D with the pooled covariance matrix S.
  ///
  /// Columns are brought to variance 1 first. A column of which others explain all but rounding makes
  /// S singular.
  ///
  /// - Complexity: O(d^3).
  package func tSquared() throws(Singular) -> Double {
    let (a, b) = covariances
    let (u, v) = (Double(n - 1), Double(m - 1))
    let pooled = a.indices.map { (u * a[$0] + v * b[$0]) / (u + v) }
    let deviations = deviations(pooled)
    if let column = deviations.firstIndex(of: 0) {
      throw Singular(column: column, isConstant: true)
    }
    let factor: CholeskyFactor
    do {
      factor = try CholeskyFactor(of: scaled(pooled, deviations), dimensions: dimensions)
    } catch .notPositiveDefinite(let pivot) {
      throw Singular(column: pivot, isConstant: false)
    } catch {
      throw Singular(column: 0, isConstant: false)
    }
    let least = resolution * Double(64 + 4 * dimensions)
    for column in 0..<dimensions {
      let pivot = factor.lower[column * (dimensions + 1)]
      if pivot * pivot <= least { throw Singular(column: column, isConstant: false) }
    }
    var row = zip(shift, deviations).map { $0 / $1 }
    unsafe row.withUnsafeMutableBufferPointer { row in
      if let start = row.baseAddress { unsafe factor.solveLower(rows: start, count: 1) }
    }
    return weight * row.reduce(0) { $0 + $1 * $1 }
  }

  /// The test with a shrunk covariance matrix; `nil` where it holds NaN or an infinity.
  ///
  /// S is the covariance matrix about the common mean, scaled to correlations R; its shrunk form is
  /// (1 - rho) R + rho I with the intensity of oracle approximating shrinkage, and the statistic is
  /// n m / (n + m) D' S*^-1 D. Constant columns are left out.
  ///
  /// With normal rows and equal distributions the direction of the labels is uniform on the sphere of
  /// all N - 1 contrasts given S, so the statistic is a sum g_i u_i^2, u a uniform unit vector and
  /// g_i = (N - 1) l_i / ((1 - rho) l_i + rho) with the eigenvalues l of R. Its tail is that of a
  /// weighted sum of chi-squares at 0; where rho is 0 it is the F test. Nothing but normality is
  /// assumed: neither the number of columns nor what S is.
  ///
  /// Source: Y. Chen, A. Wiesel, Y. C. Eldar, A. O. Hero, IEEE Trans. Signal Processing 58 (2010),
  /// DOI 10.1109/TSP.2010.2053029 (the intensity).
  ///
  /// - Complexity: O(d^3).
  package func shrunk() -> (statistic: Double, intensity: Double, logPValue: Double)? {
    let (a, b) = covariances
    let total = Double(n + m)
    var scatter = a.indices.map { (Double(n - 1) * a[$0] + Double(m - 1) * b[$0]) / (total - 1) }
    for row in 0..<dimensions {
      let step = weight / (total - 1) * shift[row]
      for column in 0..<dimensions {
        scatter[row * dimensions + column] += step * shift[column]
      }
    }
    let deviations = deviations(scatter)
    let kept = deviations.indices.filter { deviations[$0] > 0 }
    let p = kept.count
    if p == 0 { return (0, 1, 0) }
    let whole = scaled(scatter, deviations)
    var correlations = [Double](repeating: 0, count: p * p)
    for (i, row) in kept.enumerated() {
      for (j, column) in kept.enumerated() {
        correlations[i * p + j] = whole[row * dimensions + column]
      }
    }
    guard let system = try? symmetricEigensystem(correlations, dimensions: p) else { return nil }
    let values = system.values.map { max(0, $0) }
    let rho = Self.intensity(values, degrees: total - 1)
    let direction = kept.map { shift[$0] / deviations[$0] }
    var statistic = 0.0
    for index in 0..<p {
      var product = 0.0
      for column in 0..<p { product += system.vectors[index * p + column] * direction[column] }
      statistic += weight * product * product / ((1 - rho) * values[index] + rho)
    }
    let logPValue = Self.logTail(
      statistic, values.map { (total - 1) * $0 / ((1 - rho) * $0 + rho) }, contrasts: n + m - 1)
    return (statistic, rho, logPValue)
  }

  /// Oracle approximating shrinkage of a matrix with mean eigenvalue 1 to the identity.
  private static func intensity(_ values: [Double], degrees n: Double) -> Double {
    let p = Double(values.count)
    let trace = values.reduce(0, +)
    let squares = values.reduce(0) { $0 + $1 * $1 }
    let above = (1 - 2 / p) * squares + trace * trace
    let below = (n + 1 - 2 / p) * (squares - trace * trace / p)
    return above < below ? above / below : 1
  }

  /// log P(sum g_i u_i^2 >= t) for a uniform unit vector u of so many contrasts.
  private static func logTail(_ t: Double, _ gains: [Double], contrasts: Int) -> Double {
    // Rows have no more contrasts than that: the least eigenvalues are rounding errors of 0.
    let gains = gains.sorted(by: >).prefix(contrasts)
    guard let largest = gains.first, let least = gains.last else { return 0 }
    // A statistic that cannot vary says nothing.
    if gains.count == contrasts, largest - least <= 1e-9 * largest { return 0 }
    let rest = Double(contrasts - gains.count)
    // All of u on the largest gain is as far as it goes.
    let t = min(t, largest * (1 - 1e-12))
    return ChiSquareContrast(gains.map { ($0 - t, 1) } + [(-t, rest)]).logProbabilityPositive()
  }

  /// Standard deviations; 0 for columns that are constant but for rounding.
  private func deviations(_ matrix: [Double]) -> [Double] {
    (0..<dimensions).map { column in
      let variance = matrix[column * (dimensions + 1)]
      return variance > floors[column] ? variance.squareRoot() : 0
    }
  }

  /// The matrix over the products of deviations; rows and columns of 0 where one is 0.
  private func scaled(_ matrix: [Double], _ deviations: [Double]) -> [Double] {
    let inverse = deviations.map { $0 > 0 ? 1 / $0 : 0 }
    var scaled = matrix
    for row in 0..<dimensions {
      for column in 0..<dimensions {
        scaled[row * dimensions + column] *= inverse[row] * inverse[column]
      }
    }
    return scaled
  }
}
