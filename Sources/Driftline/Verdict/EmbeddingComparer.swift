internal import DriftlineKernels

/// Compares one matrix with another: fit, profile, score.
struct EmbeddingComparer {
  let detectors: [DetectorRequest]
  let options: CompareOptions

  /// The verdict on two matrices.
  func verdict(_ a: Matrix, _ b: Matrix) throws(DriftlineError) -> Verdict {
    try verdict(a, b, try detectors.embeddings())
  }

  /// The verdict of detectors that were made already; of the selected ones where there are none.
  func verdict(
    _ a: Matrix, _ b: Matrix, _ named: [any EmbeddingDetector]?
  ) throws(DriftlineError) -> Verdict {
    guard a.dimensions == b.dimensions else {
      throw DriftlineError(
        .shapeMismatch,
        "current has \(b.dimensions) columns, baseline has \(a.dimensions)", at: "current",
        details: [.init("expected", .int(a.dimensions)), .init("got", .int(b.dimensions))])
    }
    let asked = named ?? Selection.embeddings(sensitivity: options.sensitivity)
    return try judged(samples(a, b, asked), asking: asked, isSelected: named == nil)
  }

  /// What the detectors say of two sides.
  func judged(
    _ samples: EmbeddingComparison, asking asked: [any EmbeddingDetector], isSelected: Bool
  ) throws(DriftlineError) -> Verdict {
    let missing = Verdict.Sides(
      baseline: samples.baseline.missing, current: samples.current.missing)
    let kept = asked.filter { !isSelected || Judge.speaks($0, missing) }
    return try Judge(options: options).verdict(
      kept, kind: .embedding, isSelected: isSelected, missing: missing,
      n: .init(baseline: samples.baseline.count, current: samples.current.count),
      dimensions: samples.dimensions
    ) { (detector) throws(DriftlineError) in try detector.measure(samples) }
  }

  /// In single precision where that keeps enough digits of both, and otherwise in double.
  private func samples(
    _ a: Matrix, _ b: Matrix, _ asked: [any EmbeddingDetector]
  ) throws(DriftlineError) -> EmbeddingComparison {
    if a.precision == .single && b.precision == .single {
      let singles = try profiles(a, b, asked, Float.self)
      if singles.keepDigits { return try comparison(a, b, singles, asked) }
    }
    return try comparison(a, b, try profiles(a, b, asked, Double.self), asked)
  }

  private func profiles<Scalar: KernelScalar>(
    _ a: Matrix, _ b: Matrix, _ asked: [any EmbeddingDetector], _: Scalar.Type
  ) throws(DriftlineError) -> FittedProfiles<Scalar> {
    let fitted = try EmbeddingBaseline<Scalar>(
      fitting: a, needs: asked.needs(dimensions: a.dimensions), seed: options.seed,
      threads: options.threads)
    let current = try fitted.profile(of: b, threads: options.threads)
    return FittedProfiles(baseline: fitted, current: current)
  }

  private func comparison<Scalar: KernelScalar>(
    _ a: Matrix, _ b: Matrix, _ found: FittedProfiles<Scalar>, _ asked: [any EmbeddingDetector]
  ) throws(DriftlineError) -> EmbeddingComparison {
    try EmbeddingComparison(
      found.baseline, found.current, rows: try rows(a, b, found, asked), seed: options.seed,
      threads: options.threads)
  }

  /// All rows of both sides, or rows drawn by their numbers where some detector does not look at all
  /// of them: ``PooledRows`` says why samples by content would not do.
  ///
  /// The same numbers on both sides, so that a file is equal to itself.
  private func rows<Scalar: KernelScalar>(
    _ a: Matrix, _ b: Matrix, _ found: FittedProfiles<Scalar>, _ asked: [any EmbeddingDetector]
  ) throws(DriftlineError) -> RowSides<Scalar>? {
    let (n, m) = (found.baseline.profile.count, found.current.count)
    guard max(n, m) > asked.fewestRows else {
      guard let x = found.baseline.profile.sample, let y = found.current.sample else { return nil }
      return RowSides(baseline: x, current: y)
    }
    let rows = found.baseline.needs.rows
    return RowSides(
      baseline: try .drawn(rows, of: a, present: n, seed: options.seed),
      current: try .drawn(rows, of: b, present: m, seed: options.seed))
  }
}

extension [any EmbeddingDetector] {
  /// The fewest rows that one of them looks at, of those that look at rows.
  var fewestRows: Int { map(\.needs.rows).filter { $0 > 0 }.min() ?? .max }

  /// What all of them look at, in rows of a length.
  func needs(dimensions: Int) -> EmbeddingNeeds {
    var needs = EmbeddingNeeds()
    for detector in self { needs.formUnion(detector.needs) }
    if dimensions > mostCovarianceColumns { needs.covariance = false }
    return needs
  }
}

/// The most columns that covariance matrices are made of: 512 MB each in double precision.
let mostCovarianceColumns = 8_192

/// A fitted baseline, and the profile of what came in.
private struct FittedProfiles<Scalar: KernelScalar>: Sendable {
  let baseline: EmbeddingBaseline<Scalar>
  let current: EmbeddingProfile<Scalar>

  /// Whether both keep their digits in this precision.
  var keepDigits: Bool {
    [baseline.profile.sample, current.sample].allSatisfy {
      $0?.keepsDigits(about: baseline.geometry.shift) ?? true
    }
  }
}

extension RowSample {
  /// Whether products of rows about a point tell most rows apart in single precision.
  ///
  /// They do not where far rows have carried the mean a hundred times as far off as rows lie from
  /// each other, nor where squares of distances vanish.
  func keepsDigits(about shift: [Scalar]) -> Bool {
    let spread = medianSquare(about: medians)
    return spread == 0 || spread >= 1e-24 && medianSquare(about: shift) <= 1e4 * spread
  }
}
