internal import Driftline
internal import DriftlineKernels

/// A detector that looks at one part of two matrices and finds nothing: what it costs to gather it.
struct EmbeddingPart: EmbeddingDetector {
  static let name = "part"
  static let summary = "one part of both matrices"
  static let source = "docs/benchmark.md"
  static let parameters: [Parameter<Self>] = []

  var needs = EmbeddingNeeds()

  func measure(_ samples: EmbeddingComparison) -> Finding {
    Finding(statistic: 0, logPValue: nil, threshold: nil, bands: Bands())
  }

  /// The parts that detectors ask for, each alone.
  static let all: [(name: String, part: EmbeddingPart)] = {
    var sample = EmbeddingNeeds()
    sample.rows = MaximumMeanDiscrepancy().sample
    var distances = CosineDrop().needs
    distances.rows = 0
    var features = MaximumMeanDiscrepancy()
    features.features = 512
    var means = features.needs
    means.rows = 0
    return [
      ("row_moments", EmbeddingPart()), ("row_sample", EmbeddingPart(needs: sample)),
      ("centroid_distances", EmbeddingPart(needs: distances)),
      ("covariance", EmbeddingPart(needs: HotellingTSquared().needs)),
      ("cluster_counts", EmbeddingPart(needs: ClusterStability().needs)),
      ("feature_means", EmbeddingPart(needs: means)),
    ]
  }()
}

extension SpeedCourse {
  /// Rows of one length: every detector through `compare`, and every part.
  static func embedding(
    sizes: [Int], dimensions: Int, settings: SpeedSettings
  ) -> SpeedCourse {
    let parts = EmbeddingPart.all.map(\.name) + ["k_means", "nearest_centres"]
    return SpeedCourse(
      kind: "embedding", dimensions: dimensions, sizes: sizes,
      names: Registry.embedding.map { ("detector", $0.name) } + parts.map { ("part", $0) },
      memory: { 10 * Double($0 * dimensions) + 2e8 }
    ) { (count, names) throws(DriftlineError) in
      let samples = SpeedSamples.embedding(
        count: count, dimensions: dimensions, seed: settings.seed, threads: settings.threads)
      let (a, b) = (try Matrix(samples.baseline), try Matrix(samples.current))
      func work(_ subject: String, _ name: String, _ detector: any EmbeddingDetector) -> SpeedWork {
        SpeedWork(
          subject: subject, name: name, bytes: 8 * Double(count * dimensions),
          operations: operations(of: name, rows: count, dimensions: dimensions)
        ) { () throws(DriftlineError) in
          _ = try compare(
            baseline: a, current: b, detectors: [detector], options: settings.options)
        }
      }
      var works: [SpeedWork] = []
      for type in Registry.embedding where names.contains(type.name) {
        works.append(work("detector", type.name, type.init()))
      }
      for (name, part) in EmbeddingPart.all where names.contains(name) {
        works.append(work("part", name, part))
      }
      if names.contains("k_means") { works.append(kMeans(a, settings)) }
      if names.contains("nearest_centres") { works.append(try nearestCentres(a, b, settings)) }
      return SpeedStage(works: works) { (first, second) throws(DriftlineError) in
        for (file, rows) in [(first, samples.baseline), (second, samples.current)] {
          try unsafe file.write(
            UnsafeBufferPointer(rows.buffer), shape: [count, dimensions], type: "<f4")
        }
      }
    }
  }

  /// The operations of products behind a detector or a part, a multiplication and an addition
  /// counted as two; 0 where reading takes longer, and where they depend on the data.
  private static func operations(of name: String, rows: Int, dimensions: Int) -> Double {
    let (n, d) = (2 * Double(rows), Double(dimensions))
    let mmd = MaximumMeanDiscrepancy()
    let held = 2 * Double(min(rows, mmd.sample))
    switch name {
    // Half of each product of rows with themselves: it is symmetric.
    case HotellingTSquared.name, FrechetDistance.name, "covariance": return n * d * d
    // A norm and the product with each centre.
    case ClusterStability.name, "cluster_counts":
      return 2 * n * d * Double(ClusterStability().clusters + 1)
    // The kernel of all pairs, each once, and its products with the labels.
    case MaximumMeanDiscrepancy.name: return held * held * (d + Double(mmd.permutations) + 2)
    case SlicedWasserstein.name: return 2 * held * d * Double(SlicedWasserstein().projections)
    case "feature_means": return 2 * n * d * 512
    default: return 0
    }
  }

  /// k-means on the baseline: ten centres, one start, twenty iterations.
  private static func kMeans(_ rows: Matrix, _ settings: SpeedSettings) -> SpeedWork {
    var means = KMeans(
      clusters: 10, starts: 1, iterations: 20, seed: settings.seed, threads: settings.threads)
    means.tolerance = 0
    let values = Double(rows.count * rows.dimensions)
    return SpeedWork(
      subject: "part", name: "k_means", bytes: 4 * values, operations: 20 * 2 * 10 * values
    ) { [means] () throws(DriftlineError) in
      _ = try means.fit(rows)
    }
  }

  /// The nearest of ten centres, which are the first rows of the baseline, for all rows.
  private static func nearestCentres(
    _ a: Matrix, _ b: Matrix, _ settings: SpeedSettings
  ) throws(DriftlineError) -> SpeedWork {
    var first = [Double](repeating: 0, count: min(10, a.count) * a.dimensions)
    var failure: DriftlineError?
    unsafe first.withUnsafeMutableBufferPointer { buffer in
      do throws(DriftlineError) {
        try unsafe a.rows.read(0..<min(10, a.count), into: buffer)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    let values = Double((a.count + b.count) * a.dimensions)
    return SpeedWork(
      subject: "part", name: "nearest_centres", bytes: 4 * values, operations: 2 * 11 * values
    ) { [first] () throws(DriftlineError) in
      for side in [a, b] {
        _ = try Clusters(
          centres: first, dimensions: a.dimensions, of: side, threads: settings.threads)
      }
    }
  }
}
