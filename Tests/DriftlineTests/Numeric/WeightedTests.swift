import Driftline
import Testing

/// Weighted values: whole weights are repetitions for every statistic, and scale does not matter.
@Suite struct WeightedTests {
  static let names = Registry.numeric.map { $0.name }.filter { $0 != "missing_share" }

  func finding(_ name: String, _ x: NumericColumn, _ y: NumericColumn) throws -> Finding {
    try compare(
      baseline: .column(.numeric(x)), current: .column(.numeric(y)),
      detectors: [DetectorRequest(name)]
    ).scores[0].finding
  }

  @Test(arguments: names) func wholeWeightsAreRepetitions(_ name: String) throws {
    var random = SeededRandom(seed: 1)
    let x = (0..<200).map { _ in random.normal() }
    let y = (0..<150).map { _ in random.normal() + 0.4 }
    let w = x.map { _ in Double(random.below(4)) }
    let v = y.map { _ in Double(1 + random.below(3)) }
    func repeated(_ values: [Double], _ weights: [Double]) -> [Double] {
      zip(values, weights).flatMap { Array(repeating: $0, count: Int($1)) }
    }
    let weighted = try finding(
      name, NumericColumn(x, weights: w), NumericColumn(y, weights: v))
    let plain = try finding(
      name, NumericColumn(repeated(x, w)), NumericColumn(repeated(y, v)))
    switch name {
    case "psi":
      // Weighted quantiles are values of the sample, plain ones lie between two.
      #expect(agree(weighted.statistic, plain.statistic, relative: 0.1))
    case "cramer_von_mises", "anderson_darling":
      // These count rows, and weighted rows count as Kish has it.
      #expect(weighted.statistic < plain.statistic)
      if name == "cramer_von_mises" {
        #expect(agree(weighted.number("effect"), plain.number("effect"), relative: 0.05))
      }
    default:
      #expect(agree(weighted.statistic, plain.statistic, relative: 1e-9), "\(name)")
    }
    if let logP = weighted.logPValue, let certain = plain.logPValue {
      // Repetitions of a value are not new rows: the weighted p-value knows, the plain one cannot.
      #expect(logP > certain, "\(name)")
    }
  }

  @Test(arguments: names) func equalWeightsAreNoWeights(_ name: String) throws {
    let x = Samples.normal.draw(700, seed: 2, stream: 0)
    let y = Samples.normal.draw(600, seed: 2, stream: 1).map { $0 * 1.2 }
    func weighted(_ values: [Double], _ weight: Double) throws -> NumericColumn {
      try NumericColumn(values, weights: values.map { _ in weight })
    }
    let plain = try finding(name, NumericColumn(x), NumericColumn(y))
    let tenths = try finding(name, weighted(x, 0.1), weighted(y, 1e300))
    let tolerance = ["psi", "anderson_darling"].contains(name) ? 0.05 : 1e-9
    #expect(agree(plain.statistic, tenths.statistic, relative: tolerance), "\(name)")
    if let a = plain.logPValue, let b = tenths.logPValue, name != "psi" {
      // Without weights KS and small samples have an exact law.
      #expect(agree(a, b, relative: 0.2), "\(name): \(a) \(b)")
    }
  }

  @Test func tiesAreWeightedLikeRows() throws {
    let x = Samples.normal.draw(500, seed: 3, stream: 0).map { ($0 * 2).rounded() }
    let y = Samples.normal.draw(400, seed: 3, stream: 1).map { ($0 * 2).rounded() + 1 }
    func weighted(_ values: [Double]) throws -> NumericColumn {
      try NumericColumn(values, weights: values.map { _ in 1 })
    }
    for midrank in [true, false] {
      var detector = AndersonDarling()
      detector.midrank = midrank
      func statistic(_ x: NumericColumn, _ y: NumericColumn) throws -> Double {
        try compare(baseline: x, current: y, detectors: [detector]).scores[0].finding.statistic
      }
      #expect(
        agree(
          try statistic(weighted(x), weighted(y)),
          try statistic(NumericColumn(x), NumericColumn(y)),
          relative: 1e-12), "midrank \(midrank)")
    }
  }

  @Test func weightsOfZeroTakeValuesOut() throws {
    let with = try finding(
      "wasserstein", NumericColumn([1, 2, 1e9], weights: [1, 1, 0]), NumericColumn([1, 3]))
    #expect(with.number("raw") == 0.5)
    #expect(throws: DriftlineError.self) {
      try finding("wasserstein", NumericColumn([1, 2], weights: [0, 0]), NumericColumn([1]))
    }
  }
}
