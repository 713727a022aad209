extension Verdict {
  /// The same scores, judged by other thresholds.
  ///
  /// A threshold speaks of the effect, as every threshold does; each score's `detail` says in
  /// `threshold` whether its own is `dynamic`, as given here, or `static`, as the detector has it. The
  /// share of columns from which on a table has drifted stays as it was asked for.
  ///
  /// - Parameter threshold: the threshold of a detector, in a column of a table or where `column` is
  ///   `nil`; `nil` where the detector's own stands.
  /// - Returns: the verdict that follows.
  /// - Throws: what `threshold` throws.
  public func judged(
    byThresholds threshold: (_ detector: String, _ column: String?) throws(DriftlineError) ->
      Double?
  ) throws(DriftlineError) -> Verdict {
    guard kind == .table else {
      var verdict = self
      try verdict.judgeScores(nil, threshold)
      return verdict
    }
    var judged = columns
    for index in judged.indices {
      try judged[index].verdict.judgeScores(judged[index].name, threshold)
    }
    var options = CompareOptions()
    options.alpha = alpha
    options.rule = rule
    options.seed = seed
    if let share = scores.first?.finding.threshold { options.driftShare = share }
    var verdict = TableComparer(detectors: [], options: options).sumUp(judged, rows: n)
    verdict.reference = reference
    return verdict
  }

  private mutating func judgeScores(
    _ column: String?,
    _ threshold: (_ detector: String, _ column: String?) throws(DriftlineError) -> Double?
  ) throws(DriftlineError) {
    for index in scores.indices {
      let old = scores[index]
      let dynamic = try threshold(old.detector, column)
      var finding = old.finding
      finding.threshold = dynamic ?? finding.threshold
      finding.detail.append(.init("threshold", .string(dynamic == nil ? "static" : "dynamic")))
      var score = Score(
        finding, detector: old.detector, definition: old.definition, rule: rule, alpha: alpha)
      score.adjustedLogPValue = old.adjustedLogPValue
      score.adjustedLogPInterval = old.adjustedLogPInterval
      score.judge(rule: rule, alpha: alpha)
      scores[index] = score
    }
    settle()
  }
}
