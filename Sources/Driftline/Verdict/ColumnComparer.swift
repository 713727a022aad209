/// Compares one column with another: fit, profile, score.
struct ColumnComparer {
  let detectors: [DetectorRequest]
  let options: CompareOptions

  /// The verdict on a column; `name` is for messages, and `nil` where the column stands alone.
  func verdict(_ a: Column, _ b: Column, name: String?) throws(DriftlineError) -> Verdict {
    switch (a, b) {
    case (.numeric(let x), .numeric(let y)):
      let asked = try detectors.made { (request) throws(DriftlineError) in try request.numeric() }
      return try numeric(x, y, asked)
    case (.categorical(let x), .categorical(let y)):
      let asked = try detectors.made { (request) throws(DriftlineError) in try request.categorical()
      }
      return categorical(x, y, asked)
    case (.categorical(let x), .numeric(let y)):
      guard let missing = try Self.asMissing(y) else {
        throw mismatch(name, "categories", "numbers")
      }
      let asked = try detectors.made { (request) throws(DriftlineError) in try request.categorical()
      }
      return categorical(x, missing, asked)
    case (.numeric(let x), .categorical(let y)):
      guard let missing = try Self.asMissing(x) else {
        throw mismatch(name, "numbers", "categories")
      }
      let asked = try detectors.made { (request) throws(DriftlineError) in try request.categorical()
      }
      return categorical(missing, y, asked)
    }
  }

  private func mismatch(_ name: String?, _ expected: String, _ got: String) -> DriftlineError {
    let column = name.map { "column \"\($0)\"" } ?? "the column"
    return DriftlineError(
      .shapeMismatch,
      "\(column) has \(expected) in the baseline and \(got) in the current data; "
        + "say which it is where the files are read",
      at: name ?? "current",
      details: [.init("expected", .string(expected)), .init("got", .string(got))])
  }

  /// A numeric column without a single value could as well be one of categories.
  private static func asMissing(
    _ column: NumericColumn
  ) throws(DriftlineError) -> CategoricalColumn? {
    var moments = Moments()
    try column.blocks.forEachBlock { (block) throws(DriftlineError) in
      moments.update(block, threads: 1)
    }
    return moments.count == 0 ? try CategoricalColumn(counts: [:], missing: column.count) : nil
  }

  /// Fits the baseline, profiles the current data and asks every detector.
  func numeric(
    _ x: NumericColumn, _ y: NumericColumn, _ named: [any NumericDetector]?
  ) throws(DriftlineError) -> Verdict {
    if let named { return try numeric(x, y, asking: named, isSelected: false) }
    let chosen = Selection.numeric(rows: min(x.count, y.count), sensitivity: options.sensitivity)
    return try numeric(x, y, asking: chosen, isSelected: true)
  }

  private func numeric(
    _ x: NumericColumn, _ y: NumericColumn, asking asked: [any NumericDetector], isSelected: Bool
  ) throws(DriftlineError) -> Verdict {
    var needs = NumericNeeds()
    for detector in asked { needs.formUnion(detector.needs) }
    let samples = try NumericBaseline.compare(
      x, y, needs: needs, seed: options.seed, threads: options.threads)
    if isSelected, samples.hasInfinities, asked.contains(where: { $0 is Wasserstein }) {
      return try numeric(x, y, asking: Selection.ofInfinities, isSelected: true)
    }
    let missing = Verdict.Sides(
      baseline: samples.baseline.missing, current: samples.current.missing)
    let kept = asked.filter { !isSelected || Judge.speaks($0, missing) }
    return Judge(options: options).verdict(
      kept, kind: .numeric, isSelected: isSelected, missing: missing,
      n: .init(baseline: samples.baseline.count, current: samples.current.count)
    ) { (detector) throws(DriftlineError) in try detector.measure(samples) }
  }

  /// Puts the counts side by side and asks every detector.
  func categorical(
    _ x: CategoricalColumn, _ y: CategoricalColumn, _ named: [any CategoricalDetector]?
  ) -> Verdict {
    let samples = CategoricalComparison(
      baseline: x, current: y,
      randomness: Randomness(seed: options.seed, threads: options.threads))
    let asked = named ?? Selection.categorical(rows: min(x.count, y.count))
    let missing = Verdict.Sides(baseline: x.missing, current: y.missing)
    let kept = asked.filter { named != nil || Judge.speaks($0, missing) }
    return Judge(options: options).verdict(
      kept, kind: .categorical, isSelected: named == nil, missing: missing,
      n: .init(baseline: x.count - x.missing, current: y.count - y.missing)
    ) { (detector) throws(DriftlineError) in try detector.measure(samples) }
  }
}
