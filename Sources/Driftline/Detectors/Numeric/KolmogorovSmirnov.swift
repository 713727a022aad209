internal import DriftlineKernels

/// Two-sample Kolmogorov-Smirnov test: the largest gap between two distribution functions.
///
/// H0: both samples come from one distribution. D = sup abs(F - G), with F the baseline's empirical
/// distribution function and G the current one; `greater` looks at F - G alone, `less` at G - F.
///
/// - p-value: exact where n m is at most 1e8, or where the recursion is short; else the limit law.
///   With ties, `conditional` is the permutation p-value given the pooled sample, `ignore` what
///   SciPy reports. Always as a logarithm too, right far below 1e-308.
/// - Threshold: D >= 0.1. Bands 0.1, 0.2, 0.3.
/// - Missing values are left out; infinities are values. Needs one value on each side.
/// - Complexity: O(n log n) to sort; the exact p-value visits at most n m lattice points, in
///   practice those within D of the diagonal.
///
/// Source: J. L. Hodges, Arkiv for Matematik 3 (1958), DOI 10.1007/BF02589501; T. Viehmann,
/// "Numerically more stable computation of the p-values for the two-sample Kolmogorov-Smirnov
/// test" (2021), arXiv:2102.08037.
public struct KolmogorovSmirnov: NumericDetector {
  /// How the p-value is found.
  public enum Method: String, Sendable, CaseIterable {
    /// Exact where that is quick, else the limit law.
    case auto
    /// Exact, however long it takes.
    case exact
    /// The limit law.
    case asymptotic
  }

  /// What is done about ties.
  public enum Ties: String, Sendable, CaseIterable {
    /// The permutation p-value given the pooled sample.
    case conditional
    /// As though there were none; conservative.
    case ignore
  }

