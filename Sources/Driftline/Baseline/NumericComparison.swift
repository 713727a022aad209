internal import DriftlineKernels

/// Two numeric profiles side by side, with what follows from both: all that a detector sees.
public struct NumericComparison: Sendable {
  /// The parts of the good days.
  public let baseline: NumericProfile
  /// The parts of what came in.
  public let current: NumericProfile
  /// The edges behind each pair of histograms.
  let edges: [Binning: BinEdges]
  /// How the two distribution functions differ, where a detector needs it.
  let deviations: Deviations?
  /// Between what that lies, where one of the samples is a sketch.
  let bounds: DeviationBounds?
  let seed: UInt64
  let threads: Int
  private let knownAreaNulls = OnceMadeByKey<AreaQuestion, PathNull>()

  init(
    baseline: NumericProfile, current: NumericProfile, edges: [Binning: BinEdges],
    parts: NumericNeeds.Parts, seed: UInt64, threads: Int
  ) {
    self.baseline = baseline
    self.current = current
    self.edges = edges
    self.seed = seed
    self.threads = threads
    if parts.contains(.ordered), parts != .ordered, let x = baseline.ordered,
      let y = current.ordered, x.count > 0, y.count > 0
    {
      deviations = Deviations(x, y, parts: parts, threads: threads)
      bounds = DeviationBounds(x, y, parts: parts)
    } else {
      deviations = nil
      bounds = nil
    }
  }

  /// What draws are made with.
  var randomness: Randomness { Randomness(seed: seed, threads: threads) }

  /// How the p-value of the area is to be found.
  private struct AreaQuestion: Hashable {
    let method: PathNull.Method
    let permutations: Int
  }

  /// The p-value of the area between the distribution functions, which is found for the first detector that
  /// asks for it.
  ///
  /// - Throws: the observer's reason where the work shall stop.
  func areaNull(
    method: PathNull.Method, permutations: Int
  ) throws(DriftlineError) -> PathNull {
    let question = AreaQuestion(method: method, permutations: permutations)
    return try knownAreaNulls.value(for: question) { () throws(DriftlineError) in
      let area = orderedPair().deviations.area
      return try PathNull(
        .area, observed: area, interval: area.isFinite ? bounds?.area : nil, method: method,
        permutations: permutations, samples: self)
    }
  }

  /// Whether an ordered sample of either side ends in an infinity.
  var hasInfinities: Bool {
    [baseline, current].compactMap(\.ordered).contains { sample in
      sample.values.first == -.infinity || sample.values.last == .infinity
    }
  }

  /// Whether either side is weighted, by its own weights or as a sketch.
  var isWeighted: Bool {
    baseline.ordered?.cumulativeShares != nil || current.ordered?.cumulativeShares != nil
  }

  /// The two histograms of a binning.
  func histograms(_ binning: Binning) -> HistogramPair {
    guard let a = baseline.bins[binning], let b = current.bins[binning],
      let settled = edges[binning]
    else { preconditionFailure("the histogram of \(binning) was not asked for") }
    return HistogramPair(baseline: a, current: b, edges: settled)
  }

  /// Both ordered samples and their deviations.
  func orderedPair() -> (x: OrderedSample, y: OrderedSample, deviations: Deviations) {
    guard let x = baseline.ordered, let y = current.ordered, let deviations else {
      preconditionFailure("the ordered samples were not asked for")
    }
    return (x, y, deviations)
  }

  /// Refuses samples that are too small.
  func require(
    atLeast minimum: Int, for detector: String
  ) throws(DriftlineError) {
    for (side, count) in [("baseline", baseline.count), ("current", current.count)]
    where count < minimum {
      throw DriftlineError(
        .insufficientData,
        "\(side) has \(count) values that are not missing; \(detector) needs \(minimum)",
        at: side, details: [.init("n", .int(count)), .init("min", .int(minimum))])
    }
  }
}

/// How two empirical distribution functions F (baseline) and G (current) differ.
struct Deviations: Sendable {
  /// The largest F - G.
  let plus: Double
  /// The largest G - F.
  let minus: Double
  /// n m times the two, exact; `nil` for weighted samples.
  let numerators: (plus: Int, minus: Int)?
  let plusLocation: Double
  let minusLocation: Double
  /// The integral of abs(F - G).
  let area: Double
  /// The integral of (F - G)^2.
  let squaredArea: Double
  /// The mean of (F - G)^2 over the pooled sample.
  let squaredMass: Double
  /// The mean of (F - G)^2 / (H (1 - H)) over the pooled sample, H its distribution function.
  let andersonDarling: Double
  /// The same with mid-ranks at ties.
  let andersonDarlingMidrank: Double
  /// The number of distinct values in the pooled sample.
  let distinct: Int

  init(_ x: OrderedSample, _ y: OrderedSample, parts: NumericNeeds.Parts, threads: Int) {
    if x.cumulativeShares != nil || y.cumulativeShares != nil {
      let share = x.effectiveCount / (x.effectiveCount + y.effectiveCount)
      let sums = walkWeighted(
        x.values.span, baselineCumulative: x.sharesOrEqual.span, y.values.span,
        currentCumulative: y.sharesOrEqual.span, baselineShare: share)
      plus = sums.plus
      minus = sums.minus
      numerators = nil
      plusLocation = sums.plusLocation
      minusLocation = sums.minusLocation
      area = sums.area
      squaredArea = sums.squaredArea
      squaredMass = sums.squaredMass
      andersonDarling = sums.andersonDarling
      andersonDarlingMidrank = sums.andersonDarlingMidrank
      distinct = sums.distinct
      return
    }
    var needs: WalkNeeds = .distinct
    if parts.contains(.deviation) { needs.insert(.supremum) }
    if parts.contains(.area) { needs.insert(.area) }
    if parts.contains(.squaredArea) { needs.insert(.squaredArea) }
    if parts.contains(.squaredMass) { needs.insert(.squaredMass) }
    if parts.contains(.andersonDarling) {
      needs.formUnion([.andersonDarling, .andersonDarlingMidrank])
    }
    let sums = walk(x.values.span, y.values.span, needs: needs, threads: threads)
    let scale = Double(x.count) * Double(y.count)
    plus = Double(sums.plus) / scale
    minus = Double(sums.minus) / scale
    numerators = (sums.plus, sums.minus)
    plusLocation = sums.plusLocation
    minusLocation = sums.minusLocation
    area = sums.area
    squaredArea = sums.squaredArea
    squaredMass = sums.squaredMass
    andersonDarling = sums.andersonDarling
    // The kernel gives (N - 1) n m / N^2 times the mean.
    let total = Double(x.count) + Double(y.count)
    andersonDarlingMidrank = sums.andersonDarlingMidrank / scale * total * (total / (total - 1))
    distinct = sums.distinct
  }
}

extension OrderedSample {
  /// The share of the weight up to and with each value.
  var sharesOrEqual: [Double] {
    cumulativeShares ?? values.indices.map { Double($0 + 1) / Double(values.count) }
  }
}
