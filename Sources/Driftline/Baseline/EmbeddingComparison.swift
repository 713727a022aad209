internal import DriftlineKernels

/// Two profiles of embeddings side by side: all that a detector sees.
public struct EmbeddingComparison: Sendable {
  /// Count, mean and spread of the good days' rows.
  public let baseline: RowMoments
  /// Count, mean and spread of the rows that came in.
  public let current: RowMoments
  /// The covariance matrices, where they were asked for.
  let covariances: (baseline: Covariance, current: Covariance)?
  /// How rows lie to the baseline's centroid, where it was asked for.
  let distances: (baseline: CentroidDistances, current: CentroidDistances)?
  private let clusters: [Clustering: ClusterPair]
  private let features: [FeatureMap: FeaturePair]
  private let pool: SampledPool
  private let knownShiftNull = OnceMade<MeanShiftNull>()
  /// The relative rounding error of a row's values.
  let resolution: Double
  /// The least square of a value that keeps its digits.
  let leastSquare: Double
  /// What draws are made with.
  let randomness: Randomness

  init<Scalar: KernelScalar>(
    _ fitted: EmbeddingBaseline<Scalar>, _ other: EmbeddingProfile<Scalar>,
    rows: RowSides<Scalar>?, seed: UInt64, threads: Int
  ) throws(DriftlineError) {
    let reference = fitted.profile
    baseline = reference.moments
    current = other.moments
    if let a = reference.covariance, let b = other.covariance {
      covariances = (a, b)
    } else {
      covariances = nil
    }
    if let a = reference.distances, let b = other.distances {
      distances = (a, b)
    } else {
      distances = nil
    }
    var clusters: [Clustering: ClusterPair] = [:]
    for (key, counts) in reference.clusters {
      guard let theirs = other.clusters[key], let centres = fitted.geometry.centres[key] else {
        continue
      }
      clusters[key] = ClusterPair(
        baseline: counts, current: theirs,
        centres: centres.indices.map { index in
          Double(centres[index])
            + Double(fitted.geometry.shift[index % reference.moments.dimensions])
        })
    }
    self.clusters = clusters
    var features: [FeatureMap: FeaturePair] = [:]
    for (key, means) in reference.features {
      guard let theirs = other.features[key], let draw = fitted.geometry.features[key] else {
        continue
      }
      features[key] = FeaturePair(
        baseline: means, current: theirs,
        map: FourierFeatures(
          try draw.features(), of: [Double](repeating: 0, count: reference.moments.dimensions)),
        shift: fitted.geometry.shift.map { Double($0) })
    }
    self.features = features
    pool = SampledPool(rows, seed: seed)
    resolution = Double(Scalar.ulpOfOne)
    leastSquare = Double(Scalar.leastNormalMagnitude) / Double(Scalar.ulpOfOne)
    randomness = Randomness(seed: seed, threads: threads)
  }

  /// The number of values in a row.
  public var dimensions: Int { baseline.dimensions }

  /// How far the current mean lies from the baseline's, in each dimension.
  var meanShift: [Double] { baseline.shift(to: current) }

  /// How the rows of both sides fall into clusters; `nil` where there are fewer rows than clusters.
  func clusters(_ clustering: Clustering) -> ClusterPair? { clusters[clustering] }

  /// The means of random features; `nil` where the baseline has fewer than two rows.
  func features(_ map: FeatureMap) -> FeaturePair? { features[map] }

  /// The null law of the squared shift, which is made for the first detector that asks for it.
  ///
  /// - Throws: the observer's reason where the work shall stop.
  func shiftNull() throws(DriftlineError) -> MeanShiftNull {
    func law<Scalar>(_ rows: PooledRows<Scalar>) throws(DriftlineError) -> MeanShiftNull {
      try MeanShiftNull(
        rows, n: baseline.count, m: current.count,
        traces: (baseline.totalVariance, current.totalVariance), threads: randomness.threads)
    }
    return try knownShiftNull.value { () throws(DriftlineError) in
      // It is the shape of the covariances that is taken from these rows, and not whose they are.
      switch pool.rows(limit: MeanShiftNull.rows, isComparable: false) {
      case .single(let rows): return try law(rows)
      case .double(let rows): return try law(rows)
      }
    }
  }

  /// At most `limit` rows of each side, in memory.
  func pooled(limit: Int) -> RowPool { pool.rows(limit: limit, isComparable: true) }

  /// Refuses rows too long for covariance matrices.
  func requireCovariances(for detector: String) throws(DriftlineError) {
    guard dimensions > mostCovarianceColumns else { return }
    throw DriftlineError(
      .resourceExhausted,
      "rows have \(dimensions) values; \(detector) makes covariance matrices of at most "
        + "\(mostCovarianceColumns) columns",
      at: detector,
      details: [.init("expected", .int(mostCovarianceColumns)), .init("got", .int(dimensions))])
  }

  /// Refuses matrices that are too small.
  func require(atLeast minimum: Int, for detector: String) throws(DriftlineError) {
    for (side, moments) in [("baseline", baseline), ("current", current)]
    where moments.count < minimum {
      throw DriftlineError(
        .insufficientData,
        "\(side) has \(moments.count) rows that are not missing; \(detector) needs \(minimum)",
        at: side, details: [.init("n", .int(moments.count)), .init("min", .int(minimum))])
    }
  }
}

/// How the rows of two sides fall into the same clusters.
struct ClusterPair: Sendable {
  let baseline: ClusterCounts
  let current: ClusterCounts
  /// The centres, one after the other.
  let centres: [Double]
}

/// Rows of both sides in memory, in one of two precisions.
///
/// A detector switches over it, and hands either case to one generic function: called so, and not
/// through an existential, it is compiled for each precision.
enum RowPool: Sendable {
  /// In single precision.
  case single(PooledRows<Float>)
  /// In double precision.
  case double(PooledRows<Double>)
}