  /// The name in JSON, on the command line and in reports.
  public static let name = "ks"
  /// What is measured, in one line.
  public static let summary = "Kolmogorov-Smirnov: the largest gap between distribution functions"
  /// Where the definition comes from.
  public static let source =
    "Hodges, Arkiv for Matematik 3, 1958, doi:10.1007/BF02589501; Viehmann, arXiv:2102.08037"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .choice("alternative", \.alternative, "which gap counts"),
    .choice("method", \.method, "how the p-value is found"),
    .choice("ties", \.ties, "what is done about ties"),
    .optionalInteger(
      "sample", \.sample, in: 1...1_000_000_000, "compare seeded subsamples of this size"),
  ]

  /// Which gap counts.
  public var alternative = Alternative.twoSided
  /// How the p-value is found.
  public var method = Method.auto
  /// What is done about ties.
  public var ties = Ties.conditional
  /// The size of seeded subsamples to compare, in place of all values.
  public var sample: Int?

  /// The two-sided test.
  public init() {}

  /// The parts it looks at.
  public var needs: NumericNeeds { NumericNeeds(.deviation) }

  /// Measures two numeric samples.
  public func measure(_ samples: NumericComparison) throws(DriftlineError) -> Finding {
    try samples.require(atLeast: 1, for: Self.name)
    var (x, y, deviations) = samples.orderedPair()
    let isSampled = !samples.isWeighted && sample.map { $0 < max(x.count, y.count) } == true
    if let sample, isSampled {
      x = x.subsample(sample, seed: samples.seed, stream: 1)
      y = y.subsample(sample, seed: samples.seed, stream: 2)
      deviations = Deviations(x, y, parts: .deviation, threads: samples.threads)
    }
    let statistic =
      switch alternative {
      case .twoSided: max(deviations.plus, deviations.minus)
      case .greater: deviations.plus
      case .less: deviations.minus
      }
    let isPlus =
      alternative == .greater
      || (alternative == .twoSided && deviations.plus >= deviations.minus)
    let (logP, used) = logPValue(x, y, deviations, statistic)
    try Work.check()
    // A sketch does not say which of its values were equal.
    let tied = samples.bounds == nil ? x.count + y.count - deviations.distinct : nil
    return Finding(
      statistic: statistic, logPValue: logP, threshold: 0.1,
      bands: Bands(low: 0.1, medium: 0.2, high: 0.3),
      sampled: isSampled ? x.count + y.count : nil,
      interval: samples.bounds.map { interval($0, x, y) },
      detail: [
        .init("d_plus", .number(deviations.plus)), .init("d_minus", .number(deviations.minus)),
        .init(
          "location", .number(isPlus ? deviations.plusLocation : deviations.minusLocation)),
        .init("method", .string(used)),
        .init("ties", tied.map(JSON.int) ?? .null),
        .init(
          "ties_used",
          .string(
            tied == 0 ? "none" : used == "exact" && ties == .conditional ? "conditional" : "ignored"
          )),
        .init(
          "n",
          .object([
            .init("baseline", .int(x.population)), .init("current", .int(y.population)),
          ])),
      ])
  }

  /// Between what the statistic and its p-value lie where one of the samples is a sketch.
  private func interval(
    _ bounds: DeviationBounds, _ x: OrderedSample, _ y: OrderedSample
  ) -> ErrorInterval {
    let (plus, minus) = (bounds.plus, bounds.minus)
    let range =
      switch alternative {
      case .twoSided:
        max(plus.lowerBound, minus.lowerBound)...max(plus.upperBound, minus.upperBound)
      case .greater: plus
      case .less: minus
      }
    return ErrorInterval(
      statistic: range,
      logPValue: range.reversed { limit(x.effectiveCount, y.effectiveCount, $0) },
      rankError: bounds.rankError)
  }

  private func logPValue(
    _ x: OrderedSample, _ y: OrderedSample, _ deviations: Deviations, _ statistic: Double
  ) -> (Double, String) {
    guard let numerators = deviations.numerators else {
      return (limit(x.effectiveCount, y.effectiveCount, statistic), "asymptotic")
    }
    let (n, m) = (x.count, y.count)
    let numerator =
      switch alternative {
      case .twoSided: max(numerators.plus, numerators.minus)
      case .greater: numerators.plus
      case .less: numerators.minus
      }
    if numerator == 0 { return (0, "exact") }
    let tied = ties == .conditional && deviations.distinct < n + m
    if method != .asymptotic, n == m, !tied {
      return (
        KolmogorovSmirnovNull.closedFormLogPValue(
          steps: numerator / n, n: n, alternative: alternative), "exact"
      )
    }
    let isQuick =
      n * m <= 100_000_000
      || (!tied
        && KolmogorovSmirnovNull.bandCells(
          h: numerator, n: n, m: m, alternative: alternative) <= 20_000_000)
    if method == .exact || (method == .auto && isQuick) {
      return (
        KolmogorovSmirnovNull.exactLogPValue(
          numerator: numerator, n: n, m: m, alternative: alternative,
          checkable: tied ? tieBoundaries(x.values.span, y.values.span) : nil), "exact"
      )
    }
    return (limit(Double(n), Double(m), statistic), "asymptotic")
  }

  private func limit(_ n: Double, _ m: Double, _ statistic: Double) -> Double {
    let lambda = (n / (n + m) * m).squareRoot() * statistic
    return alternative == .twoSided
      ? Kolmogorov.logUpperTail(lambda) : Kolmogorov.logOneSided(lambda)
  }
}

extension OrderedSample {
  /// A seeded sample without replacement, in order; all of the values where there are no more.
  ///
  /// Source: D. E. Knuth, TAOCP vol. 2, section 3.4.2, algorithm S.
  func subsample(_ size: Int, seed: UInt64, stream: UInt64) -> OrderedSample {
    if size >= count { return self }
    var random = SeededRandom(seed: seed, stream: stream)
    var chosen: [Double] = []
    chosen.reserveCapacity(size)
    for (index, value) in values.enumerated() where chosen.count < size {
      if random.below(count - index) < size - chosen.count { chosen.append(value) }
    }
    return OrderedSample(ascending: chosen)
  }
}
