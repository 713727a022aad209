import Driftline
import Foundation
import Testing

/// Columns that break careless code: each gets the documented number or the documented error.
@Suite struct HostileNumbersTests {
  static let names = Registry.numeric.map { $0.name }

  func verdict(
    _ name: String, _ x: [Double], _ y: [Double], threads: Int = 2
  ) throws -> Verdict {
    var options = CompareOptions()
    options.threads = threads
    return try compare(
      baseline: .column(.numeric(x)), current: .column(.numeric(y)),
      detectors: [DetectorRequest(name)], options: options)
  }

  func expectInsufficient(_ body: () throws -> Verdict) {
    #expect {
      _ = try body()
    } throws: { error in
      guard let error = error as? DriftlineError else { return false }
      return error.kind == .insufficientData && error.message.contains("needs 1")
    }
  }

  @Test(arguments: names) func refusesEmptyColumns(_ name: String) {
    expectInsufficient { try verdict(name, [], [1, 2]) }
    expectInsufficient { try verdict(name, [1, 2], []) }
    expectInsufficient { try verdict(name, [], []) }
  }

  @Test(arguments: names.filter { $0 != "missing_share" })
  func refusesColumnsOfMissingValuesOnly(_ name: String) {
    expectInsufficient { try verdict(name, [.nan, .nan], [1, 2]) }
    expectInsufficient { try verdict(name, [1, 2], [.nan]) }
  }

  @Test func missingShareSeesColumnsOfMissingValuesOnly() throws {
    let verdict = try verdict(
      "missing_share", Array(repeating: 1, count: 50), Array(repeating: .nan, count: 50))
    #expect(verdict.drifted == true)
    #expect(verdict.severity == .high)
    #expect(verdict.missing == .init(baseline: 0, current: 50))
  }

  @Test(arguments: names) func leavesMissingValuesOut(_ name: String) throws {
    guard name != "missing_share" else { return }
    let x = Samples.normal.draw(400, seed: 5, stream: 0)
    let y = Samples.uniform.draw(300, seed: 5, stream: 1)
    let plain = try verdict(name, x, y)
    let gaps = try verdict(name, [.nan] + x + [.nan, .nan], y.flatMap { [$0, .nan] })
    #expect(gaps.scores[0].finding == plain.scores[0].finding)
    #expect(gaps.missing == .init(baseline: 3, current: 300))
    #expect(gaps.n == .init(baseline: 400, current: 300))
  }

  @Test(arguments: names) func acceptsOneRow(_ name: String) throws {
    let same = try verdict(name, [3], [3])
    #expect(same.scores[0].finding.statistic == 0)
    #expect(same.drifted == false)
    let other = try verdict(name, [3], [4])
    #expect(!other.scores[0].finding.statistic.isNaN)
    // One value against one can never be significant.
    if let logP = other.scores[0].finding.logPValue {
      #expect(logP > log(0.3), "\(name): \(logP)")
      #expect(other.drifted == false)
    }
  }

  @Test(arguments: names) func findsTwoConstantsDifferent(_ name: String) throws {
    guard name != "missing_share" else { return }
    let apart = try verdict(
      name, Array(repeating: 1, count: 500), Array(repeating: 2, count: 500))
    #expect(apart.drifted == true, "\(name): \(apart.scores[0].json.text)")
    let equal = try verdict(
      name, Array(repeating: 1, count: 500), Array(repeating: 1, count: 400))
    #expect(equal.drifted == false && equal.scores[0].finding.statistic == 0)
  }

  @Test(arguments: names) func tellsValuesOneUlpApart(_ name: String) throws {
    guard name != "missing_share" else { return }
    let x = Array(repeating: 1.0, count: 400)
    let y = Array(repeating: 1.0.nextUp, count: 400)
    let verdict = try verdict(name, x, y)
    #expect(!verdict.scores[0].finding.statistic.isNaN)
    if ["ks", "psi", "cramer_von_mises", "anderson_darling"].contains(name) {
      #expect(verdict.drifted == true, "\(name): \(verdict.scores[0].json.text)")
    }
  }

  @Test(arguments: names) func keepsItsDigitsAtALargeOffset(_ name: String) throws {
    let x = Samples.normal.draw(2_000, seed: 6, stream: 0).map { ($0 * 1_024).rounded() / 1_024 }
    let y = Samples.normal.draw(1_500, seed: 6, stream: 1).map { ($0 * 1_024).rounded() / 1_024 }
    let plain = try verdict(name, x, y).scores[0].finding
    let moved = try verdict(name, x.map { $0 + 0x1p30 }, y.map { $0 + 0x1p30 }).scores[0].finding
    #expect(agree(plain.statistic, moved.statistic, relative: 1e-6, absolute: 1e-9), "\(name)")
  }

  @Test(arguments: names) func survivesTheEndsOfTheNumberLine(_ name: String) throws {
    let tiny = Double.leastNonzeroMagnitude
    let samples: [[Double]] = [
      [tiny, 2_000 * tiny, Double.leastNormalMagnitude / 4, 0, -tiny],
      [1e308, -1e308, 1.7e308, -1.7e308, 0],
      [-0.0, 0.0, 0.0, -0.0], [.infinity, 1, 2, 3], [-.infinity, .infinity, 0, 1],
      [.greatestFiniteMagnitude, .leastNonzeroMagnitude], [.infinity, .infinity],
    ]
    for x in samples {
      for y in samples {
        let verdict = try verdict(name, x, y)
        let finding = verdict.scores[0].finding
        // Only distances over gaps of infinity may be undefined, as in SciPy.
        if finding.statistic.isNaN {
          #expect(["wasserstein", "energy", "combined"].contains(name), "\(name) \(x) \(y)")
          #expect(verdict.drifted == nil)
        }
        if let logP = finding.logPValue {
          #expect(logP <= 0 && !logP.isNaN, "\(name) \(x) \(y): \(logP)")
        }
      }
    }
  }

  @Test(arguments: names) func treatsBothZerosAlike(_ name: String) throws {
    guard name != "missing_share" else { return }
    let x: [Double] = [0, 0, 0, 1, 2]
    let y: [Double] = [-0.0, 0, -0.0, 1, 2]
    #expect(try verdict(name, x, y).scores[0].finding.statistic == 0)
  }

  @Test(arguments: names) func seesDisjointSupports(_ name: String) throws {
    guard name != "missing_share" else { return }
    let x = Samples.uniform.draw(5_000, seed: 7, stream: 0)
    let y = Samples.uniform.draw(4_000, seed: 7, stream: 1).map { $0 + 10 }
    let verdict = try verdict(name, x, y)
    #expect(verdict.drifted == true && verdict.severity == .high, "\(name)")
    if let logP = verdict.scores[0].finding.logPValue {
      #expect(logP < -500 && logP > -.infinity, "\(name): \(logP)")
    }
  }

  @Test(arguments: names) func managesAMillionTies(_ name: String) throws {
    guard name != "missing_share" else { return }
    let x = (0..<1_000_000).map { Double($0 % 3) }
    let y = (0..<900_000).map { Double($0 % 3) }
    let verdict = try verdict(name, x, y)
    #expect(verdict.drifted == false)
    #expect(verdict.scores[0].finding.statistic < 1e-5, "\(name)")
  }

  @Test(arguments: names) func repliesWithTheSameBytesForAnyNumberOfThreads(
    _ name: String
  ) throws {
    let x = Samples.heavyTailed.draw(200_000, seed: 8, stream: 0)
    let y = Samples.normal.draw(150_001, seed: 8, stream: 1)
    let one = try verdict(name, x, y, threads: 1).json.text
    #expect(try verdict(name, x, y, threads: 2).json.text == one)
    #expect(try verdict(name, x, y, threads: 7).json.text == one)
  }

  @Test(arguments: [1e-300, 1e-160, 1, 1e160, 1e308])
  func effectsDoNotDependOnTheUnit(_ unit: Double) throws {
    let x = Samples.uniform.draw(2_000, seed: 11, stream: 0).map { 2 * $0 - 1 }
    let y = Samples.uniform.draw(2_000, seed: 11, stream: 1)
    for name in ["wasserstein", "energy", "ks", "psi", "js", "anderson_darling"] {
      let plain = try verdict(name, x, y).scores[0]
      let scaled = try verdict(name, x.map { $0 * unit }, y.map { $0 * unit }).scores[0]
      #expect(
        agree(scaled.finding.effect, plain.finding.effect, relative: 1e-9), "\(name): \(unit)")
      #expect(scaled.drifted == true && scaled.severity == plain.severity, "\(name): \(unit)")
    }
  }

  @Test func seesSharesMoveBetweenTwoNeighbouringDoubles() throws {
    func column(_ ones: Int) -> [Double] {
      (0..<100).map { $0 < ones ? 1 : 1.0.nextUp }
    }
    let finding = try find(KullbackLeibler(), column(50), column(20))
    // Two shares, nothing between them: .5 ln(.5 / .2) + .5 ln(.5 / .8).
    #expect(agree(finding.statistic, 0.5 * log(0.5 / 0.2) + 0.5 * log(0.5 / 0.8), relative: 1e-6))
    #expect(try find(KullbackLeibler(), [0, .leastNonzeroMagnitude], [0, 0]).statistic > 0.1)
  }

  @Test func moreBaselineRowsAreMoreEvidence() throws {
    let y = Samples.heavyTailed.draw(1_000, seed: 12, stream: 0).map { 3 * $0 + 4 }
    for rows in [10_000, 300_000] {
      let x = Samples.heavyTailed.draw(rows, seed: 12, stream: 1)
      // The Wasserstein distance of Cauchy samples is that of their largest values: no power here.
      let finding = try verdict("energy", x, y).scores[0].finding
      #expect(try #require(finding.logPValue) < log(0.001), "\(rows)")
    }
  }

  @Test(arguments: names) func twoValuesAreEnoughToSeeDrift(_ name: String) throws {
    guard name != "missing_share" else { return }
    func column(_ ones: Int) -> [Double] { (0..<5_000).map { $0 < ones ? 1 : 0 } }
    let drifted = try verdict(name, column(1_000), column(4_500)).scores[0]
    #expect(drifted.drifted == true, "\(name): \(drifted.json.text)")
    if let logP = drifted.finding.logPValue { #expect(logP < -400) }
  }

  @Test func sparseBinsRaiseNoAlarm() throws {
    // A few outliers stretch equal widths until two or three bins hold a value each.
    var detector = PopulationStabilityIndex()
    detector.binning = .equalWidth
    var alarms = 0
    for seed in 0..<300 {
      let x = Samples.heavyTailed.draw(5_000, seed: UInt64(seed), stream: 20)
      let y = Samples.heavyTailed.draw(500, seed: UInt64(seed), stream: 21)
      if try #require(try find(detector, x, y).logPValue) < log(0.05) { alarms += 1 }
    }
    #expect(alarms <= 27, "\(alarms) of 300 at 0.05")
  }

  @Test func oneOutlierBlindsEqualWidthsButNotQuantiles() throws {
    let x = Samples.normal.draw(100_000, seed: 9, stream: 0)
    var y = Samples.normal.draw(100_000, seed: 9, stream: 1).map { $0 + 0.5 }
    y[0] = 1e4
    var classic = PopulationStabilityIndex()
    classic.binning = .equalWidth
    #expect(try find(classic, x, y).statistic < 0.05)
    #expect(try find(PopulationStabilityIndex(), x, y).statistic > 0.2)
  }
}
