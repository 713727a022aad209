internal import DriftlineKernels

extension Baseline {
  /// Compares data with the baseline.
  ///
  /// - Parameters:
  ///   - data: the data in question, of the baseline's kind and shape.
  ///   - detectors: which detectors to ask; by default those that the baseline was fitted for. Others
  ///     can be asked where the baseline has kept what they look at.
  ///   - options: how to judge; by default as the baseline says. The seed is always the baseline's.
  /// - Returns: the verdict, with the baseline's digest.
  /// - Throws: ``DriftlineError``: `invalid_params`, `shape_mismatch`, `insufficient_data`, as
  ///   ``compare(baseline:current:detectors:options:)`` does; `incompatible_profile` for a detector
  ///   that looks at what was not kept.
  public func check(
    _ data: Dataset, detectors: [DetectorRequest] = [], options: CompareOptions? = nil
  ) throws(DriftlineError) -> Verdict {
    let check = try Check(self, detectors, options)
    let verdict: Verdict
    switch (content, data) {
    case (.single(let fitted), .matrix(let matrix)): verdict = try check.verdict(fitted, matrix)
    case (.double(let fitted), .matrix(let matrix)): verdict = try check.verdict(fitted, matrix)
    default: verdict = try check.verdict(try parts(of: data, threads: check.options.threads))
    }
    return try finished(verdict)
  }

  /// Compares a profile, or a merge of several, with the baseline.
  ///
  /// - Throws: as ``check(_:detectors:options:)`` with data does, and `incompatible_profile` where the
  ///   profile was measured against another geometry.
  public func check(
    _ profile: Profile, detectors: [DetectorRequest] = [], options: CompareOptions? = nil
  ) throws(DriftlineError) -> Verdict {
    try accept(profile)
    return try finished(try Check(self, detectors, options).verdict(profile.content))
  }

  private func finished(_ verdict: Verdict) throws(DriftlineError) -> Verdict {
    var verdict = kind == .table ? verdict : try verdict.answered()
    verdict.reference = Verdict.Reference(digest: digest)
    return verdict
  }
}

/// One comparison with a baseline.
private struct Check {
  let baseline: Baseline
  let detectors: [DetectorRequest]
  let options: CompareOptions

  init(
    _ baseline: Baseline, _ named: [DetectorRequest], _ options: CompareOptions?
  ) throws(DriftlineError) {
    self.baseline = baseline
    detectors = named.isEmpty ? baseline.detectors : named
    var judgement = options ?? baseline.options
    if options == nil { judgement.threads = CompareOptions().threads }
    judgement.seed = baseline.options.seed
    self.options = judgement
    try judgement.validate()
    for request in named { try request.validate() }
  }

  /// The verdict on parts of data of the baseline's kind.
  func verdict(_ current: Profile.Content) throws(DriftlineError) -> Verdict {
    switch (baseline.content, current) {
    case (.column(let a), .column(let b)):
      return try ColumnComparer(detectors: detectors, options: options).verdict(a, b, name: nil)
    case (.table(let a), .table(let b)):
      return try TableComparer(detectors: detectors, options: options).verdict(
        .init(
          a.map { ($0.name, $0.content) }, rows: baseline.reference.rows),
        .init(b.map { ($0.name, $0.content) }, rows: current.rows)
      ) { (comparer, x, y, name) throws(DriftlineError) in
        try comparer.verdict(x, y, name: name)
      }
    case (.single(let a), .single(let b)):
      return try verdict(a, b, rows: b.sample, asking: try asked(a))
    case (.double(let a), .double(let b)):
      return try verdict(a, b, rows: b.sample, asking: try asked(a))
    default: preconditionFailure("a baseline and parts of different kinds")
    }
  }

  /// The verdict on a matrix that is at hand: its rows are drawn one by one where not all of them are
  /// looked at, as ``compare(baseline:current:detectors:options:)`` does.
  func verdict<Scalar: KernelScalar>(
    _ fitted: EmbeddingBaseline<Scalar>, _ matrix: Matrix
  ) throws(DriftlineError) -> Verdict {
    let matrix = try fitted.measurable(matrix)
    let asked = try self.asked(fitted)
    let needs = asked.needs(dimensions: matrix.dimensions)
    let profile = try fitted.profile(
      of: matrix, needs: needs, rows: needs.rows, threads: options.threads)
    var rows = profile.sample
    if max(fitted.profile.count, profile.count) > asked.fewestRows {
      rows = try .drawn(needs.rows, of: matrix, present: profile.count, seed: options.seed)
    }
    return try verdict(fitted, profile, rows: rows, asking: asked)
  }

  private func verdict<Scalar: KernelScalar>(
    _ fitted: EmbeddingBaseline<Scalar>, _ profile: EmbeddingProfile<Scalar>,
    rows: RowSample<Scalar>?, asking asked: [any EmbeddingDetector]
  ) throws(DriftlineError) -> Verdict {
    guard rows != nil || asked.fewestRows == .max else { throw DriftlineError.rowsNotKept }
    var sides: RowSides<Scalar>?
    if let kept = fitted.rows, let rows { sides = RowSides(baseline: kept, current: rows) }
    let samples = try EmbeddingComparison(
      fitted, profile, rows: sides, seed: options.seed, threads: options.threads)
    return try EmbeddingComparer(detectors: detectors, options: options)
      .judged(samples, asking: asked, isSelected: detectors.isEmpty)
  }

  /// The detectors to ask, all of which find what they look at.
  private func asked<Scalar: KernelScalar>(
    _ fitted: EmbeddingBaseline<Scalar>
  ) throws(DriftlineError) -> [any EmbeddingDetector] {
    let asked =
      try detectors.embeddings() ?? Selection.embeddings(sensitivity: options.sensitivity)
    let needs = asked.needs(dimensions: fitted.profile.moments.dimensions)
    guard fitted.needs.covers(needs), needs.rows == 0 || fitted.rows != nil else {
      throw DriftlineError.notKept(nil)
    }
    return asked
  }
}
