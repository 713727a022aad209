internal import DriftlineKernels
private import Synchronization

/// A numeric column of the good days: its profile, and the geometry that was fitted on it.
struct NumericBaseline: Sendable {
  let needs: NumericNeeds
  /// The values themselves, while they are at hand.
  private(set) var column: NumericColumn?
  /// How the order of more values than are kept is remembered; `nil` where all are kept.
  let sketch: QuantileSketch?
  private(set) var profile: NumericProfile
  /// The edges of the binnings that depend on the baseline alone.
  private(set) var edges: [Binning: BinEdges] = [:]

  /// A baseline of parts that are known.
  init(
    needs: NumericNeeds, sketch: QuantileSketch?, edges: [Binning: BinEdges],
    profile: NumericProfile
  ) {
    self.needs = needs
    self.sketch = sketch
    self.edges = edges
    self.profile = profile
  }

  /// Fits what will be kept of a column: all that later questions need, without its values.
  static func kept(
    _ column: NumericColumn, needs: NumericNeeds, sketch: QuantileSketch, threads: Int
  ) throws(DriftlineError) -> NumericBaseline {
    var fitted = try NumericBaseline(
      fitting: column, needs: needs.kept, sketch: sketch, threads: threads)
    fitted.column = nil
    return fitted
  }

  /// Fits the geometry that the needs ask for, and gathers the baseline's own profile.
  ///
  /// - Complexity: one read where values are sorted; two to four more for quantile edges where they
  ///   are not.
  init(
    fitting column: NumericColumn, needs: NumericNeeds, sketch: QuantileSketch? = nil, threads: Int
  ) throws(DriftlineError) {
    self.needs = needs
    self.column = column
    self.sketch = sketch
    profile = try NumericProfile(column, needs: needs, sketch: sketch, threads: threads)
    for binning in needs.binnings where !binning.isPooled {
      let (settled, counts) = try fit(binning, column, threads: threads)
      edges[binning] = settled
      if let counts {
        profile.adopt(counts, for: binning, rows: column.count)
      } else {
        try profile.count(binning, edges: settled, column: column, threads: threads)
      }
    }
  }

  /// The edges of a binning, and the baseline's counts where finding the edges has told them.
  private func fit(
    _ binning: Binning, _ column: NumericColumn, threads: Int
  ) throws(DriftlineError) -> (edges: BinEdges, counts: BinCounts?) {
    switch binning.edges {
    case .given(let interior):
      return (BinEdges(interior: interior, closedRight: binning.closedRight), nil)
    case .quantile(let bins):
      let orders = (1..<max(bins, 1)).map { Double($0) / Double(bins) }
      if let ordered = profile.ordered, ordered.rankError == 0 {
        let quantiles = ordered.count == 0 ? [] : orders.map { ordered.quantile($0) }
        return (BinEdges(interior: quantiles, closedRight: binning.closedRight), nil)
      }
      let found = try QuantileSelection(column: column, threads: threads).quantiles(orders)
      let edges = BinEdges(interior: found.quantiles, closedRight: binning.closedRight)
      return (edges, found.counts(edges))
    case .equalWidth:
      preconditionFailure("equal widths depend on both samples")
    }
  }

  /// The profile of current data over this baseline's geometry.
  ///
  /// `gathered` are the parts that do not depend on it, where they are there already.
  func profile(
    of current: NumericColumn, gathered: NumericProfile? = nil, threads: Int
  ) throws(DriftlineError) -> NumericProfile {
    var result: NumericProfile
    if let gathered {
      result = gathered
    } else {
      result = try NumericProfile(current, needs: needs, sketch: sketch, threads: threads)
    }
    for binning in needs.binnings {
      guard let settled = edges[binning] else { continue }
      try result.count(binning, edges: settled, column: current, threads: threads)
    }
    return result
  }

  /// Fits a baseline and compares current data with it.
  ///
  /// Two samples of about one size that have to be sorted are sorted side by side, a share of the
  /// threads each: sorting one after the other on all of them takes longer.
  static func compare(
    _ baseline: NumericColumn, _ current: NumericColumn, needs: NumericNeeds, seed: UInt64,
    threads: Int
  ) throws(DriftlineError) -> NumericComparison {
    let sizes = [baseline.count, current.count].sorted()
    guard threads > 1, needs.parts.contains(.ordered), sizes[0] >= sizes[1] / 4,
      sizes[0] >= rowGranule
    else {
      let fitted = try NumericBaseline(fitting: baseline, needs: needs, threads: threads)
      return try fitted.comparison(
        with: fitted.profile(of: current, threads: threads), column: current, needs: needs,
        seed: seed, threads: threads)
    }
    let share = threads / 2
    let fitted = Mutex<Result<NumericBaseline, DriftlineError>?>(nil)
    let gathered = Mutex<Result<NumericProfile, DriftlineError>?>(nil)
    try Work.concurrently(count: 2, threads: 2) { side in
      if side == 0 {
        let result = Result { () throws(DriftlineError) in
          try NumericBaseline(fitting: baseline, needs: needs, threads: share)
        }
        fitted.withLock { $0 = result }
      } else {
        let result = Result { () throws(DriftlineError) in
          try NumericProfile(current, needs: needs, threads: share)
        }
        gathered.withLock { $0 = result }
      }
    }
    guard let reference = try fitted.withLock({ $0 })?.get(),
      let profile = try gathered.withLock({ $0 })?.get()
    else { preconditionFailure("both sides have been gathered") }
    return try reference.comparison(
      with: reference.profile(of: current, gathered: profile, threads: threads), column: current,
      needs: needs, seed: seed, threads: threads)
  }

  /// Everything that the detectors look at: both profiles, the histograms over bins that depend on
  /// both samples, and the walk over the two ordered samples.
  ///
  /// `column` are the values behind `current`, while they are at hand, and `needs` is what the detectors
  /// asked look at, of what is there.
  func comparison(
    with current: NumericProfile, column currentColumn: NumericColumn? = nil, needs: NumericNeeds,
    seed: UInt64, threads: Int
  ) throws(DriftlineError) -> NumericComparison {
    var reference = profile
    var other = current
    var settledEdges = edges
    for binning in needs.binnings {
      guard case .equalWidth(let bins) = binning.edges else { continue }
      let settled = pooledEdges(reference, other, bins: bins)
      settledEdges[binning] = settled
      try reference.count(binning, edges: settled, column: column, threads: threads)
      try other.count(binning, edges: settled, column: currentColumn, threads: threads)
    }
    guard reference.ordered == nil || reference.count <= (1 << 62) / max(other.count, 1) else {
      throw DriftlineError(
        .resourceExhausted,
        "\(reference.count) and \(other.count) values make over 2^62 pairs; compare a sample")
    }
    return NumericComparison(
      baseline: reference, current: other, edges: settledEdges, parts: needs.parts, seed: seed,
      threads: threads)
  }

  /// The same baseline with the values of a profile added to its own.
  ///
  /// - Throws: ``DriftlineError`` of kind `incompatible_profile`.
  func updated(with other: NumericProfile) throws(DriftlineError) -> NumericBaseline {
    var updated = self
    updated.column = nil
    try updated.profile.merge(other)
    return updated
  }

  private func pooledEdges(_ a: NumericProfile, _ b: NumericProfile, bins: Int) -> BinEdges {
    let ranges = [a, b].compactMap(\.range)
    guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max() else {
      return BinEdges(interior: [], closedRight: false)
    }
    return BinEdges(low: low, high: high, bins: bins)
  }
}
