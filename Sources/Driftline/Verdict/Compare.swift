private import Foundation

/// How a comparison is judged and run.
public struct CompareOptions: Sendable {
  /// The level that p-values are held against, in (0, 1).
  public var alpha = 0.01
  /// How a statistic and its p-value make a verdict.
  public var rule = VerdictRule.both
  /// The seed of everything random.
  public var seed: UInt64 = 0
  /// The most threads to use; the result does not depend on it.
  public var threads = CompareOptions.processors
  /// How small a change should be found where no detector is named.
  public var sensitivity = Sensitivity.medium
  /// The share of a table's columns from which on the table has drifted.
  public var driftShare = 0.5

  /// Asked once: the answer takes the reading of files.
  private static let processors = ProcessInfo.processInfo.activeProcessorCount

  /// The defaults: alpha 0.01, both statistic and p-value, seed 0.
  public init() {}

  /// Refuses what makes no sense.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params`.
  func validate() throws(DriftlineError) {
    guard alpha > 0, alpha < 1 else {
      throw DriftlineError(
        .invalidParams, "alpha is \(alpha); it lies between 0 and 1", at: "alpha")
    }
    guard threads > 0, threads <= 1_024 else {
      throw DriftlineError(
        .invalidParams, "threads is \(threads); it goes from 1 to 1024", at: "threads")
    }
    guard seed <= UInt64(Int.max) else {
      throw DriftlineError(
        .invalidParams, "the seed is \(seed); it goes from 0 to \(Int.max)", at: "seed")
    }
    guard driftShare > 0, driftShare <= 1 else {
      throw DriftlineError(
        .invalidParams, "the drift share is \(driftShare); it lies over 0 and up to 1",
        at: "drift_share")
    }
  }
}

/// Compares two columns, two tables or two matrices.
///
/// - Parameters:
///   - baseline: the data of the good days.
///   - current: the data in question.
///   - detectors: which detectors to ask; where none are named, one is chosen for each column, and
///     the share of missing values is compared too (`alpha` is then shared among them).
///   - options: how to judge and run.
/// - Returns: the verdict with all scores.
/// - Throws: ``DriftlineError``: `invalid_params` for unknown detectors and parameters,
///   `shape_mismatch` where the two sides do not fit each other, `insufficient_data` where a column
///   that is compared alone has too few values, and what reading the data throws.
/// - Complexity: one to three reads of the data; O(n log n) where a detector needs it sorted.
public func compare(
  baseline: Dataset, current: Dataset, detectors: [DetectorRequest] = [],
  options: CompareOptions = CompareOptions()
) throws(DriftlineError) -> Verdict {
  try options.validate()
  for request in detectors { try request.validate() }
  switch (baseline, current) {
  case (.column(let a), .column(let b)):
    let comparer = ColumnComparer(detectors: detectors, options: options)
    return try comparer.verdict(a, b, name: nil).answered()
  case (.table(let a), .table(let b)):
    return try TableComparer(detectors: detectors, options: options).verdict(a, b)
  case (.matrix(let a), .matrix(let b)):
    return try EmbeddingComparer(detectors: detectors, options: options).verdict(a, b).answered()
  case (.matrix, _), (_, .matrix):
    throw DriftlineError(
      .shapeMismatch, "one side is a matrix of embeddings and the other is not", at: "current")
  case (.column, .table), (.table, .column):
    throw DriftlineError(
      .shapeMismatch,
      "one side is a single column and the other a table; name the column of the table to compare",
      at: "current")
  }
}

extension Verdict {
  /// The verdict, where any detector had an answer.
  ///
  /// - Throws: the reason of the first that had none.
  func answered() throws(DriftlineError) -> Verdict {
    guard scores.isEmpty else { return self }
    throw skipped.first?.error
      ?? DriftlineError(
        .invalidParams, "none of the detectors asked for applies to a \(kind.rawValue) column")
  }
}

/// Compares two numeric columns with detectors made in Swift.
///
/// - Throws: ``DriftlineError`` as ``compare(baseline:current:detectors:options:)`` does.
public func compare(
  baseline: NumericColumn, current: NumericColumn, detectors: [any NumericDetector],
  options: CompareOptions = CompareOptions()
) throws(DriftlineError) -> Verdict {
  try options.validate()
  for detector in detectors { try detector.validate() }
  let comparer = ColumnComparer(detectors: [], options: options)
  let verdict = try comparer.numeric(baseline, current, detectors)
  if verdict.scores.isEmpty, let skipped = verdict.skipped.first { throw skipped.error }
  return verdict
}

/// Compares two categorical columns with detectors made in Swift.
///
/// - Throws: ``DriftlineError`` as ``compare(baseline:current:detectors:options:)`` does.
public func compare(
  baseline: CategoricalColumn, current: CategoricalColumn,
  detectors: [any CategoricalDetector], options: CompareOptions = CompareOptions()
) throws(DriftlineError) -> Verdict {
  try options.validate()
  for detector in detectors { try detector.validate() }
  let comparer = ColumnComparer(detectors: [], options: options)
  let verdict = try comparer.categorical(baseline, current, detectors)
  if verdict.scores.isEmpty, let skipped = verdict.skipped.first { throw skipped.error }
  return verdict
}

/// Compares two matrices with detectors made in Swift.
///
/// - Throws: ``DriftlineError`` as ``compare(baseline:current:detectors:options:)`` does.
public func compare(
  baseline: Matrix, current: Matrix, detectors: [any EmbeddingDetector],
  options: CompareOptions = CompareOptions()
) throws(DriftlineError) -> Verdict {
  try options.validate()
  for detector in detectors { try detector.validate() }
  let comparer = EmbeddingComparer(detectors: [], options: options)
  let verdict = try comparer.verdict(baseline, current, detectors)
  if verdict.scores.isEmpty, let skipped = verdict.skipped.first { throw skipped.error }
  return verdict
}
