import Driftline
import DriftlineBench

/// Results that were never measured: seeded, of the shape that a run has.
struct BenchFixture {
  /// How much of everything there is.
  struct Extent {
    var levels: Int
    var sizes: [Int]
    var scenarios: Int
    var points: Int
    var works: Int
    var ours: Int
    var peers: Int
  }

  /// What the tests in Python render.
  static let small = Extent(
    levels: 3, sizes: [200, 1000], scenarios: 1, points: 5, works: 3, ours: 4, peers: 2)
  /// About as much as a whole run finds.
  static let rich = Extent(
    levels: 5, sizes: [200, 500, 1000, 4000], scenarios: 6, points: 21, works: 10, ours: 10,
    peers: 10)

  private var random: SeededRandom
  private let extent: Extent

  /// The results of an extent; the same for the same seed.
  static func results(_ extent: Extent, seed: UInt64 = 1) throws -> BenchResults {
    var fixture = BenchFixture(random: SeededRandom(seed: seed), extent: extent)
    return try fixture.make()
  }

  private init(random: SeededRandom, extent: Extent) {
    self.random = random
    self.extent = extent
  }

  private mutating func make() throws -> BenchResults {
    var results = try BenchTemplates.results()
    let numeric = ["mean", "scale", "skew", "tail", "mixture", "outliers"]
    let categorical = ["new_category", "shares_shift", "rare_category"]
    let embedding = ["minilm_contamination", "rotation", "covariance", "cluster_appears"]
    for (kind, names) in [
      ("numeric", numeric), ("categorical", categorical), ("embedding", embedding),
    ] {
      for name in names.prefix(extent.scenarios) { try addAccuracy(kind, name, to: &results) }
    }
    for name in ["control_normal", "sudden", "gradual", "variance"].prefix(
      extent.scenarios + 1)
    {
      try addStreams(name, to: &results)
    }
    try addSpeed(to: &results)
    try addKernels(to: &results)
    return results
  }

  private static let ours = [
    "numeric": ["auto", "ks", "psi", "wasserstein", "energy", "anderson_darling"],
    "categorical": ["auto", "chi_square", "psi", "js"],
    "embedding": ["auto", "cluster_scan", "mmd", "centroid", "frechet", "classifier"],
    "stream": ["cusum", "ewma", "shewhart", "adwin", "page_hinkley"],
  ]

  private static let peers = [
    "numeric": [
      ("scipy.ks_2samp", "scipy"), ("evidently.wasserstein", "evidently"),
      ("frouros.psi", "frouros"), ("scipy.energy_distance", "scipy"),
    ],
    "categorical": [("scipy.chi2_contingency", "scipy"), ("evidently.jensenshannon", "evidently")],
    "embedding": [
      ("frouros.MMD", "frouros"), ("evidently.model", "evidently"),
      ("sklearn.LogisticRegression", "scikit-learn"),
    ],
    "stream": [
      ("river.ADWIN", "river"), ("river.PageHinkley", "river"), ("frouros.CUSUM", "frouros"),
    ],
  ]

  private func all(_ kind: String) -> [Contender] {
    let ours = Self.ours[kind, default: []].prefix(extent.ours).map {
      Contender(name: $0, source: Contender.driftline, version: "1.0.0")
    }
    let peers = Self.peers[kind, default: []].prefix(extent.peers).map {
      Contender(name: $0.0, source: $0.1, version: "1.2.3")
    }
    let yardsticks = ["always", "never"].map {
      Contender(name: $0, source: Contender.yardstick, version: "")
    }
    return ours + peers + yardsticks
  }

  private mutating func addAccuracy(
    _ kind: String, _ name: String, to results: inout BenchResults
  ) throws {
    let isShare = name.contains("contamination")
    results.scenarios.append(
      ScenarioDescription(
        name: name, kind: kind, summary: "A change of \(name), and nothing else changes.",
        levelMeaning: isShare ? "share of new rows" : "size of the change in standard deviations"))
    let levels = (isShare ? [0.01, 0.02, 0.05, 0.1, 0.2] : [0.1, 0.2, 0.4, 0.8, 1.6])
      .suffix(extent.levels)
    for size in extent.sizes {
      for (place, contender) in all(kind).enumerated() {
        let alarms = contender.isOurs ? 0.008 : 0.02 * Double(place)
        let firing = rate(alarms, contender)
        let five =
          contender.isOurs || contender.source == Contender.yardstick || place.isMultiple(of: 2)
          ? rate(0.05, contender) : nil
        for (step, level) in levels.enumerated() {
          var cell = try BenchTemplates.accuracy()
          (cell.kind, cell.scenario, cell.level, cell.contender) = (kind, name, level, contender)
          cell.control = isShare ? "minilm" : "normal"
          (cell.baselineRows, cell.currentRows) = (isShare ? 4000 : size, size)
          let strength =
            Double(step) * 1.5 - 3 + Double(size.trailingZeroBitCount) * 0.3
            - Double((place * 7) % 5) * 0.8
          let chance =
            strength > 0 ? 1 - 0.5 / (1 + strength * strength) : 0.5 / (1 + strength * strength)
          cell.falseAlarms = firing
          cell.falseAlarmsAtFivePercent = five
          cell.detections = rate(chance * 0.9, contender)
          if contender.source != Contender.yardstick {
            cell.power = estimate(max(chance, 0.05))
            cell.auc = estimate(0.5 + chance / 2)
            cell.roc = (0...extent.points).map { point in
              let x = Double(point) / Double(extent.points)
              return [rounded(x), rounded(1 - (1 - x) * (1 - chance * min(x * 8, 1)))]
            }
          }
          cell.seconds = 1e-6 * Double(size) * Double(place + 1)
          results.accuracy.append(cell)
        }
      }
    }
  }

