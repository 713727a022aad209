import Driftline
import Foundation
import Testing

@Suite struct ClusterStabilityTests {
  /// The index as NumPy users write it.
  static func recipe(_ a: [Int], _ b: [Int]) -> Double {
    let (n, m) = (Double(a.reduce(0, +)), Double(b.reduce(0, +)))
    return zip(a, b).reduce(0) { sum, pair in
      let (p, q) = (Double(pair.0) / n + 1e-4, Double(pair.1) / m + 1e-4)
      return sum + (q - p) * Foundation.log(q / p)
    }
  }

  @Test func theIndexOfCountsIsThatOfTheRecipe() {
    let (a, b) = ([120, 80, 0, 50, 250], [60, 90, 10, 0, 140])
    let index = ClusterStability.index(baselineCounts: a, currentCounts: b)
    // The recipe in Python, with its own logarithm.
    #expect(agree(index, 0.9821666432066363, relative: 1e-12))
    #expect(agree(index, Self.recipe(a, b), relative: 1e-12))
    #expect(ClusterStability.index(baselineCounts: a, currentCounts: a) == 0)
  }

  @Test func rowsAreCountedForTheNearestOfGivenCentres() throws {
    let rows = RowSource.clustered.draw(3_000, dimensions: 6, seed: 1, stream: 1)
    let centres = RowSource.clustered.draw(9, dimensions: 6, seed: 1, stream: 2).doubled()
    var counts = [Int](repeating: 0, count: 9)
    for row in 0..<3_000 {
      let squares = (0..<9).map { centre in
        (0..<6).reduce(0.0) { sum, column in
          let gap = Double(rows[row * 6 + column]) - centres[centre * 6 + column]
          return sum + gap * gap
        }
      }
      counts[squares.indices.min { squares[$0] < squares[$1] } ?? 0] += 1
    }
    let doubles = try Clusters(
      centres: centres, dimensions: 6, of: Matrix(rows.doubled(), dimensions: 6))
    let singles = try Clusters(
      centres: centres, dimensions: 6, of: Matrix(rows, dimensions: 6), threads: 2)
    #expect(doubles.counts == counts)
    #expect(singles.counts == counts)
    #expect(doubles.centres == centres)
    let error = #expect(throws: DriftlineError.self) {
      try Clusters(centres: centres, dimensions: 9, of: Matrix(rows, dimensions: 6))
    }
    #expect(error?.kind == .shapeMismatch)
  }

  /// In how many of some repeats without drift p is under 0.05.
  static func alarms(
    _ detector: ClusterStability, _ repeats: Int,
    draw: (Int) throws -> (Matrix, Matrix)
  ) throws -> Int {
    var alarms = 0
    for index in 0..<repeats {
      let (x, y) = try draw(index)
      let finding = try find(detector, x, y, seed: UInt64(index))
      if try #require(finding.logPValue) < Foundation.log(0.05) { alarms += 1 }
    }
    return alarms
  }

  @Test(arguments: [(8, 60, 50), (8, 400, 1_000), (128, 100, 60), (768, 60, 50)])
  func withoutDriftTheLevelIsKept(dimensions: Int, n: Int, m: Int) throws {
    var detector = ClusterStability()
    detector.starts = 2
    detector.permutations = 499
    let repeats = dimensions > 100 ? 100 : 200
    let alarms = try Self.alarms(detector, repeats) { index in
      try (
        RowSource.isotropic.matrix(n, dimensions: dimensions, seed: UInt64(index), stream: 1),
        RowSource.isotropic.matrix(m, dimensions: dimensions, seed: UInt64(index), stream: 2)
      )
    }
    // Under a level of 0.05, as many as these come once in ten thousand.
    #expect(alarms <= (repeats == 100 ? 15 : 23), "\(alarms) of \(repeats)")
  }

  @Test func withoutDriftTheLevelIsKeptAmongClustersToo() throws {
    var detector = ClusterStability()
    detector.starts = 2
    detector.permutations = 499
    let alarms = try Self.alarms(detector, 200) { index in
      try (
        RowSource.clustered.matrix(300, dimensions: 16, seed: UInt64(index), stream: 1),
        RowSource.clustered.matrix(200, dimensions: 16, seed: UInt64(index), stream: 2)
      )
    }
    #expect((1...23).contains(alarms), "\(alarms) of 200")
  }

  /// Rows about four points far apart, in given shares; multiples of 2^-12.
  static func mixture(_ counts: [Int], seed: UInt64, offset: Double = 0) -> [Double] {
    var random = SeededRandom(seed: seed)
    return counts.enumerated().flatMap { cluster, count in
      (0..<count * 5).map { place -> Double in
        let centre = place % 5 == cluster ? 40.0 : 0
        return offset + centre + (random.normal() * 4_096).rounded() / 4_096
      }
    }
  }

  @Test func sharesThatMoveAreDrift() throws {
    var detector = ClusterStability()
    detector.clusters = 4
    let baseline = try Matrix(Self.mixture([200, 200, 200, 200], seed: 1), dimensions: 5)
    let current = try Matrix(Self.mixture([40, 120, 120, 120], seed: 2), dimensions: 5)
    for variant in ClusterStability.Variant.allCases {
      detector.variant = variant
      let verdict = try compare(baseline: baseline, current: current, detectors: [detector])
      let finding = verdict.scores[0].finding
      // (0.1, 0.3, 0.3, 0.3) against quarters is 0.165; held-out counts are quarters but for chance.
      #expect(abs(finding.statistic - 0.165) < (variant == .classic ? 0.002 : 0.06))
      #expect(finding.pValue < 1e-4)
      #expect(finding.word("change") == "minor")
      #expect(verdict.drifted == false && verdict.severity == .low)
    }
    detector.variant = .calibrated
    let gone = try Matrix(Self.mixture([0, 100, 100, 200], seed: 3), dimensions: 5)
    let verdict = try compare(baseline: baseline, current: gone, detectors: [detector])
    #expect(verdict.drifted == true && verdict.severity == .high)
    #expect(verdict.scores[0].finding.word("change") == "significant")
  }

  @Test func classicCountsAllRowsOfTheBaseline() throws {
    let baseline = try RowSource.isotropic.matrix(500, dimensions: 6, seed: 4, stream: 1)
    let current = try RowSource.isotropic.matrix(300, dimensions: 6, seed: 4, stream: 2)
    var detector = ClusterStability()
    func counted() throws -> (Int, Finding) {
      let finding = try find(detector, baseline, current)
      guard case .object(let sides) = finding.detail.first(where: { $0.key == "counts" })?.value,
        case .array(let counts) = sides[0].value
      else { return (0, finding) }
      var total = 0
      for case .int(let count) in counts { total += count }
      return (total, finding)
    }
    let (held, calibrated) = try counted()
    #expect((200...300).contains(held))
    detector.variant = .classic
    let (all, classic) = try counted()
    #expect(all == 500)
    let fit = try KMeans(clusters: 10).fit(baseline)
    #expect(agree(classic.number("inertia"), fit.inertia, relative: 0.01))
    #expect(calibrated.number("inertia") < classic.number("inertia"))
  }

  @Test func anOffsetChangesNothing() throws {
    var detector = ClusterStability()
    detector.clusters = 4
    func finding(_ offset: Double) throws -> Finding {
      try find(
        detector, Matrix(Self.mixture([60, 70, 80, 90], seed: 5, offset: offset), dimensions: 5),
        Matrix(Self.mixture([90, 60, 80, 70], seed: 6, offset: offset), dimensions: 5))
    }
    // Rows are held out by their numbers.
    let (near, far) = (try finding(0), try finding(1_048_576))
    #expect(agree(near.statistic, far.statistic, relative: 1e-12))
    detector.variant = .classic
    let (a, b) = (try finding(0), try finding(1_048_576))
    #expect(agree(a.statistic, b.statistic, relative: 1e-12))
    #expect(agree(a.number("inertia"), b.number("inertia"), relative: 1e-8))
    #expect(agree(a.number("mean_shift"), b.number("mean_shift"), relative: 1e-8))
  }

  @Test func threadsAndPrecisionChangeNothing() throws {
    var detector = ClusterStability()
    detector.clusters = 4
    let x = Self.mixture([60, 70, 80, 90], seed: 7).map { Float($0) }
    let y = Self.mixture([90, 60, 80, 70], seed: 8).map { Float($0) }
    let (a, b) = (try Matrix(x, dimensions: 5), try Matrix(y, dimensions: 5))
    let one = try find(detector, a, b, threads: 1)
    #expect(try find(detector, a, b, threads: 3) == one)
    let doubles = try find(
      detector, Matrix(x.doubled(), dimensions: 5), Matrix(y.doubled(), dimensions: 5))
    #expect(agree(doubles.statistic, one.statistic, relative: 1e-12))
    #expect(agree(doubles.number("inertia"), one.number("inertia"), relative: 1e-5))
  }

  @Test func constantColumnsAreFine() throws {
    let x = Self.mixture([50, 50, 50, 50], seed: 9)
    let y = Self.mixture([50, 50, 50, 50], seed: 10)
    func constant(_ values: [Double]) -> [Double] {
      values.enumerated().map { $0.offset % 5 == 4 ? 3.25 : $0.element }
    }
    let finding = try find(
      ClusterStability(), Matrix(constant(x), dimensions: 5), Matrix(constant(y), dimensions: 5))
    #expect(finding.statistic.isFinite && finding.pValue > 0.001)
  }

  @Test func tooFewRowsAreRefused() throws {
    func refusal(_ x: Matrix, _ y: Matrix) -> DriftlineError? {
      do {
        _ = try compare(baseline: x, current: y, detectors: [ClusterStability()])
        return nil
      } catch { return error }
    }
    let current = try RowSource.isotropic.matrix(50, dimensions: 3, seed: 11, stream: 2)
    for count in [1, 2, 39] {
      let few = try RowSource.isotropic.matrix(count, dimensions: 3, seed: 11, stream: 1)
      let error = try #require(refusal(few, current))
      #expect(error.kind == .insufficientData)
      #expect(error.details == [.init("n", .int(count)), .init("min", .int(40))])
      #expect(error.message.contains("\(count) rows") && error.message.contains("needs 40"))
    }
    let copies = try Matrix([Float](repeating: 1.5, count: 300), dimensions: 3)
    #expect(refusal(copies, current)?.message.contains("fewer than 10 rows that differ") == true)
    let missing = try Matrix([Float](repeating: .nan, count: 300), dimensions: 3)
    #expect(refusal(current, missing)?.location == "current")
  }

  @Test func aFewCurrentRowsAreEnough() throws {
    let baseline = try RowSource.isotropic.matrix(60, dimensions: 3, seed: 12, stream: 1)
    let current = try RowSource.isotropic.matrix(2, dimensions: 3, seed: 12, stream: 2)
    let finding = try find(ClusterStability(), baseline, current)
    #expect(finding.statistic > 0.25 && finding.pValue > 0.05)
  }
}
