import Driftline

/// A chart of rows with known mean and covariance.
protocol CovarianceChart: Chart {
  /// Numbers in a row.
  var dimensions: Int { get set }
  /// The mean where nothing is wrong; empty: zeros.
  var mean: [Double] { get set }
  /// The covariance where nothing is wrong, row by row; empty: the identity.
  var covariance: [Double] { get set }
}

extension CovarianceChart {
  /// The parameters that say what is known.
  static var baselineParameters: [Parameter<Self>] {
    [
      .integer("dimensions", \.dimensions, in: 1...Whitening.most, "numbers in a row"),
      .numbers("mean", \.mean, count: 0...Whitening.most, "the mean where nothing is wrong"),
      .numbers(
        "covariance", \.covariance, count: 0...(Whitening.most * Whitening.most),
        "the covariance where nothing is wrong, row by row"),
    ]
  }

  /// How many numbers make up a row.
  public var width: Int { dimensions }

  /// Mean and covariance, as what makes rows uncorrelated.
  ///
  /// - Throws: `invalid_params` where they do not fit the dimensions, and where the covariance is none.
  func whitening() throws(DriftlineError) -> Whitening {
    try Whitening(dimensions: dimensions, mean: mean, covariance: covariance, chart: Self.name)
  }

  /// The same of a chart that ``Parameterized/validate()`` has passed.
  var knownWhitening: Whitening {
    do { return try whitening() } catch {
      preconditionFailure("validate() has not been called: \(error.message)")
    }
  }

  /// The chart with mean and covariance of a sample, and how many rows of it were whole.
  ///
  /// - Throws: `insufficient_data` for a sample that is too small, `invalid_params` where mean or
  ///   covariance is given too.
  func withMoments(of sample: [Double]) throws(DriftlineError) -> (chart: Self, rows: Int) {
    guard mean.isEmpty, covariance.isEmpty else {
      throw DriftlineError(
        .invalidParams,
        "mean and covariance come from the baseline, and are given too; leave out one or the other",
        at: "\(Self.name).\(mean.isEmpty ? "covariance" : "mean")")
    }
    var chart = self
    let rows: Int
    (chart.mean, chart.covariance, rows) = try Whitening.moments(of: sample, dimensions: dimensions)
    return (chart, rows)
  }
}
