extension Baseline {
  /// The same geometry, detectors and options with another batch in the place of the good days, so
  /// that one window can be held against the one before.
  ///
  /// - Throws: ``DriftlineError`` of kind `incompatible_profile` where the profile was measured against
  ///   another geometry.
  /// - Complexity: O(size of the profile).
  public func rebased(on profile: Profile) throws(DriftlineError) -> Baseline {
    try accept(profile)
    let replaced: Content
    switch (content, profile.content) {
    case (.column(let mine), .column(let other)):
      replaced = .column(try mine.rebased(on: other))
    case (.table(let mine), .table(let others)):
      replaced = .table(
        try mine.joined(with: others) { (column, batch) throws(DriftlineError) in
          try column.rebased(on: batch)
        })
    case (.single(let mine), .single(let other)): replaced = .single(mine.rebased(on: other))
    case (.double(let mine), .double(let other)): replaced = .double(mine.rebased(on: other))
    default: preconditionFailure("a baseline and a profile of one geometry and different kinds")
    }
    return Baseline(detectors: detectors, options: options, content: replaced)
  }
}

extension ColumnBaseline {
  fileprivate func rebased(on other: ColumnProfile) throws(DriftlineError) -> ColumnBaseline {
    switch (self, other) {
    case (.numeric(let mine), .numeric(let profile)):
      .numeric(
        NumericBaseline(
          needs: mine.needs, sketch: mine.sketch, edges: mine.edges, profile: profile))
    case (.categorical, .categorical(let column)): .categorical(column)
    default: throw ColumnProfile.mixed
    }
  }
}

extension EmbeddingBaseline {
  fileprivate func rebased(on other: EmbeddingProfile<Scalar>) -> EmbeddingBaseline {
    var parts = other
    parts.sample = nil
    return EmbeddingBaseline(
      needs: needs, geometry: geometry, profile: parts, rows: rows == nil ? nil : other.sample,
      seed: seed)
  }
}
