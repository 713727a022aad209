import Driftline
import Foundation
import Testing

/// Rows that occur many times, data in odd units, and samples of them: where peers cry wolf.
@Suite struct RepeatedRowsTests {
  static let width = 6

  /// Rows of which a share are copies of a few.
  static func rows(_ count: Int, share: Double, of few: Int, seed: UInt64) -> [Float] {
    var fixed = SeededRandom(seed: 77)
    let pool = (0..<few * width).map { _ in Float(2 * fixed.normal()) }
    var random = SeededRandom(seed: seed, stream: 40)
    var rows: [Float] = []
    for _ in 0..<count {
      if random.uniform() < share {
        let pick = random.below(few)
        rows += pool[pick * width..<(pick + 1) * width]
      } else {
        for _ in 0..<width { rows.append(Float(random.normal())) }
      }
    }
    return rows
  }

  static func matrix(_ rows: [Float]) throws -> Matrix { try Matrix(rows, dimensions: width) }

  @Test func aFileOfCopiesIsEqualToItself() throws {
    let x = try Self.matrix(Self.rows(1_000, share: 1, of: 20, seed: 1))
    for type in Registry.embedding {
      let verdict = try compare(
        baseline: .matrix(x), current: .matrix(x), detectors: [DetectorRequest(type.name)])
      #expect(verdict.drifted == false, "\(verdict.json.text.prefix(300))")
    }
  }

  @Test(arguments: [(0.1, 50), (0.2, 1), (0.5, 400)])
  func copiesInASampleOfTheBaselineAreNoDrift(share: Double, few: Int) throws {
    let sample = JSON.Member("sample", .int(800))
    let requests = ["cluster_scan", "mmd", "sliced_wasserstein", "dimensions", "classifier"].map {
      DetectorRequest($0, [sample])
    }
    var counts: [String: Int] = [:]
    let repeats = 40
    for seed in 0..<UInt64(repeats) {
      var options = CompareOptions()
      options.seed = seed
      let verdict = try compare(
        baseline: .matrix(Self.matrix(Self.rows(8_000, share: share, of: few, seed: 2 * seed + 1))),
        current: .matrix(Self.matrix(Self.rows(500, share: share, of: few, seed: 2 * seed + 2))),
        detectors: requests + [DetectorRequest("centroid"), DetectorRequest("cluster_psi")],
        options: options)
      for score in verdict.scores {
        let logP = try #require(score.finding.logPValue)
        counts[score.detector, default: 0] += logP < log(0.05) ? 1 : 0
      }
    }
    // 2 are expected; 9 is over five standard errors more.
    for (name, count) in counts { #expect(count <= 8, "\(name): \(count) of \(repeats)") }
  }

  @Test func halfOfTheRowsTurnedIntoOneIsSeen() throws {
    let x = Self.rows(6_000, share: 0, of: 1, seed: 5)
    var y = Self.rows(6_000, share: 0, of: 1, seed: 6)
    for index in 0..<3_000 * Self.width { y[index] = 0 }
    var scan = ClusterScan()
    scan.sample = 1_000
    let found = try find(scan, Self.matrix(x), Self.matrix(y))
    #expect(found.pValue < 0.001 && found.statistic > 0.3)
  }

  @Test func aDetectorAnswersAloneAsInCompany() throws {
    let x = try Self.matrix(Self.rows(4_000, share: 0.1, of: 9, seed: 7))
    let y = try Self.matrix(Self.rows(3_000, share: 0.1, of: 9, seed: 8))
    let requests = Registry.embedding.map { type in
      let hasSample = type.init().definition["sample"] != nil
      return DetectorRequest(type.name, hasSample ? [.init("sample", .int(700))] : [])
    }
    let all = try compare(
      baseline: .matrix(x), current: .matrix(y),
      detectors: requests + [DetectorRequest("mmd", [.init("sample", .int(3_500))])])
    for (request, score) in zip(requests, all.scores) {
      let alone = try compare(baseline: .matrix(x), current: .matrix(y), detectors: [request])
      #expect(alone.scores.first == score, "\(request.name)")
    }
  }

  @Test(arguments: Registry.embedding.map { $0.name }) func theUnitOfTheDataDoesNotMatter(
    _ name: String
  ) throws {
    let detector = try #require(Registry.embedding.first { $0.name == name }).init()
    let x = RowSource.correlated.draw(300, dimensions: 5, seed: 9, stream: 1, offset: 1)
    let y = RowSource.correlated.draw(200, dimensions: 5, seed: 9, stream: 2, offset: 1.2)
    func logP(_ scale: Double) throws -> Double {
      let values = [x, y].map { $0.map { Double($0) * scale } }
      return try #require(
        try find(
          detector, Matrix(values[0], dimensions: 5), Matrix(values[1], dimensions: 5)
        ).logPValue)
    }
    let plain = try logP(1)
    for scale in [0x1p40, 0x1p-40, 0x1p100, 0x1p-100] {
      let scaled = try logP(scale)
      // Its draws are seeded with what was observed, which has a unit.
      let slack = name == "frechet" ? 0.2 : 1e-9
      #expect(agree(plain, scaled, relative: 1e-6, absolute: slack), "\(scale): \(plain) \(scaled)")
    }
  }

  @Test func aRowOfZerosIsFoundInAnyPrecision() throws {
    for seed in 0..<8 as Range<UInt64> {
      var x = RowSource.isotropic.draw(300, dimensions: 64, seed: seed, stream: 1, offset: 1)
      for column in 0..<64 { x[170 * 64 + column] = 0 }
      let matrix = try Matrix(x, dimensions: 64)
      #expect(throws: DriftlineError.self) { try find(CosineDrop(), matrix, matrix) }
    }
  }

  @Test func oneFarRowDoesNotBlindSinglePrecision() throws {
    var x = RowSource.isotropic.draw(200, dimensions: 8, seed: 10, stream: 1)
    var y = RowSource.isotropic.draw(200, dimensions: 8, seed: 10, stream: 2, offset: 2)
    for column in 0..<8 {
      x[24 + column] *= 1e7
      y[40 + column] *= 1e7
    }
    let verdict = try compare(
      baseline: .matrix(Matrix(x, dimensions: 8)), current: .matrix(Matrix(y, dimensions: 8)))
    #expect(verdict.drifted == true)
  }

  @Test func rowsTooLongForACovarianceAreRefusedAtOnce() throws {
    let x = try Matrix([Float](repeating: 1, count: 3 * 9_000), dimensions: 9_000)
    for name in ["hotelling", "frechet"] {
      #expect {
        try compare(baseline: .matrix(x), current: .matrix(x), detectors: [DetectorRequest(name)])
      } throws: { error in
        guard let error = error as? DriftlineError else { return false }
        return error.kind == .resourceExhausted && error.message.contains("9000")
      }
    }
  }
}
