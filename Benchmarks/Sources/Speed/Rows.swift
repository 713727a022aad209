internal import CPeers
internal import Driftline
internal import Foundation

/// One line of the table: a piece of work on the samples, through the library's public functions.
struct Row {
  let name: String
  /// The bytes of both samples.
  var bytes = 0
  /// The floating-point operations of the products it cannot do without; 0 where there are none.
  var operations = 0.0
  /// The most runs to time; 1 for work that is too long to warm up.
  var runs = 10
  /// What to do, with so many threads; reads samples from a folder, makes the work ready, and
  /// returns it.
  let prepare: (_ folder: String, _ threads: Int) throws -> () throws -> Void

  /// Every row.
  static var all: [Row] {
    var rows = [
      column("psi_equal_width_10m", 10_000_000, [equalWidth()]),
      column("psi_quantile_10m", 10_000_000, [PopulationStabilityIndex()]),
      column("ks_10m", 10_000_000, [KolmogorovSmirnov()]),
      column("wasserstein_10m", 10_000_000, [Wasserstein()]),
      column(
        "five_1m", 1_000_000,
        [
          KolmogorovSmirnov(), Wasserstein(), PopulationStabilityIndex(), KullbackLeibler(),
          JensenShannon(),
        ]),
      exact("ks_exact", tied: false),
      exact("ks_exact_ties", tied: true),
      recursion,
      report("report_psi", "psi"),
      report("report_ks", "ks"),
      report("report_wasserstein", "wasserstein"),
      report("report_js", "js"),
      column("all_10k", 10_000, Registry.numeric.map { $0.init() }, runs: 500),
    ]
    rows += embeddings
    for type in Registry.numeric {
      rows.append(column("\(type.name)_10k", 10_000, [type.init()], runs: 500))
    }
    return rows
  }

  private static func equalWidth() -> PopulationStabilityIndex {
    var detector = PopulationStabilityIndex()
    detector.binning = .equalWidth
    return detector
  }

  static func options(_ threads: Int) -> CompareOptions {
    var options = CompareOptions()
    options.threads = threads
    return options
  }

  private static func column(
    _ name: String, _ count: Int, _ detectors: [any NumericDetector], runs: Int = 10
  ) -> Row {
    Row(name: name, bytes: 16 * count, runs: runs) { folder, threads in
      let samples = try Samples(from: folder, count: count)
      let (baseline, current) = (NumericColumn(samples.baseline), NumericColumn(samples.current))
      let options = options(threads)
      return {
        let verdict = try compare(
          baseline: baseline, current: current, detectors: detectors, options: options)
        precondition(verdict.skipped.isEmpty, "a detector was skipped")
      }
    }
  }

  /// Ten columns of a million rows each.
  private static func report(_ name: String, _ detector: String) -> Row {
    Row(name: name, bytes: 160_000_000, runs: 5) { folder, threads in
      let samples = try Samples(from: folder, count: 10_000_000)
      func table(_ values: [Double]) throws -> Table {
        try Table(
          (0..<10).map { index in
            (
              name: "c\(index)",
              column: .numeric(Array(values[index * 1_000_000..<(index + 1) * 1_000_000]))
            )
          })
      }
      let (baseline, current) = (try table(samples.baseline), try table(samples.current))
      let options = options(threads)
      return {
        let verdict = try compare(
          baseline: .table(baseline), current: .table(current),
          detectors: [DetectorRequest(detector)], options: options)
        precondition(verdict.columns.count == 10, "a column is lacking")
      }
    }
  }

  /// D = 0.03 of 10 000 and 11 000 values, p = 1.6e-4; with ties only every second value is looked
  /// at, and no lattice point can be left out.
  private static let (n, m, numerator) = (10_000, 11_000, 3_300_000)

  private static func exact(_ name: String, tied: Bool) -> Row {
    Row(name: name) { _, _ in
      let marks = (1...n + m).map { $0 % 2 == 0 || $0 == n + m }
      return {
        let logP = KolmogorovSmirnovNull.exactLogPValue(
          numerator: numerator, n: n, m: m, checkable: tied ? marks : nil)
        precondition(logP < -5, "log p is \(logP)")
      }
    }
  }

  private static var recursion: Row {
    Row(name: "ks_exact_c") { _, _ in
      var row = [Double](repeating: 0, count: m + 1)
      return {
        let p = unsafe cpeers_ks_p(numerator, n, m, &row)
        let gap = log(p) - KolmogorovSmirnovNull.exactLogPValue(numerator: numerator, n: n, m: m)
        precondition(abs(gap) < 1e-9, "p is \(p)")
      }
    }
  }
}
