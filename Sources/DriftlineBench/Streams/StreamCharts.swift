internal import Driftline
internal import DriftlineCharts

/// A chart of a mean and a deviation, whose limit follows from the promised run length.
protocol SigmaChart: ValueChart {
  var mean: Double { get set }
  var sigma: Double { get set }
  var arl0: Double { get }
  var baselineSize: Int { get set }
}

extension EWMA: SigmaChart {}
extension CUSUM: SigmaChart {}
extension Shewhart: SigmaChart {}

extension StreamChart {
  /// Our charts of single numbers, with their defaults: the one place to register.
  ///
  /// - `ewma`, `cusum` and `shewhart` take mean and deviation from the training, with limits corrected
  ///   for its size; under `:known` they have the law's own. `ewma:residuals` takes the correlation of
  ///   neighbours out, as the training shows it.
  /// - `rolling_z` and `ewma_baseline` promise that a normal value is over the threshold as rarely as its
  ///   normal score says; `dynamic_threshold` that n (1 - level) + 1 of n + 1 values are over that
  ///   quantile of the n before them, whatever their law, if they are independent.
  /// - `page_hinkley:river` has river's fading of 0.9999.
  /// - `quality_drop` is for values whose mean is not near 0, and is tried on error rates alone.
  /// - `confidence_sequence` knows mean and deviation (uniform values are sub-Gaussian with theirs, rare
  ///   errors are not); under `:bounded` it knows mean and range.
  /// - `e_two_sample` has the training as its baseline, and promises a share of streams with a false
  ///   alarm; under `:run_length` a run length.
  public static let all: [StreamChart] =
    sigma(EWMA()) + [
      StreamChart(
        "ewma:residuals", .runLength(EWMA().arl0), on: [.normal, .autocorrelated],
        start: .resettingOnResiduals, settled: settledForTraining(EWMA()),
        made: { (chart, _, training) throws(DriftlineError) in try chart.fitted(to: training) })
    ] + sigma(CUSUM()) + sigma(Shewhart()) + windowed + [
      StreamChart("quality_drop", laws: [.bernoulli], start: .withTraining) {
        (_) throws(DriftlineError) in
        var chart = QualityDrop()
        chart.worse = .up
        return chart
      }
    ] + anytime

  /// Charts that learn from the values that they see.
  private static let windowed: [StreamChart] = [
    StreamChart(
      "ewma_baseline", .share(normalShare(EWMABaseline().threshold)), on: [.normal],
      start: .withTraining
    ) { (_) throws(DriftlineError) in EWMABaseline() },
    StreamChart(
      "rolling_z", .share(normalShare(RollingZ().threshold)), on: [.normal],
      start: .withTraining
    ) { (_) throws(DriftlineError) in RollingZ() },
    StreamChart(
      "dynamic_threshold", .share(quantileShare(DynamicThreshold())),
      on: StreamLaw.independent, start: .withTraining
    ) { (_) throws(DriftlineError) in DynamicThreshold() },
    StreamChart("page_hinkley", start: .withTraining) { (_) throws(DriftlineError) in PageHinkley()
    },
    StreamChart("page_hinkley:river", start: .withTraining) { (_) throws(DriftlineError) in
      var chart = PageHinkley()
      chart.convention = .river
      chart.alpha = 0.9999
      return chart
    },
    StreamChart("adwin", start: .withTraining) { (_) throws(DriftlineError) in ADWIN() },
    StreamChart("kswin", start: .withTraining) { (_) throws(DriftlineError) in KSWIN() },
  ]

  /// Charts whose promise holds however often one looks.
  private static let anytime: [StreamChart] = [
    StreamChart(
      "confidence_sequence", .ever(ConfidenceSequence().alpha), on: [.normal, .uniform],
      start: .resetting,
      settled: { (_) throws(DriftlineError) in ConfidenceSequence() },
      made: { (_, law, _) throws(DriftlineError) in
        ConfidenceSequence(mean: law.mean, sigma: law.sigma)
      }),
    StreamChart(
      "confidence_sequence:bounded", .ever(ConfidenceSequence().alpha), on: bounded, laws: bounded,
      start: .resetting, settled: { (_) throws(DriftlineError) in ConfidenceSequence() },
      made: { (chart, law, _) throws(DriftlineError) in
        guard let range = law.range else {
          throw DriftlineError(
            .invalidParams, "\(law.rawValue) values have no range; a bounded chart takes one")
        }
        return ConfidenceSequence(mean: law.mean, in: range)
      }),
    StreamChart(
      "e_two_sample", .ever(ETwoSample().alpha), on: StreamLaw.independent, start: .resetting,
      settled: { (_) throws(DriftlineError) in ETwoSample() },
      made: { (chart, _, training) throws(DriftlineError) in try chart.fitted(to: training) }),
    StreamChart(
      "e_two_sample:run_length", .runLength(ETwoSample().arl0), on: StreamLaw.independent,
      start: .afterTraining,
      settled: { (_) throws(DriftlineError) in
        var chart = ETwoSample()
        chart.promise = .runLength
        return chart
      }, made: { (chart, _, training) throws(DriftlineError) in try chart.fitted(to: training) }),
  ]

  /// The laws whose values have a range.
  private static let bounded = StreamLaw.allCases.filter { $0.range != nil }

  /// A chart of a mean and a deviation from the training, and the same with those of the law.
  private static func sigma<C: SigmaChart>(_ chart: C) -> [StreamChart] {
    [
      StreamChart(
        C.name, .runLength(chart.arl0), on: [.normal], start: .resetting,
        settled: settledForTraining(chart),
        made: { (chart, _, training) throws(DriftlineError) in try chart.fitted(to: training) }),
      StreamChart(
        "\(C.name):known", .runLength(chart.arl0), on: [.normal], start: .resetting,
        settled: { (_) throws(DriftlineError) in try chart.resolved() },
        made: { (chart, law, _) throws(DriftlineError) in
          var chart = chart
          chart.mean = law.mean
          chart.sigma = law.sigma
          return chart
        }),
    ]
  }

  /// The limit of a chart whose mean and deviation come from so many values.
  private static func settledForTraining<C: SigmaChart>(
    _ chart: C
  ) -> @Sendable (Int) throws(DriftlineError) -> C {
    { (training) throws(DriftlineError) in
      var open = chart
      open.baselineSize = training
      return try open.resolved()
    }
  }

  /// The share of normal values whose score is over a threshold in either direction.
  private static func normalShare(_ threshold: Double) -> Double { 2 * Normal.upperTail(threshold) }

  /// The share of values that are over the quantile of a full window.
  private static func quantileShare(_ chart: DynamicThreshold) -> Double {
    let n = Double(chart.window)
    return (n * (1 - chart.level) + 1) / (n + 1)
  }
}
