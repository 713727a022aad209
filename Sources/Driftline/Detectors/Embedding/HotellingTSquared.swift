/// Hotelling's T-squared: whether two matrices have one mean, in units of their covariance.
///
/// H0: both matrices come from normal distributions of one mean and one covariance. Statistic:
/// T^2 = n m / (n + m) D' S^-1 D with the difference D of the means.
///
/// - `shrinkage: none`: S is the pooled covariance matrix. p-value: (n + m - d - 1) / (d (n + m - 2)) T^2
///   follows F with d and n + m - d - 1 degrees of freedom. Where S is singular, because there are too
///   few rows, or a column is constant or follows from others, there is no answer but an error.
/// - `shrinkage: auto`: S is the covariance matrix about the common mean, its correlations drawn towards 0
///   as far as oracle approximating shrinkage has it; a constant column is left out. T^2 is then at
///   most (n + m - 1) over one less that intensity. p-value: exact for normal rows, whatever d is.
/// - No threshold and no bands: p decides. It is blind to changes that leave the mean where it is.
/// - Rows with NaN or infinities are left out. Needs two rows on each side, with `none` more rows in all
///   than columns and one.
/// - Complexity: one read of each matrix, O(n d^2) products, O(d^3) after that.
///
/// Source: H. Hotelling, Annals of Mathematical Statistics 2 (1931), DOI 10.1214/aoms/1177732979;
/// Y. Chen, A. Wiesel, Y. C. Eldar, A. O. Hero, IEEE Trans. Signal Processing 58 (2010),
/// DOI 10.1109/TSP.2010.2053029.
public struct HotellingTSquared: EmbeddingDetector {
  /// What is done about a covariance matrix that too few rows tell.
  public enum Shrinkage: String, Sendable, CaseIterable {
    /// Nothing; an error where it is singular.
    case none
    /// Its correlations are drawn towards 0.
    case auto
  }

  /// The name in JSON, on the command line and in reports.
  public static let name = "hotelling"
  /// What is measured, in one line.
  public static let summary = "Hotelling's T-squared test of equal means"
  /// Where the definition comes from.
  public static let source =
    "Hotelling, Annals of Mathematical Statistics 2, 1931, doi:10.1214/aoms/1177732979"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .choice("shrinkage", \.shrinkage, "the pooled covariance as it is, or drawn to its diagonal")
  ]

  /// What is done about a covariance matrix that too few rows tell.
  public var shrinkage = Shrinkage.none

  /// The test without shrinkage.
  public init() {}

  /// The parts it looks at.
  public var needs: EmbeddingNeeds {
    var needs = EmbeddingNeeds()
    needs.covariance = true
    return needs
  }

  /// Measures two matrices.
  public func measure(_ samples: EmbeddingComparison) throws(DriftlineError) -> Finding {
    try samples.require(atLeast: 2, for: Self.name)
    try samples.requireCovariances(for: Self.name)
    guard let a = samples.covariances?.baseline.matrix, let b = samples.covariances?.current.matrix
    else { preconditionFailure("the covariances were not asked for") }
    var means = MeanEquality(
      shift: samples.meanShift, a, b, n: samples.baseline.count, m: samples.current.count)
    means.resolution = samples.resolution
    means.floors = samples.baseline.mean.map { mean in
      let least = 4 * samples.resolution * abs(mean)
      return max(least * least, samples.leastSquare)
    }
    if shrinkage == .auto {
      guard let shrunk = means.shrunk() else {
        throw DriftlineError(.dataFormat, "the covariances are beyond the range of numbers")
      }
      return Finding(
        statistic: shrunk.statistic, logPValue: shrunk.logPValue, threshold: nil, bands: Bands(),
        detail: [.init("intensity", .number(shrunk.intensity))])
    }
    let (total, d) = (samples.baseline.count + samples.current.count, samples.dimensions)
    guard total - d - 1 > 0 else {
      throw DriftlineError(
        .insufficientData,
        "\(total) rows tell no covariance of \(d) columns: \(Self.name) needs \(d + 2) rows in all, "
          + "or shrinkage: \"auto\"",
        at: Self.name, details: [.init("n", .int(total)), .init("min", .int(d + 2))])
    }
    let statistic = try Self.tSquared(means)
    let f = Double(total - d - 1) / (Double(d) * Double(total - 2)) * statistic
    let (above, below) = (Double(d), Double(total - d - 1))
    return Finding(
      statistic: statistic, logPValue: FDistribution.logUpperTail(f, d1: above, d2: below),
      threshold: nil, bands: Bands(),
      detail: [.init("f", .number(f)), .init("df1", .int(d)), .init("df2", .int(total - d - 1))])
  }

  private static func tSquared(_ means: MeanEquality) throws(DriftlineError) -> Double {
    do {
      return try means.tSquared()
    } catch {
      let why =
        error.isConstant ? "is constant but for rounding" : "follows from the columns before it"
      throw DriftlineError(
        .insufficientData,
        "the pooled covariance is singular: column \(error.column) \(why); leave it out, or use "
          + "shrinkage: \"auto\"",
        at: name, details: [.init("column", .int(error.column))])
    }
  }
}
