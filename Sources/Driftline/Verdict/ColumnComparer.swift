/// Compares one column with another, or with what is kept of it.
struct ColumnComparer {
  let detectors: [DetectorRequest]
  let options: CompareOptions

  /// The verdict on a column: fit, profile, score; `name` is for messages, and `nil` where the column
  /// stands alone.
  func verdict(_ a: Column, _ b: Column, name: String?) throws(DriftlineError) -> Verdict {
    switch (a, b) {
    case (.numeric(let x), .numeric(let y)):
      return try numeric(x, y, try numericDetectors())
    case (.categorical(let x), .categorical(let y)):
      return try categorical(x, y, try categoricalDetectors())
    case (.categorical(let x), .numeric(let y)):
      guard let missing = try y.asMissing() else {
        throw Column.mismatch(name, baseline: "categories", current: "numbers")
      }
      return try categorical(x, missing, try categoricalDetectors())
    case (.numeric(let x), .categorical(let y)):
      guard let missing = try x.asMissing() else {
        throw Column.mismatch(name, baseline: "numbers", current: "categories")
      }
      return try categorical(missing, y, try categoricalDetectors())
    }
  }

  /// The verdict on what is kept of a column; `name` is as above.
  func verdict(
    _ a: ColumnBaseline, _ b: ColumnProfile, name: String?
  ) throws(DriftlineError) -> Verdict {
    switch (a, b) {
    case (.numeric(let x), .numeric(let y)):
      let (n, m) = (x.profile.count + x.profile.missing, y.count + y.missing)
      return try numeric(try numericDetectors(), rows: min(n, m)) {
        (needs) throws(DriftlineError) in
        guard x.needs.covers(needs) else { throw DriftlineError.notKept(name) }
        return try x.comparison(with: y, needs: needs, seed: options.seed, threads: options.threads)
      }
    case (.categorical(let x), .categorical(let y)):
      return try categorical(x, y, try categoricalDetectors())
    case (.numeric(let x), .categorical(let y)):
      guard x.profile.count == 0 else {
        throw Column.mismatch(name, baseline: "numbers", current: "categories")
      }
      let missing = try CategoricalColumn(counts: [:], missing: x.profile.missing)
      return try categorical(missing, y, try categoricalDetectors())
    case (.categorical, .numeric):
      throw Column.mismatch(name, baseline: "categories", current: "numbers")
    }
  }

  private func numericDetectors() throws(DriftlineError) -> [any NumericDetector]? {
    try detectors.made { (request) throws(DriftlineError) in try request.numeric() }
  }

  private func categoricalDetectors() throws(DriftlineError) -> [any CategoricalDetector]? {
    try detectors.made { (request) throws(DriftlineError) in try request.categorical() }
  }

  /// Fits the baseline, profiles the current data and asks every detector.
  func numeric(
    _ x: NumericColumn, _ y: NumericColumn, _ named: [any NumericDetector]?
  ) throws(DriftlineError) -> Verdict {
    try numeric(named, rows: min(x.count, y.count)) { (needs) throws(DriftlineError) in
      try NumericBaseline.compare(
        x, y, needs: needs, seed: options.seed, threads: options.threads)
    }
  }

  /// Asks the detectors named, or those that suit so many rows.
  private func numeric(
    _ named: [any NumericDetector]?, rows: Int,
    _ compare: (NumericNeeds) throws(DriftlineError) -> NumericComparison
  ) throws(DriftlineError) -> Verdict {
    let asked = named ?? Selection.numeric(rows: rows, sensitivity: options.sensitivity)
    let samples = try compare(asked.needs)
    let others = Selection.withoutDistance
    if named == nil, samples.hasInfinities, asked.contains(where: { $0 is Wasserstein }) {
      return try judged(compare(others.needs), asking: others, isSelected: true)
    }
    let verdict = try judged(samples, asking: asked, isSelected: named == nil)
    // A few far values can leave a distance between sketches open, while ranks tell drift.
    if named == nil, verdict.scores.contains(where: \.isUndetermined) {
      let more =
        asked + others.filter { other in !asked.contains { type(of: $0) == type(of: other) } }
      return try judged(compare(more.needs), asking: more, isSelected: true)
    }
    return verdict
  }

  private func judged(
    _ samples: NumericComparison, asking asked: [any NumericDetector], isSelected: Bool
  ) throws(DriftlineError) -> Verdict {
    let missing = Verdict.Sides(
      baseline: samples.baseline.missing, current: samples.current.missing)
    let kept = asked.filter { !isSelected || Judge.speaks($0, missing) }
    return try Judge(options: options).verdict(
      kept, kind: .numeric, isSelected: isSelected, missing: missing,
      n: .init(baseline: samples.baseline.count, current: samples.current.count)
    ) { (detector) throws(DriftlineError) in try detector.measure(samples) }
  }

  /// Puts the counts side by side and asks every detector.
  func categorical(
    _ x: CategoricalColumn, _ y: CategoricalColumn, _ named: [any CategoricalDetector]?
  ) throws(DriftlineError) -> Verdict {
    let samples = CategoricalComparison(
      baseline: x, current: y,
      randomness: Randomness(seed: options.seed, threads: options.threads))
    let asked = named ?? Selection.categorical(rows: min(x.count, y.count))
    let missing = Verdict.Sides(baseline: x.missing, current: y.missing)
    let kept = asked.filter { named != nil || Judge.speaks($0, missing) }
    return try Judge(options: options).verdict(
      kept, kind: .categorical, isSelected: named == nil, missing: missing,
      n: .init(baseline: x.count - x.missing, current: y.count - y.missing)
    ) { (detector) throws(DriftlineError) in try detector.measure(samples) }
  }
}

extension [any NumericDetector] {
  /// What all of them look at.
  var needs: NumericNeeds {
    var needs = NumericNeeds()
    for detector in self { needs.formUnion(detector.needs) }
    return needs
  }
}

extension DriftlineError {
  /// A detector looks at what the baseline has not kept.
  static let rowsNotKept = DriftlineError(
    .incompatibleProfile,
    "the profile has no rows, and the detectors asked for look at some; make it with rows",
    at: "profile")

  static func notKept(_ column: String?) -> DriftlineError {
    DriftlineError(
      .incompatibleProfile,
      "the baseline was not fitted for the detectors asked for"
        + (column.map { " of column \"\($0)\"" } ?? "")
        + ": it has not kept what they look at; fit one with these detectors", at: "detectors")
  }
}
