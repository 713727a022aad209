internal import Driftline

/// The rows of the table that are about embeddings.
extension Row {
  static var embeddings: [Row] {
    var mmd = MaximumMeanDiscrepancy()
    mmd.permutations = 0
    var permuted = MaximumMeanDiscrepancy()
    permuted.permutations = 100
    var large = permuted
    large.sample = 100_000
    var frechet = FrechetDistance()
    frechet.permutations = 0
    return [
      panel("emb_panel", current: 200_000), panel("emb_panel_fit", current: 16),
      kept(
        "emb_panel_kept", .panel, current: 200_000, panelDetectors,
        operations: 200_000 * 11 * 768 * 2), kMeans,
      matrices("emb_mmd", .search, [mmd], operations: products(10_000, 384)),
      matrices(
        "emb_mmd_permuted", .large, baseline: 5_000, current: 1_000, [permuted],
        operations: products(6_000, 1_000 + 102)),
      matrices(
        "emb_mmd_large", .many, [large], operations: products(200_000, 50 + 102), runs: 1),
      matrices("emb_frechet", .large, [frechet], operations: products(1_000, 25_000)),
      kept(
        "emb_frechet_kept", .large, current: 5_000, [frechet], operations: products(1_000, 5_000)),
      matrices(
        "emb_cluster_scan", .search, baseline: 4_000, current: 2_000, [ClusterScan()],
        operations: 2 * 7_410 * 6_000 * 384),
    ]
  }

  /// The operations behind the products of all pairs of so many vectors, each pair once.
  private static func products(_ vectors: Double, _ dimensions: Double) -> Double {
    vectors * vectors * dimensions
  }

  /// Centroid with outliers, cosines and ten clusters, of rows against a small baseline.
  ///
  /// A comparison fits the baseline each time: one start of twenty iterations over half its rows.
  private static func panel(_ name: String, current: Int) -> Row {
    matrices(
      name, .panel, current: current, panelDetectors, operations: Double(current) * 11 * 768 * 2)
  }

  private static var panelDetectors: [any EmbeddingDetector] {
    var clusters = ClusterStability()
    clusters.starts = 1
    clusters.iterations = 20
    return [CentroidShift(), CosineDrop(), clusters]
  }

  /// Current rows against a baseline that was fitted before.
  private static func kept(
    _ name: String, _ rows: SampleRows, current: Int, _ detectors: [any EmbeddingDetector],
    operations: Double
  ) -> Row {
    Row(name: name, bytes: 4 * current * rows.dimensions, operations: operations, runs: 10) {
      folder, threads in
      let sides = try rows.read(from: folder, baseline: nil, current: current)
      var fit = FitOptions()
      fit.judgement = options(threads)
      let baseline = try Baseline.fit(
        .matrix(sides.baseline), detectors: detectors.map(request), options: fit)
      return { [fit] in
        let verdict = try baseline.check(.matrix(sides.current), options: fit.judgement)
        precondition(verdict.skipped.isEmpty, "a detector was skipped")
      }
    }
  }

  /// The request that makes a detector with its parameters.
  private static func request(_ detector: any EmbeddingDetector) -> DetectorRequest {
    guard case .object(let parameters) = detector.definition else {
      return DetectorRequest(type(of: detector).name)
    }
    return DetectorRequest(type(of: detector).name, parameters)
  }

  private static func matrices(
    _ name: String, _ rows: SampleRows, baseline: Int? = nil, current: Int? = nil,
    _ detectors: [any EmbeddingDetector], operations: Double, runs: Int = 10
  ) -> Row {
    let count = (baseline ?? rows.baseline) + (current ?? rows.current)
    return Row(
      name: name, bytes: 4 * count * rows.dimensions, operations: operations, runs: runs
    ) { folder, threads in
      let sides = try rows.read(from: folder, baseline: baseline, current: current)
      let options = options(threads)
      return {
        let verdict = try compare(
          baseline: sides.baseline, current: sides.current, detectors: detectors, options: options)
        precondition(verdict.skipped.isEmpty, "a detector was skipped")
      }
    }
  }

  private static var kMeans: Row {
    let count = SampleRows.panel.current
    return Row(
      name: "emb_kmeans", bytes: 4 * count * 768, operations: 20 * Double(count) * 10 * 768 * 2,
      runs: 5
    ) { folder, threads in
      let rows = try SampleRows.panel.read(from: folder, baseline: 1).current
      var means = KMeans(clusters: 10, starts: 1, iterations: 20, seed: 1, threads: threads)
      means.tolerance = 0
      return { [means] in
        let found = try means.fit(rows)
        precondition(found.iterations == 20, "it ended after \(found.iterations) iterations")
      }
    }
  }
}