  private mutating func addStreams(_ name: String, to results: inout BenchResults) throws {
    results.scenarios.append(
      ScenarioDescription(
        name: name, kind: "stream", summary: "The stream changes: \(name).",
        levelMeaning: "shift in standard deviations"))
    let isControl = name == "control_normal"
    let levels: [Double] = isControl ? [0] : [0.5, 1, 2].suffix(max(extent.levels - 2, 1))
    for level in levels {
      for (place, contender) in all("stream").enumerated() {
        var cell = try BenchTemplates.stream()
        (cell.scenario, cell.level, cell.contender) = (name, level, contender)
        cell.promisedRunLength = contender.isOurs && place < 3 ? 370.4 : nil
        let run = rounded(370 * (contender.isOurs ? 1 : Double(place)) * (0.9 + 0.2 * uniform()))
        cell.inControlRunLength = Estimate(run, rounded(run * 0.88), rounded(run * 1.13))
        cell.falseAlarms = rate(0.3, contender)
        cell.early = rate(0.1, contender)
        let missed = Int(uniform() * 10)
        cell.missed = Rate(missed, of: 40)
        cell.delays = (0..<(40 - missed)).map { _ in
          1 + Int(Double(place * 6 + 8) / max(level, 0.5) * uniform() * 2)
        }.sorted()
        cell.secondsPerMillion = 0.01 * Double(place + 1)
        if contender.source == Contender.yardstick {
          cell.delays = contender.name == "always" ? [1] : []
        }
        if isControl {
          (cell.delays, cell.lengthAfter) = ([], 0)
          (cell.missed, cell.early) = (Rate(0, of: 0), Rate(0, of: 0))
        }
        results.streams.append(cell)
      }
    }
  }

  private mutating func addSpeed(to results: inout BenchResults) throws {
    let peer = Contender(name: "scipy.peer", source: "scipy", version: "1.2.3")
    for (kind, dimensions) in [("numeric", 1), ("embedding", 384), ("stream", 1)] {
      let works = Self.ours[kind, default: []].filter { $0 != "auto" }.prefix(extent.works)
      for (place, work) in works.enumerated() {
        let exponent = work == "mmd" ? 1.9 : 1.0
        for (side, contender) in [
          Contender(name: work, source: Contender.driftline, version: "1.0.0"), peer,
        ].enumerated() where side == 0 || place < 3 {
          for rows in [1_000, 10_000, 100_000, 1_000_000] {
            var row = try BenchTemplates.speed()
            (row.kind, row.work, row.contender) = (kind, work, contender)
            (row.rows, row.dimensions) = (rows, dimensions)
            let factor = side == 0 ? 2 + Double(place) : 40 * (0.2 + uniform())
            row.seconds = 1e-9 * factor * Double(dimensions) * power(Double(rows), exponent)
            row.bytes = Double(rows) * Double(dimensions) * 8
            row.shareOfLimit = side == 0 ? rounded(row.bytes / 1e10 / row.seconds) : nil
            row.peakBytes = (row.bytes * (1 + uniform())).rounded()
            results.speed.append(row)
          }
          var growth = try BenchTemplates.growth()
          (growth.kind, growth.work, growth.contender) = (kind, work, contender)
          growth.dimensions = dimensions
          growth.exponent = Estimate(exponent + 0.03, exponent - 0.02, exponent + 0.08)
          results.growth.append(growth)
        }
      }
    }
  }

  private mutating func addKernels(to results: inout BenchResults) throws {
    for name in ["moments", "sort", "histogram", "row_sums", "row_products", "nearest"] {
      var row = try BenchTemplates.kernel()
      row.name = name
      row.shareOfRead = rounded(uniform())
      results.kernels.append(row)
    }
  }

  private mutating func uniform() -> Double { Double.random(in: 0..<1, using: &random) }

  private func power(_ base: Double, _ exponent: Double) -> Double {
    exponent == 1 ? base : base * base / 1000
  }

  /// Rounded to thousandths, which keeps files small.
  private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

  private mutating func rate(_ chance: Double, _ contender: Contender) -> Rate {
    if contender.source == Contender.yardstick {
      return Rate(contender.name == "always" ? 400 : 0, of: 400)
    }
    let count = (0..<400).reduce(0) { count, _ in count + (uniform() < chance ? 1 : 0) }
    return Rate(count, of: 400)
  }

  private mutating func estimate(_ chance: Double) -> Estimate {
    let count = (0..<200).reduce(0) { count, _ in count + (uniform() < chance ? 1 : 0) }
    let rate = Rate(count, of: 200)
    return Estimate(
      rate.share, rounded(rate.interval.lowerBound), rounded(rate.interval.upperBound))
  }
}
