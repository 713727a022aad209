internal import DriftlineKernels

/// What a numeric detector needs to find in the two profiles.
public struct NumericNeeds: Sendable {
  /// The kinds of part.
  public struct Parts: OptionSet, Sendable {
    /// The set's bits.
    public let rawValue: Int

    /// Parts by their bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Count, range, mean and spread of both samples.
    public static let moments = Parts(rawValue: 1)
    /// Both samples in order.
    public static let ordered = Parts(rawValue: 2)
    /// The largest deviation of the two distribution functions.
    public static let deviation = Parts(rawValue: 4 | 2)
    /// The area between the two distribution functions.
    public static let area = Parts(rawValue: 8 | 2)
    /// The squared area between them.
    public static let squaredArea = Parts(rawValue: 16 | 2)
    /// The squared difference over the pooled sample: Cramer-von Mises.
    public static let squaredMass = Parts(rawValue: 32 | 2)
    /// The same, weighted as Anderson and Darling do.
    public static let andersonDarling = Parts(rawValue: 64 | 2)
  }

  /// The parts needed.
  public var parts: Parts
  /// Histograms of both samples over the same bins.
  public var binnings: [Binning]

  /// Parts, and histograms.
  public init(_ parts: Parts = [], binnings: [Binning] = []) {
    self.parts = parts
    self.binnings = binnings
  }

  /// A histogram; so many quantiles that sorting is quicker than selecting them need the order too.
  init(_ binning: Binning) {
    var parts: Parts = []
    if case .quantile(let bins) = binning.edges, bins > 256 { parts = .ordered }
    self.init(parts, binnings: [binning])
  }

  /// What has to be there where the column itself will not be: edges that depend on both samples
  /// are counted in the ordered ones.
  var kept: NumericNeeds {
    var kept = self
    if binnings.contains(where: \.isPooled) { kept.parts.formUnion([.ordered, .moments]) }
    return kept
  }

  /// Whether another's parts and histograms are all among these.
  func covers(_ other: NumericNeeds) -> Bool {
    parts.isSuperset(of: other.parts)
      && other.binnings.allSatisfy { $0.isPooled || binnings.contains($0) }
  }

  /// What two detectors together need.
  mutating func formUnion(_ other: NumericNeeds) {
    parts.formUnion(other.parts)
    for binning in other.binnings where !binnings.contains(binning) { binnings.append(binning) }
  }
}

/// The parts of one numeric sample, gathered for all the questions asked.
public struct NumericProfile: Sendable {
  /// The number of values that are not missing.
  public internal(set) var count: Int
  /// The number of missing values.
  public internal(set) var missing: Int
  /// Count, range, mean and spread, where asked for.
  public internal(set) var moments: Moments?
  /// The values in order, where asked for.
  public internal(set) var ordered: OrderedSample?
  /// What ``ordered`` is made from where not all values are kept.
  private(set) var sketch: QuantileSketch?
  /// Histograms by their binning.
  public internal(set) var bins: [Binning: BinCounts] = [:]

  /// Parts that are known.
  init(
    count: Int, missing: Int, moments: Moments?, ordered: OrderedSample?, sketch: QuantileSketch?,
    bins: [Binning: BinCounts]
  ) {
    self.count = count
    self.missing = missing
    self.moments = moments
    self.ordered = ordered
    self.sketch = sketch
    self.bins = bins
  }

  /// Gathers the parts that do not depend on the other sample.
  ///
  /// With a `sketch` the ordered values are added to it, and kept as far as it keeps them; weighted
  /// values are all kept.
  /// - Complexity: one read of the column; O(n log n) where the order is needed.
  init(
    _ column: NumericColumn, needs: NumericNeeds, sketch empty: QuantileSketch? = nil, threads: Int
  ) throws(DriftlineError) {
    count = 0
    missing = 0
    if let weights = column.weights {
      try gather(column, weights: weights)
      return
    }
    let wantsOrder = needs.parts.contains(.ordered)
    let wantsMoments =
      needs.parts.contains(.moments) || needs.binnings.contains(where: \.isPooled)
    guard wantsOrder || wantsMoments else { return }
    var sums = Moments()
    guard wantsOrder else {
      try column.blocks.forEachObserved { (block) throws(DriftlineError) in
        sums.update(block, threads: threads)
      }
      moments = sums
      count = sums.count
      missing = column.count - count
      return
    }
    if var sketch = empty {
      try column.blocks.forEachObserved { (block) throws(DriftlineError) in
        sketch.update(block)
        if wantsMoments { sums.update(block, threads: threads) }
      }
      self.sketch = sketch
      ordered = sketch.ordered()
      count = sketch.count
    } else {
      let sample = try OrderedSample(sorting: column.blocks, threads: threads) { block in
        if wantsMoments { sums.update(block, threads: threads) }
      }
      ordered = sample
      count = sample.count
    }
    if wantsMoments { moments = sums }
    missing = column.count - count
  }

