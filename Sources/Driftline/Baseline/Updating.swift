extension Baseline {
  /// The same baseline with a batch added to the profile of the good days; its geometry stays.
  ///
  /// - Throws: ``DriftlineError`` of kind `incompatible_profile` where the profile was measured against
  ///   another geometry, and of kind `resource_exhausted` where more than 2^53 values come together.
  public func updated(with profile: Profile) throws(DriftlineError) -> Baseline {
    try accept(profile)
    return try updated(with: profile.content, of: nil)
  }

  /// The same baseline with a batch added to the profile of the good days; its geometry stays.
  ///
  /// From the data themselves rows are drawn as they are at the fit of both together.
  /// - Throws: as ``profile(of:rows:threads:)`` and ``updated(with:)`` do.
  public func updated(
    with data: Dataset, threads: Int = 1
  ) throws(DriftlineError) -> Baseline {
    try updated(with: try parts(of: data, rows: 0, threads: threads), of: data)
  }

  private func updated(
    with parts: Profile.Content, of data: Dataset?
  ) throws(DriftlineError) -> Baseline {
    guard reference.rows <= reference.mostRows - parts.rows else {
      throw DriftlineError(
        .resourceExhausted, "\(reference.rows) and \(parts.rows) values come to over 2^53 together")
    }
    var matrix: Matrix?
    if case .matrix(let rows) = data { matrix = rows }
    let sum: Content
    switch (content, parts) {
    case (.column(let mine), .column(let theirs)):
      sum = .column(try mine.updated(with: theirs))
    case (.table(let mine), .table(let theirs)):
      sum = .table(
        try mine.joined(with: theirs) { (column, batch) throws(DriftlineError) in
          try column.updated(with: batch)
        })
    case (.single(let mine), .single(let theirs)):
      sum = .single(try mine.updated(with: theirs, matrix: matrix))
    case (.double(let mine), .double(let theirs)):
      sum = .double(try mine.updated(with: theirs, matrix: matrix))
    default: preconditionFailure("a baseline and a profile of one geometry and different kinds")
    }
    return Baseline(detectors: detectors, options: options, content: sum)
  }
}
