import Driftline

/// Small baselines of every kind, each with a profile of other data, the same wherever they are made.
///
/// The fixtures that are read for ever were written from these: a change here changes none of them.
enum StoredCases {
  /// What is fitted and measured.
  struct Case: Sendable {
    let name: String
    let baseline: Baseline
    let profile: Profile
    /// Detectors that take no time.
    let detectors: [DetectorRequest]
  }

  /// All of them.
  static func all() throws -> [Case] {
    try numeric() + categorical() + embeddings()
  }

  private static func make(
    _ name: String, _ a: Dataset, _ b: Dataset, _ detectors: [DetectorRequest],
    rows: Int? = nil, sketchSize: Int = 64
  ) throws -> Case {
    var options = FitOptions()
    options.judgement.seed = 7
    options.rows = rows
    options.sketchSize = sketchSize
    let baseline = try Baseline.fit(a, detectors: detectors, options: options)
    return Case(
      name: name, baseline: baseline, profile: try baseline.profile(of: b), detectors: detectors)
  }

  private static func numbers(_ count: Int, seed: UInt64) -> [Double] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { $0 % 29 == 3 ? .nan : (random.normal() * 64).rounded() / 16 }
  }

  private static func numeric() throws -> [Case] {
    func column(_ count: Int, _ seed: UInt64) -> Dataset {
      .column(.numeric(numbers(count, seed: seed)))
    }
    var random = SeededRandom(seed: 3)
    func weighted(_ count: Int, _ seed: UInt64) throws -> Dataset {
      let weights = (0..<count).map { _ in Double(random.below(8)) }
      return .column(.numeric(try NumericColumn(numbers(count, seed: seed), weights: weights)))
    }
    let ask = ["psi", "ks", "wasserstein", "js", "missing_share"].map { DetectorRequest($0) }
    let edges = [DetectorRequest("psi", [.init("edges", JSON([-4.0, 0, 4]))])]
    return [
      try make("numeric-exact", column(150, 1), column(90, 2), ask),
      try make("numeric-sketch", column(2_500, 1), column(1_500, 2), ask, sketchSize: 16),
      try make("numeric-weighted", weighted(80, 1), weighted(60, 2), ask),
      try make("numeric-edges", column(400, 4), column(300, 5), edges),
      try make("numeric-chosen", column(120, 1), column(100, 2), []),
    ]
  }

  private static func categories(_ count: Int, seed: UInt64) -> Column {
    var random = SeededRandom(seed: seed)
    let names = ["red", "gr\u{FC}n", "bleu", "", "\u{9EC4}\u{8272}"]
    return .categories((0..<count).map { _ in random.below(9) == 0 ? nil : names[random.below(5)] })
  }

  private static func categorical() throws -> [Case] {
    func table(_ seed: UInt64) throws -> Dataset {
      .table(
        try Table([
          ("size", .numeric(numbers(60, seed: seed))), ("colour", categories(60, seed: seed)),
        ]))
    }
    let ask = ["psi", "js"].map { DetectorRequest($0) }
    return [
      try make(
        "categorical", .column(categories(200, seed: 1)), .column(categories(150, seed: 2)), ask),
      try make("table", table(1), table(2), ask),
    ]
  }

  private static func rows<Scalar: BinaryFloatingPoint>(
    _ count: Int, _ dimensions: Int, _ seed: UInt64, grid: Double, of _: Scalar.Type
  ) -> [Scalar] {
    var random = SeededRandom(seed: seed)
    var values = (0..<count * dimensions).map { _ in
      Scalar((random.normal() / grid).rounded() * grid)
    }
    values[dimensions] = .nan
    return values
  }

  private static func embeddings() throws -> [Case] {
    func single(_ count: Int, _ seed: UInt64, grid: Double = 0x1p-20) throws -> Dataset {
      .matrix(
        try Matrix(rows(count, 4, seed, grid: grid, of: Float.self), dimensions: 4))
    }
    func double(_ count: Int, _ seed: UInt64) throws -> Dataset {
      .matrix(
        try Matrix(rows(count, 3, seed, grid: 0x1p-50, of: Double.self), dimensions: 3))
    }
    func ask(_ names: String...) -> [DetectorRequest] { names.map { DetectorRequest($0) } }
    let clusters = DetectorRequest("cluster_psi", [.init("clusters", .int(3))])
    let features = DetectorRequest(
      "mmd",
      [.init("features", .int(16)), .init("sample", .int(24)), .init("permutations", .int(0))])
    let sliced = DetectorRequest(
      "sliced_wasserstein",
      [
        .init("projections", .int(4)), .init("permutations", .int(0)), .init("sample", .int(30)),
      ])
    return [
      try make("embedding-distances", single(60, 1), single(50, 2), ask("cosine")),
      try make("embedding-covariance", single(60, 1), single(50, 2), ask("hotelling")),
      try make(
        "embedding-rows-half", single(60, 1, grid: 0x1p-4), single(50, 2, grid: 0x1p-4), [sliced],
        rows: 20),
      try make("embedding-rows-single", single(60, 1), single(50, 2), [sliced], rows: 20),
      try make("embedding-rows-double", double(60, 1), double(50, 2), [sliced], rows: 20),
      try make("embedding-clusters", single(90, 1), single(50, 2), [clusters]),
      try make("embedding-features", single(60, 1), single(50, 2), [features], rows: 20),
      try make(
        "embedding-all", double(60, 1), double(50, 2),
        ask("centroid", "hotelling", "missing_share") + [clusters, features, sliced], rows: 16),
    ]
  }
}