  /// Weighted values are kept in order whatever is asked, since all else follows from that.
  private mutating func gather(
    _ column: NumericColumn, weights: [Double]
  ) throws(DriftlineError) {
    var values: [Double] = []
    values.reserveCapacity(column.count)
    try column.blocks.forEachObserved { (block) throws(DriftlineError) in
      for index in block.indices { values.append(block[index]) }
    }
    missing = values.count { $0.isNaN }
    let sample = OrderedSample(sorting: values, weights: weights)
    count = sample.count
    ordered = sample
  }

  /// The smallest and the largest finite value; `nil` where there are none.
  var range: ClosedRange<Double>? {
    if let moments {
      return moments.minimum <= moments.maximum ? moments.minimum...moments.maximum : nil
    }
    guard let low = ordered?.values.first(where: \.isFinite),
      let high = ordered?.values.last(where: \.isFinite)
    else { return nil }
    return low...high
  }

  /// The population standard deviation of the finite values, weighted where they are.
  ///
  /// Squares of values beyond 1e154 overflow and those under 1e-154 vanish; the ordered sample then
  /// gives it in a unit of its own.
  var standardDeviation: Double {
    if let variance = moments?.variance, variance.isFinite, variance > 1e-290 {
      return variance.squareRoot()
    }
    return ordered?.standardDeviation ?? moments?.standardDeviation ?? .nan
  }

  /// Whether the values have weights.
  var isWeighted: Bool { ordered?.cumulativeShares != nil && sketch == nil }

  /// Adds the values of another profile of the same baseline.
  ///
  /// - Throws: ``DriftlineError`` of kind `incompatible_profile` where one is weighted and the other
  ///   is not.
  mutating func merge(_ other: NumericProfile) throws(DriftlineError) {
    try gather(other)
    settle()
  }

  /// Puts the values of the sketch in order once all are there.
  mutating func settle() {
    if let sketch { ordered = sketch.ordered() }
  }

  /// Adds the values of another profile, and leaves a sketch to be settled.
  mutating func gather(_ other: NumericProfile) throws(DriftlineError) {
    guard isWeighted == other.isWeighted else {
      throw DriftlineError(
        .incompatibleProfile, "one profile has weighted values and the other has not")
    }
    count += other.count
    missing += other.missing
    if let theirs = other.moments { moments?.merge(theirs) }
    if isWeighted, let mine = ordered, let theirs = other.ordered {
      let both = mine.merged(with: theirs)
      for (binning, counts) in other.bins {
        bins[binning]?.mix(
          counts, weights: (mine.totalWeight, theirs.totalWeight),
          effectiveCount: both.effectiveCount)
      }
      ordered = both
      return
    }
    for (binning, counts) in other.bins { bins[binning]?.merge(counts) }
    if sketch != nil, let theirs = other.sketch {
      sketch?.merge(theirs)
    } else if let mine = ordered, let theirs = other.ordered {
      ordered = mine.merged(with: theirs)
    }
  }

  /// Counts the sample over settled edges: in the ordered sample where that has all values, else in
  /// the column, and where that is no longer at hand in what the ordered sample has.
  mutating func count(
    _ binning: Binning, edges: BinEdges, column: NumericColumn?, threads: Int
  ) throws(DriftlineError) {
    if let ordered, ordered.rankError == 0 || column == nil {
      adopt(BinCounts(ordered, edges: edges), for: binning, rows: self.count + missing)
    } else if let column {
      adopt(
        try BinCounts(column, edges: edges, threads: threads), for: binning, rows: column.count)
    } else {
      preconditionFailure("the values behind \(binning) are not there")
    }
  }

  /// Takes counts that are known.
  mutating func adopt(_ counts: BinCounts, for binning: Binning, rows: Int) {
    bins[binning] = counts
    if ordered == nil, moments == nil {
      count = Int(counts.total)
      missing = rows - count
    }
  }
}
