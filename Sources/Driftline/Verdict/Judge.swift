/// Asks detectors and sums up what they found.
struct Judge {
  let options: CompareOptions

  /// Nobody who named no detector wants to hear that nothing is missing.
  static func speaks<D: Detector>(_ detector: D, _ missing: Verdict.Sides) -> Bool {
    D.name != MissingShare.name || missing.baseline + missing.current > 0
  }

  /// The verdict of all detectors; those that cannot answer are listed with the reason.
  ///
  /// With `isSelected` nobody named the detectors, and they share `alpha`.
  ///
  /// - Throws: the observer's reason where the work shall stop: that is no answer of a detector's.
  func verdict<D>(
    _ asked: [D], kind: Verdict.Kind, isSelected: Bool, missing: Verdict.Sides, n: Verdict.Sides,
    dimensions: Int? = nil, measure: (D) throws(DriftlineError) -> Finding
  ) throws(DriftlineError) -> Verdict {
    let work = Work.current
    var scores: [Score] = []
    var skipped: [Verdict.Skipped] = []
    let alpha = isSelected ? options.alpha / Double(max(asked.count, 1)) : options.alpha
    for detector in asked {
      guard let known = detector as? any Detector else { continue }
      let name = type(of: known).name
      try work?.check()
      let result = Result { () throws(DriftlineError) in try measure(detector) }
      if let reason = work?.reason { throw reason }
      switch result {
      case .success(let finding):
        scores.append(
          Score(
            finding, detector: name, definition: known.definition, rule: options.rule,
            alpha: alpha))
      case .failure(let error): skipped.append(.init(detector: name, error: error))
      }
    }
    var verdict = Verdict(
      drifted: nil, severity: .none, kind: kind, n: n, dimensions: dimensions, missing: missing,
      alpha: options.alpha, rule: options.rule, seed: options.seed, scores: scores,
      skipped: skipped, columns: [])
    verdict.settle()
    return verdict
  }
}
