import Driftline
private import DriftlineKernels

/// A mean and a covariance, as what makes rows uncorrelated with variance 1: L^-1 (x - mean).
public struct Whitening: Sendable, Equatable {
  /// The most numbers a row may have.
  public static let most = 256

  /// How many numbers a row has.
  var dimensions: Int { mean.count }

  private let mean: [Double]
  private let lower: [Double]

  /// Takes a mean and a covariance; empty: zeros and the identity.
  ///
  /// - Throws: `invalid_params` where they do not fit the dimensions, and where the covariance is not
  ///   symmetric and positive definite.
  init(
    dimensions p: Int, mean: [Double], covariance: [Double], chart: String
  ) throws(DriftlineError) {
    func refuse(_ name: String, _ what: String) -> DriftlineError {
      DriftlineError(.invalidParams, "\(chart).\(name) \(what)", at: "\(chart).\(name)")
    }
    guard mean.isEmpty || mean.count == p else {
      throw refuse("mean", "has \(mean.count) numbers; there are \(p) dimensions")
    }
    guard covariance.isEmpty || covariance.count == p * p else {
      throw refuse(
        "covariance", "has \(covariance.count) numbers; \(p) dimensions take \(p * p), row by row")
    }
    self.mean = mean.isEmpty ? [Double](repeating: 0, count: p) : mean
    var matrix = covariance
    if covariance.isEmpty {
      matrix = [Double](repeating: 0, count: p * p)
      for i in 0..<p { matrix[i * p + i] = 1 }
    }
    for i in 0..<p {
      for j in 0..<i {
        let (a, b) = (matrix[i * p + j], matrix[j * p + i])
        guard abs(a - b) <= 1e-9 * max(abs(a), abs(b)) else {
          throw refuse("covariance", "is not symmetric: row \(i) has \(a) and row \(j) has \(b)")
        }
      }
    }
    do { lower = try CholeskyFactor(of: matrix, dimensions: p).lower } catch {
      throw refuse("covariance", "is not positive definite: \(error)")
    }
  }

  /// The mean and covariance of a sample of rows, and how many rows were whole.
  ///
  /// Rows with a number that is not finite are left out.
  ///
  /// - Throws: `insufficient_data` where there are not more whole rows than dimensions and one.
  static func moments(
    of sample: [Double], dimensions p: Int
  ) throws(DriftlineError) -> (mean: [Double], covariance: [Double], count: Int) {
    precondition(sample.count.isMultiple(of: p), "\(sample.count) numbers in rows of \(p)")
    let rows = stride(from: 0, to: sample.count, by: p).filter { start in
      sample[start..<start + p].allSatisfy(\.isFinite)
    }
    guard rows.count > p + 1 else {
      throw DriftlineError(
        .insufficientData,
        "a baseline of \(rows.count) whole rows; a covariance of \(p) dimensions takes \(p + 2)",
        details: [.init("n", .int(rows.count)), .init("min", .int(p + 2))])
    }
    let origin = Array(sample[rows[0]..<rows[0] + p])
    let n = Double(rows.count)
    var offset = [Double](repeating: 0, count: p)
    for start in rows {
      for i in 0..<p { offset[i] += centred(sample[start + i], around: origin[i]) / n }
    }
    var covariance = [Double](repeating: 0, count: p * p)
    for start in rows {
      let row = (0..<p).map { centred(sample[start + $0], around: origin[$0]) - offset[$0] }
      for i in 0..<p { for j in 0...i { covariance[i * p + j] += row[i] * row[j] / (n - 1) } }
    }
    for i in 0..<p { for j in 0..<i { covariance[j * p + i] = covariance[i * p + j] } }
    return (zip(origin, offset).map { $0 + $1 }, covariance, rows.count)
  }

  /// A row, made uncorrelated.
  ///
  /// - Complexity: O(p^2).
  func white(_ row: Span<Double>) -> [Double] {
    let p = mean.count
    var out = [Double](repeating: 0, count: p)
    for i in 0..<p {
      var rest = centred(row[i], around: mean[i])
      for j in 0..<i { rest -= lower[i * p + j] * out[j] }
      out[i] = max(-1e150, min(1e150, rest / lower[i * p + i]))
    }
    return out
  }
}
