internal import DriftlineKernels

/// Whether profiles have the parts that a baseline measures, each of the size that it must have.
///
/// Where the digests of the geometry agree, they have; but digests can be written into bytes by
/// anybody, and merging relies on the sizes.
extension Baseline.Content {
  /// Refuses a profile with other parts than data have that are measured against this.
  ///
  /// - Parameters:
  ///   - profile: the parts.
  ///   - isReference: whether they are of the rows that the geometry was fitted on.
  /// - Throws: ``DriftlineError`` of kind `incompatible_profile`.
  func accept(_ profile: Profile.Content, isReference: Bool = false) throws(DriftlineError) {
    let isAccepted =
      switch (self, profile) {
      case (.column(let mine), .column(let theirs)): mine.accepts(theirs)
      case (.table(let mine), .table(let theirs)):
        mine.map(\.name) == theirs.map(\.name)
          && zip(mine, theirs).allSatisfy { $0.content.accepts($1.content) }
      case (.single(let mine), .single(let theirs)): mine.accepts(theirs, isReference)
      case (.double(let mine), .double(let theirs)): mine.accepts(theirs, isReference)
      default: false
      }
    guard isAccepted else { throw DriftlineError.otherParts }
  }
}

extension Profile.Content {
  /// Refuses a profile that has other parts, or parts of other sizes.
  ///
  /// - Throws: ``DriftlineError`` of kind `incompatible_profile`.
  func accept(_ other: Profile.Content) throws(DriftlineError) {
    let isAccepted =
      switch (self, other) {
      case (.column(let mine), .column(let theirs)): mine.hasShape(of: theirs)
      case (.table(let mine), .table(let theirs)):
        mine.map(\.name) == theirs.map(\.name)
          && zip(mine, theirs).allSatisfy { $0.content.hasShape(of: $1.content) }
      case (.single(let mine), .single(let theirs)): mine.hasShape(of: theirs)
      case (.double(let mine), .double(let theirs)): mine.hasShape(of: theirs)
      default: false
      }
    guard isAccepted else { throw DriftlineError.otherParts }
  }
}

extension DriftlineError {
  /// A profile whose parts are not those that its digest of the geometry promises.
  static let otherParts = DriftlineError(
    .incompatibleProfile,
    "the profile has other parts than its baseline measures, or parts of other sizes", at: "profile"
  )
}

extension ColumnBaseline {
  fileprivate func accepts(_ profile: ColumnProfile) -> Bool {
    switch (self, profile) {
    case (.numeric(let mine), .numeric(let theirs)): mine.accepts(theirs)
    // A column without a value is one of numbers as well as of categories.
    case (.numeric(let mine), .categorical): mine.profile.count == 0
    case (.categorical, .categorical): true
    case (.categorical, .numeric): false
    }
  }
}

extension NumericBaseline {
  fileprivate func accepts(_ profile: NumericProfile) -> Bool {
    guard profile.bins.count == edges.count,
      edges.allSatisfy({ profile.bins[$0.key]?.counts.count == $0.value.count })
    else { return false }
    if profile.isWeighted { return true }
    let hasOrder = needs.parts.contains(.ordered)
    let hasMoments = needs.parts.contains(.moments) || needs.binnings.contains(where: \.isPooled)
    return (profile.ordered != nil) == hasOrder && (profile.moments != nil) == hasMoments
      && (profile.sketch != nil) == (hasOrder && sketch != nil)
  }
}

extension EmbeddingBaseline {
  fileprivate func accepts(_ profile: EmbeddingProfile<Scalar>, _ isReference: Bool) -> Bool {
    let width = geometry.centroid.count
    // The baseline's own rows are counted before there are limits.
    let limits = isReference ? 0 : geometry.limits.count
    return profile.moments.dimensions == width
      && (profile.covariance != nil) == needs.covariance
      && (profile.distances != nil) == needs.distances
      && profile.distances.map { $0.beyond.count == limits } ?? true
      && profile.sample.map { !$0.isByNumber && needs.rows > 0 } ?? true
      && profile.clusters.count == geometry.centres.count
      && geometry.centres.allSatisfy {
        profile.clusters[$0.key]?.counts.count == $0.value.count / width
      }
      && profile.features.count == needs.features.count
      && needs.features.allSatisfy {
        profile.features[$0]?.sums.count == geometry.features[$0]?.count ?? 0
      }
  }
}

extension ColumnProfile {
  fileprivate func hasShape(of other: ColumnProfile) -> Bool {
    guard case .numeric(let mine) = self, case .numeric(let theirs) = other else { return true }
    return mine.bins.mapValues(\.counts.count) == theirs.bins.mapValues(\.counts.count)
      && (mine.isWeighted || theirs.isWeighted
        || (mine.moments == nil) == (theirs.moments == nil)
          && (mine.ordered == nil) == (theirs.ordered == nil)
          && (mine.sketch == nil) == (theirs.sketch == nil))
  }
}

extension EmbeddingProfile {
  fileprivate func hasShape(of other: EmbeddingProfile) -> Bool {
    moments.dimensions == other.moments.dimensions
      && (covariance == nil) == (other.covariance == nil)
      && distances?.beyond.count == other.distances?.beyond.count
      && sample?.isByNumber == other.sample?.isByNumber
      && clusters.mapValues(\.counts.count) == other.clusters.mapValues(\.counts.count)
      && features.mapValues(\.sums.count) == other.features.mapValues(\.sums.count)
  }
}
