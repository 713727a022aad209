package import DriftlineKernels

/// A matrix of the good days: its profile, and the geometry that was fitted on it.
package struct EmbeddingBaseline<Scalar: KernelScalar>: Sendable {
  let needs: EmbeddingNeeds
  let geometry: EmbeddingGeometry<Scalar>
  package private(set) var profile: EmbeddingProfile<Scalar>
  /// Rows drawn one by one, where the matrix itself will not be at hand.
  private(set) var rows: RowSample<Scalar>?
  /// The seed that rows are hashed with, and all draws are made with.
  let seed: UInt64

  /// A baseline of parts that are known.
  init(
    needs: EmbeddingNeeds, geometry: EmbeddingGeometry<Scalar>, profile: EmbeddingProfile<Scalar>,
    rows: RowSample<Scalar>?, seed: UInt64
  ) {
    self.needs = needs
    self.geometry = geometry
    self.profile = profile
    self.rows = rows
    self.seed = seed
  }

  /// Fits the geometry and gathers the baseline's own profile.
  ///
  /// - Complexity: one read of the matrix; a second where rows are held against what was fitted.
  package init(
    fitting matrix: Matrix, needs: EmbeddingNeeds, seed: UInt64, threads: Int,
    blockBytes: Int = standardBlockBytes
  ) throws(DriftlineError) {
    self.needs = needs
    self.seed = seed
    var request = EmbeddingRequest<Scalar>(
      needs: needs, seed: seed, threads: threads, blockBytes: blockBytes)
    request.needs.distances = false
    // Clusters and bandwidths are fitted on rows in memory.
    if !needs.clusterings.isEmpty || !needs.features.isEmpty {
      request.needs.rows = max(needs.rows, standardSampleRows)
    }
    var profile = try request.profile(of: matrix, side: "baseline")
    var geometry = EmbeddingGeometry<Scalar>(
      centroid: profile.moments.mean, count: profile.count,
      centres: try Self.centres(profile, needs, seed: seed, threads: threads),
      features: Self.features(profile, needs, seed: seed))
    profile.sample = needs.rows == 0 ? nil : profile.sample?.trimmed(to: needs.rows)
    guard needs.distances || !needs.clusterings.isEmpty || !needs.features.isEmpty else {
      self.geometry = geometry
      self.profile = profile
      return
    }
    request.needs = EmbeddingNeeds()
    request.needs.distances = needs.distances
    request.needs.clusterings = needs.clusterings
    request.needs.features = needs.features
    request.geometry = geometry
    request.isBaseline = true
    let measured = try request.profile(of: matrix, side: "baseline")
    profile.distances = measured.distances
    profile.clusters = measured.clusters
    profile.features = measured.features
    if let spread = measured.distances?.distances {
      // A row is n / (n - 1) times as far from the mean of the others as from that of all.
      let rows = max(profile.count, 1)
      let fair = Double(rows) / Double(max(rows - 1, 1))
      let three = spread.count == 0 ? .infinity : 3 * spread.standardDeviation
      geometry.limits = [three, (spread.mean + three) * fair]
    }
    self.geometry = geometry
    self.profile = profile
  }

  /// The profile of current data over this baseline's geometry, in one read.
  package func profile(
    of current: Matrix, threads: Int, blockBytes: Int = standardBlockBytes
  ) throws(DriftlineError) -> EmbeddingProfile<Scalar> {
    try EmbeddingRequest<Scalar>(
      needs: needs, geometry: geometry, seed: seed, threads: threads, blockBytes: blockBytes
    ).profile(of: current, side: "current")
  }

  /// The same baseline without its matrix: at most `capacity` of its rows are kept, drawn one by one.
  func kept(rows capacity: Int, of matrix: Matrix) throws(DriftlineError) -> EmbeddingBaseline {
    var kept = self
    kept.profile.sample = nil
    kept.rows =
      needs.rows == 0 || capacity == 0
      ? nil
      : try .drawn(min(capacity, needs.rows), of: matrix, present: profile.count, seed: seed)
    return kept
  }

  /// The profile of current data over some of this baseline's parts, with at most `rows` rows.
  func profile(
    of current: Matrix, needs: EmbeddingNeeds, rows: Int, threads: Int
  ) throws(DriftlineError) -> EmbeddingProfile<Scalar> {
    var request = EmbeddingRequest<Scalar>(
      needs: needs, geometry: geometry, seed: seed, threads: threads)
    request.needs.rows = min(needs.rows, rows)
    return try request.profile(of: current, side: "current")
  }

  /// The same baseline with the rows of a profile added to its own.
  ///
  /// `matrix` are the rows themselves, while they are at hand; else the profile's sample of them stands
  /// for them.
  func updated(
    with other: EmbeddingProfile<Scalar>, matrix: Matrix? = nil
  ) throws(DriftlineError) -> EmbeddingBaseline {
    var updated = self
    updated.profile.merge(other)
    updated.profile.sample = nil
    let numbered = profile.count + profile.moments.missing
    if let mine = rows {
      if let matrix {
        updated.rows?.merge(
          try .drawn(
            mine.capacity, of: matrix, present: other.count, offset: numbered, seed: seed))
      } else if var theirs = other.sample {
        guard
          theirs.limit == nil
            || !(theirs.hasManyCopies(seed: seed) || mine.hasManyCopies(seed: seed))
        else { throw DriftlineError.repeatedRows }
        theirs.widen(to: mine.capacity)
        updated.rows?.merge(theirs.numbered(salt: UInt64(numbered) ^ 0xADD))
      } else if other.count > 0 {
        throw DriftlineError(
          .incompatibleProfile, "the profile has no sample of its rows, which the baseline keeps")
      }
      updated.rows?.settle()
      updated.rows?.forgetPlaces()
    }
    return updated
  }

  private static func centres(
    _ profile: EmbeddingProfile<Scalar>, _ needs: EmbeddingNeeds, seed: UInt64, threads: Int
  ) throws(DriftlineError) -> [Clustering: [Scalar]] {
    guard let sample = profile.sample?.trimmed(to: standardSampleRows) else { return [:] }
    let shift = profile.moments.mean.map { Scalar($0) }
    var centres: [Clustering: [Scalar]] = [:]
    for clustering in needs.clusterings {
      let rows = sample.centred(about: shift) { !clustering.isHeldOut || !isHeldOut(row: $0) }
      // A detector refuses what is too small for it; here there is nothing to find.
      guard rows.count >= clustering.clusters else { continue }
      let fit = try KMeans(
        clusters: clustering.clusters, starts: clustering.starts,
        iterations: clustering.iterations, seed: seed, threads: threads
      ).fit(rows)
      centres[clustering] = fit.centres
    }
    return centres
  }

  private static func features(
    _ profile: EmbeddingProfile<Scalar>, _ needs: EmbeddingNeeds, seed: UInt64
  ) -> [FeatureMap: FourierDraw<Scalar>] {
    guard let sample = profile.sample?.trimmed(to: standardSampleRows), sample.count > 1 else {
      return [:]
    }
    var features: [FeatureMap: FourierDraw<Scalar>] = [:]
    for map in needs.features {
      let rows = sample.centred(about: profile.moments.mean.map { Scalar($0) }) { _ in true }
      features[map] = FourierDraw(
        count: map.features, bandwidth: map.bandwidth ?? medianDistance(rows, seed: seed),
        dimensions: sample.dimensions, seed: seed)
    }
    return features
  }
}

/// How many rows of each side are held in memory where a detector does not say.
let standardSampleRows = 10_000

extension DriftlineError {
  /// A sample by content of rows that repeat cannot stand for rows one by one.
  static let repeatedRows = DriftlineError(
    .incompatibleProfile,
    "the profile has a sample of its rows, and rows repeat: it does not tell how often each occurs "
      + "among all; update with the data themselves", at: "profile")
}
