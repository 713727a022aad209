internal import DriftlineKernels

/// Compares one matrix with another: fit, profile, score.
struct EmbeddingComparer {
  let detectors: [DetectorRequest]
  let options: CompareOptions
  /// About how many bytes of a file are read at a time; the result does not depend on it.
  var blockBytes = standardBlockBytes

  /// The verdict on two matrices.
  func verdict(_ a: Matrix, _ b: Matrix) throws(DriftlineError) -> Verdict {
    let named = try detectors.made { (request) throws(DriftlineError) in try request.embedding() }
    if let named, named.isEmpty {
      throw DriftlineError(
        .invalidParams,
        "none of the detectors asked for applies to embeddings; there are "
          + Registry.embedding.map { $0.name }.joined(separator: ", "))
    }
    return try verdict(a, b, named)
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
    let asked = named ?? Selection.ofEmbeddings
    let samples =
      if a.precision == .single && b.precision == .single {
        try samples(a, b, asked, Float.self)
      } else {
        try samples(a, b, asked, Double.self)
      }
    let missing = Verdict.Sides(
      baseline: samples.baseline.missing, current: samples.current.missing)
    let kept = asked.filter { named != nil || Judge.speaks($0, missing) }
    return Judge(options: options).verdict(
      kept, kind: .embedding, isSelected: named == nil, missing: missing,
      n: .init(baseline: samples.baseline.count, current: samples.current.count),
      dimensions: a.dimensions
    ) { (detector) throws(DriftlineError) in try detector.measure(samples) }
  }

  private func samples<Scalar: KernelScalar>(
    _ a: Matrix, _ b: Matrix, _ asked: [any EmbeddingDetector], _: Scalar.Type
  ) throws(DriftlineError) -> EmbeddingComparison {
    var needs = EmbeddingNeeds()
    for detector in asked { needs.formUnion(detector.needs) }
    let fitted = try EmbeddingBaseline<Scalar>(
      fitting: a, needs: needs, seed: options.seed, threads: options.threads,
      blockBytes: blockBytes)
    let current = try fitted.profile(of: b, threads: options.threads, blockBytes: blockBytes)
    return EmbeddingComparison(
      fitted, current, drawn: try drawn(a, b, fitted.profile, current, rows: fitted.needs.rows),
      seed: options.seed, threads: options.threads)
  }

  /// Rows drawn by their numbers where rows are repeated: see ``PooledRows``.
  ///
  /// The same numbers on both sides, so that a file is equal to itself.
  private func drawn<Scalar: KernelScalar>(
    _ a: Matrix, _ b: Matrix, _ x: EmbeddingProfile<Scalar>, _ y: EmbeddingProfile<Scalar>,
    rows: Int
  ) throws(DriftlineError) -> DrawnRows<Scalar>? {
    guard let first = x.sample, let second = y.sample, first.hasCopies(with: second) else {
      return nil
    }
    return (
      try .drawn(rows, of: a, present: x.count, seed: options.seed),
      try .drawn(rows, of: b, present: y.count, seed: options.seed)
    )
  }
}
