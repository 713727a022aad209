internal import DriftlineKernels

/// How well a logistic model tells current rows from baseline rows that it has not seen.
///
/// H0: both matrices come from one distribution. Statistic: the area under the ROC curve, the chance that
/// a current row scores over a baseline row: the mean over folds that were held out of the fit. 0.5 is
/// guessing, 1 is telling them all apart; how many rows there are of each does not move it.
///
/// - The model: columns standardised by the training rows, weights penalised by their squares, about
///   the penalty of one prior unit of log odds in all. Folds are stratified and seeded.
/// - Threshold 0.55. Bands: low 0.55, medium 0.65, high 0.8.
/// - p-value: the Mann-Whitney law of each fold, summed up with what folds owe each other, which taken for
///   nothing would give too many false alarms; conservative where columns are many or correlated.
/// - detail: the area of each fold; the columns of the largest standardised weights; the current rows that
///   look newest, by their number.
/// - Rows with NaN or infinities are left out. Constant columns have no weight; tied scores count by half.
///   Needs as many rows on each side as there are folds.
/// - Complexity: O(N d^2 + d^3) for N rows in memory, then O(N d) a step, some ten steps for all folds.
///
/// Source: D. Lopez-Paz, M. Oquab, ICLR (2017), DOI 10.48550/arXiv.1610.06545.
public struct ClassifierTest: EmbeddingDetector {
  /// The name in JSON, on the command line and in reports.
  public static let name = "classifier"
  /// What is measured, in one line.
  public static let summary = "ROC-AUC of a logistic model that tells current from baseline"
  /// Where the definition comes from.
  public static let source = "Lopez-Paz and Oquab, ICLR, 2017, doi:10.48550/arXiv.1610.06545"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .integer("folds", \.folds, in: 2...20, "folds that are held out in turn"),
    .integer("sample", \.sample, in: 2...10_000_000, "most rows of each side that are looked at"),
  ]

  /// The folds that are held out in turn.
  public var folds = 5
  /// The most rows of each side that are held in memory.
  public var sample = standardSampleRows

  /// The test with five folds.
  public init() {}

  /// The parts it looks at.
  public var needs: EmbeddingNeeds { EmbeddingNeeds(rows: sample) }

  /// Measures two matrices.
  public func measure(_ samples: EmbeddingComparison) throws(DriftlineError) -> Finding {
    try samples.require(atLeast: folds, for: Self.name)
    switch samples.pooled(limit: sample) {
    case .single(let rows): return try finding(rows, samples.randomness)
    case .double(let rows): return try finding(rows, samples.randomness)
    }
  }

  private func finding<Scalar: KernelScalar>(
    _ rows: PooledRows<Scalar>, _ randomness: Randomness
  ) throws(DriftlineError) -> Finding {
    guard min(rows.baselineCount, rows.currentCount) >= folds else {
      throw DriftlineError(
        .insufficientData,
        "\(rows.baselineCount) and \(rows.currentCount) rows can be compared; \(Self.name) needs "
          + "\(folds) of each", at: Self.name, details: [.init("min", .int(folds))])
    }
    let held = Self.folds(
      rows.count, baseline: rows.baselineCount, folds, seed: randomness.seed)
    let regression = try LogisticRegression(
      rows, folds: held, count: folds, penalty: Self.penalty(dimensions: rows.dimensions),
      threads: randomness.threads)
    let models = try regression.models()
    let scores = try regression.heldOutScores(models)
    let areas = CrossValidatedAUC(
      scores, baselineCount: rows.baselineCount, folds: held, count: folds)
    return Finding(
      statistic: areas.mean,
      logPValue: areas.logPValue(degreesOfFreedom: min(rows.dimensions, rows.count - 1)),
      threshold: 0.55, bands: Bands(low: 0.55, medium: 0.65, high: 0.8),
      sampled: rows.isSampled ? rows.count : nil,
      detail: [
        .init("fold_auc", JSON(areas.areas)),
        .init("dimensions", Self.heaviest(models, regression.deviations)),
        .init("newest", Self.newest(scores, rows.places, from: rows.baselineCount)),
      ])
  }

  /// The penalty at which independent weights of all columns make log odds of variance 1 a priori.
  static func penalty(dimensions: Int) -> Double { Double(dimensions) }

  /// Which fold each row is held out in: every side is dealt out in a random order, which does not
  /// depend on what the rows hold.
  private static func folds(
    _ rows: Int, baseline: Int, _ count: Int, seed: UInt64
  ) -> [Int] {
    var random = SeededRandom(seed: seed, stream: 0xF01D)
    return [baseline, rows - baseline].flatMap { side in
      (0..<side).map { $0 % count }.shuffled(using: &random)
    }
  }

  /// The columns of the largest weights on standardised values, averaged over the folds.
  private static func heaviest(_ models: [[Double]], _ deviations: [Double]) -> JSON {
    let width = models[0].count - 1
    let weights = (0..<width).map { column in
      models.indices.reduce(0) { sum, fold in
        sum + models[fold][column] * deviations[fold * width + column] / Double(models.count)
      }
    }
    let order = weights.indices.sorted { (abs(weights[$0]), -$0) > (abs(weights[$1]), -$1) }
    return .array(
      order.prefix(5).map {
        .object([.init("dimension", .int($0)), .init("weight", .number(weights[$0]))])
      })
  }

  /// The numbers of the current rows of the highest scores.
  private static func newest(_ scores: [Double], _ places: [Int], from start: Int) -> JSON {
    let order = (start..<scores.count).sorted { (scores[$0], -$0) > (scores[$1], -$1) }
    return .array(order.map { places[$0] }.filter { $0 >= 0 }.prefix(10).map(JSON.int))
  }
}
