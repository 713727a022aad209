/// Two-sample chi-square test of homogeneity of category counts.
///
/// H0: both samples come from one distribution over the categories. X2 = sum (O - E)^2 / E over the
/// 2 x k table, df = k - 1, no continuity correction; a test against the scaled baseline instead
/// would take the baseline's noise for drift: by the chi-square law, with five categories and a nominal
/// 5 %, it raises 31 % false alarms at m = n and 93 % at m = 10 n.
///
/// - Effect: Cramer's V = sqrt(X2 / N). Threshold 0.1 on V; bands 0.1, 0.3, 0.5.
/// - p-value: chi-square in the limit; where over a fifth of the expected counts are below 5
///   (Cochran's rule), the counts' null law is simulated.
/// - Missing values are left out. Needs one value on each side.
/// - Complexity: O(categories).
///
/// Source: W. G. Cochran, Biometrics 10 (1954), DOI 10.2307/3001616.
public struct ChiSquareTest: CategoricalDetector {
  /// How the p-value is found.
  public enum Method: String, Sendable, CaseIterable {
    /// The limit law where Cochran's rule holds, else simulation.
    case auto
    /// The limit law.
    case asymptotic
    /// Simulation.
    case permutation
  }

  /// The name in JSON, on the command line and in reports.
  public static let name = "chi_square"
  /// What is measured, in one line.
  public static let summary = "Two-sample chi-square test of category counts, Cramer's V as effect"
  /// Where the definition comes from.
  public static let source = "Cochran, Biometrics 10, 1954, doi:10.2307/3001616"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .choice("method", \.method, "how the p-value is found"),
    .integer("permutations", \.permutations, in: 0...10_000_000, "most draws for small samples"),
  ]

  /// How the p-value is found.
  public var method = Method.auto
  /// The most draws where counts are small; 0 leaves the p-value out there.
  public var permutations = 9_999

  /// The test.
  public init() {}

  /// Measures two categorical samples.
  public func measure(_ samples: CategoricalComparison) throws(DriftlineError) -> Finding {
    try samples.require(atLeast: 1, for: Self.name)
    let pair = samples.pair
    let statistic = Self.pearson(pair.baseline, pair.current)
    let degrees = pair.occupied - 1
    let effect = (statistic / (pair.n + pair.m)).squareRoot()
    let (logP, used) = try logPValue(
      pair, statistic, degrees: degrees, randomness: samples.randomness)
    return Finding(
      statistic: statistic, logPValue: logP, threshold: 0.1,
      bands: Bands(low: 0.1, medium: 0.3, high: 0.5), effect: effect,
      detail: samples.detail + [
        .init("cramers_v", .number(effect)), .init("df", .int(degrees)),
        .init("p_method", .string(used)),
      ] + pair.detail)
  }

  private func logPValue(
    _ pair: HistogramPair, _ statistic: Double, degrees: Int, randomness: Randomness
  ) throws(DriftlineError) -> (Double?, String) {
    guard degrees > 0 else { return (0, "one_category") }
    let simulates =
      switch method {
      case .auto: Self.isSparse(pair)
      case .asymptotic: false
      case .permutation: true
      }
    guard simulates else {
      return (
        ChiSquared.logUpperTail(statistic, degreesOfFreedom: Double(degrees)), "chi_square"
      )
    }
    guard permutations > 0 else { return (nil, "none") }
    let logP = try HistogramNull.simulate(
      pair, design: .exchangeable, draws: permutations, randomness: randomness,
      observed: statistic, statistic: Self.pearson)
    return (logP, "simulated")
  }

  /// Pearson's statistic of a 2 x k table.
  static func pearson(_ a: [Double], _ b: [Double]) -> Double {
    let (n, m) = (a.reduce(0, +), b.reduce(0, +))
    var sum = 0.0
    for (x, y) in zip(a, b) where x + y > 0 {
      // (x m - y n)^2 / (n m (x + y)) is both cells of the column together.
      let gap = x / n - y / m
      sum += gap * gap / ((x + y) / n / m)
    }
    return sum
  }

  private static func isSparse(_ pair: HistogramPair) -> Bool {
    var cells = 0
    var small = 0
    for (x, y) in zip(pair.baseline, pair.current) where x + y > 0 {
      let share = (x + y) / (pair.n + pair.m)
      for expected in [share * pair.n, share * pair.m] {
        cells += 1
        if expected < 5 { small += 1 }
      }
    }
    return 5 * small > cells
  }
}
