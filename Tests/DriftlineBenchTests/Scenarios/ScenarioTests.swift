import Driftline
import Foundation
import Testing

@testable import DriftlineBench

@Suite struct ScenarioTests {
  /// Values of both sides of a numeric scenario.
  private func values(_ name: String, _ level: Double, rows: Int) throws -> (
    baseline: [Double], current: [Double]
  ) {
    let scenario = try #require(
      Scenarios.of(.numeric).first { $0.name == name && !$0.levels.isEmpty })
    let pair = try scenario.draw(
      level: level, sizes: SampleSizes(10, rows), seed: 1, repeat: 0)
    return (try numbers(pair.baseline), try numbers(pair.current))
  }

  @Test func changesOfShapeKeepTheMeanAndTheStandardDeviation() throws {
    // Standard error of the mean 0.002; of the deviation, with t3's heavy tail, larger.
    for (name, level, tolerance) in [
      ("skew", 2.0, 0.01), ("skew", 0.5, 0.01), ("mixture", 0.9, 0.01), ("mixture", 0.6, 0.01),
      ("tail", 1, 0.06), ("tail", 0.25, 0.03),
    ] {
      let moments = Moments(try values(name, level, rows: 250_000).current)
      #expect(abs(moments.mean) < 0.008, "\(name) \(level)")
      #expect(abs(moments.deviation - 1) < tolerance, "\(name) \(level): \(moments)")
    }
  }

  @Test func levelsAreWhatTheySay() throws {
    let n = 200_000
    #expect(abs(Moments(try values("mean", 0.2, rows: n).current).mean - 0.2) < 0.01)
    #expect(abs(Moments(try values("scale", 0.5, rows: n).current).deviation - 1.5) < 0.015)
    #expect(abs(Moments(try values("skew", 1, rows: n).current).skewness - 1) < 0.05)
    let outliers = try values("outliers", 0.05, rows: n).current
    // 5 % with a deviation of 10: half of 2 * (1 - Phi(1)) of them, 0.317, is beyond 10.
    let far = Double(outliers.filter { abs($0) > 10 }.count) / Double(n)
    #expect(abs(far - 0.05 * 0.3173) < 0.0015)
    #expect(
      try values("rounding", 0.5, rows: 100).current.allSatisfy { $0 * 2 == ($0 * 2).rounded() })
    let missing = try values("missing", 0.1, rows: n).current.filter(\.isNaN).count
    #expect(abs(Double(missing) / Double(n) - 0.15) < 0.004)
  }

  @Test func sharesOfCategoriesAreWhatTheySay() throws {
    let n = 100_000
    for (name, level, category, share) in [
      ("shares", 0.1, "c02", 0.3), ("new_category", 0.05, "c03", 0.05),
      ("rare_appears", 0.05, "c09", 0.055), ("shares_many", 0.1, "c00", 0.2503 - 0.1),
    ] {
      let scenario = try #require(Scenarios.of(.categorical).first { $0.name == name })
      let pair = try scenario.draw(level: level, sizes: SampleSizes(n, n), seed: 1, repeat: 0)
      guard case .column(.categorical(let column)) = pair.current else {
        Issue.record("no categories")
        return
      }
      #expect(column.count == n)
      let found = Double(column.counts[category] ?? 0) / Double(n)
      #expect(abs(found - share) < 0.006, "\(name): \(found)")
    }
  }

  @Test func rowsOfEmbeddingsChangeAsTheySay() throws {
    func rows(_ name: String, _ level: Double) throws -> [[Float]] {
      let scenario = try #require(Scenarios.of(.embedding).first { $0.name == name })
      let pair = try scenario.draw(level: level, sizes: SampleSizes(2, 4_000), seed: 1, repeat: 0)
      guard case .matrix(let matrix) = pair.current else { return [] }
      let values = try matrix.values(as: Float.self)
      return (0..<4_000).map { Array(values[$0 * 64..<($0 + 1) * 64]) }
    }
    func column(_ rows: [[Float]], _ index: Int) -> Moments {
      Moments(rows.map { Double($0[index]) })
    }
    func variance(_ rows: [[Float]]) -> Double {
      (0..<64).reduce(0) { $0 + column(rows, $1).deviation * column(rows, $1).deviation }
    }
    let space = EmbeddingSpace.usual
    let few = try rows("mean_few", 0.3)
    for index in 0..<6 {
      let shift = (column(few, index).mean - space.mean[index]) / space.columnDeviations[index]
      #expect(abs(shift - (index < 4 ? 0.3 : 0)) < 0.08)
      #expect(abs(column(few, index).deviation / space.columnDeviations[index] - 1) < 0.06)
    }
    // Turning and evening out keep the total variance of 1.
    #expect(abs(variance(try rows("rotation", 20)) - 1) < 0.04)
    #expect(abs(variance(try rows("covariance", 0.3)) - 1) < 0.04)
    let norm = try rows("norm", 0.1)
    #expect(abs(variance(norm) - 1.21) < 0.05)
    let far = try rows("cluster_appears", 0.05).filter { row in
      let centre = space.centre(1, along: space.axis(60))
      return zip(row, centre).reduce(0) { $0 + pow(Double($1.0) - $1.1, 2) } < 0.4
    }
    #expect(abs(Double(far.count) / 4_000 - 0.05) < 0.015)
  }

  @Test func everyScenarioDrawsItsSizesAtEveryLevel() throws {
    var names: Set<String> = []
    for scenario in Scenarios.all {
      #expect(
        names.insert(scenario.kind.rawValue + scenario.name).inserted, "\(scenario.name) twice")
      #expect(!scenario.sizes.isEmpty && scenario.levels == scenario.levels.sorted())
      for level in [0] + scenario.levels {
        let pair = try scenario.draw(
          level: level, sizes: SampleSizes(7, 5), seed: 2, repeat: 3)
        #expect(pair.baseline.rows == 7 && pair.current.rows == 5)
      }
    }
  }

  @Test func repeatsDifferAndTheSameRepeatIsTheSame() throws {
    let scenario = try #require(Scenarios.of(.numeric).first { $0.name == "mean" })
    let sizes = SampleSizes(20, 20)
    func draw(_ level: Double, _ seed: UInt64, _ index: Int) throws -> [Double] {
      try numbers(scenario.draw(level: level, sizes: sizes, seed: seed, repeat: index).baseline)
    }
    #expect(try draw(0.1, 1, 0) == draw(0.1, 1, 0))
    let others = [try draw(0.1, 1, 1), try draw(0.1, 2, 0), try draw(0.2, 1, 0), try draw(0, 1, 0)]
    for other in others { #expect(try draw(0.1, 1, 0) != other) }
  }
}

/// The numbers of a numeric dataset.
func numbers(_ data: Dataset) throws -> [Double] {
  guard case .column(.numeric(let column)) = data else { return [] }
  var values: [Double] = []
  try column.blocks.forEachBlock { block in
    for index in block.indices { values.append(block[index]) }
  }
  return values
}

/// Moments of a sample.
struct Moments {
  let mean: Double
  let deviation: Double
  let skewness: Double

  init(_ values: [Double]) {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let deviation = (values.reduce(0) { $0 + pow($1 - mean, 2) } / n).squareRoot()
    skewness = values.reduce(0) { $0 + pow(($1 - mean) / deviation, 3) } / n
    (self.mean, self.deviation) = (mean, deviation)
  }
}

extension Dataset {
  /// Rows or values.
  var rows: Int {
    switch self {
    case .column(let column): column.count
    case .matrix(let matrix): matrix.count
    case .table: 0
    }
  }
}
