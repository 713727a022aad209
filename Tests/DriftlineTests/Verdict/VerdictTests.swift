import Driftline
import Foundation
import Testing

/// How a statistic and a p-value make a verdict.
@Suite struct VerdictTests {
  func verdict(
    _ shift: Double, rows: Int, detector: String? = "psi", request: DetectorRequest? = nil,
    change: (inout CompareOptions) -> Void = { _ in }
  ) throws -> Verdict {
    var options = CompareOptions()
    change(&options)
    return try compare(
      baseline: .column(.numeric(Samples.normal.draw(rows, seed: 1, stream: 0))),
      current: .column(.numeric(Samples.normal.draw(rows, seed: 1, stream: 1).map { $0 + shift })),
      detectors: request.map { [$0] } ?? detector.map { [DetectorRequest($0)] } ?? [],
      options: options)
  }

  @Test func bothMustSpeakByDefault() throws {
    // Twenty rows: the index is over 0.25 by chance alone.
    let noise = try verdict(0, rows: 20)
    #expect(noise.scores[0].finding.statistic > 0.25)
    #expect(noise.drifted == false && noise.severity == .none)
    // A hundred thousand rows: a shift of 0.03 is certain and does not matter.
    let certain = try verdict(0.03, rows: 100_000)
    #expect(try #require(certain.scores[0].finding.logPValue) < log(0.01))
    #expect(certain.drifted == false && certain.severity == .none)
    let real = try verdict(1, rows: 1_000)
    #expect(real.drifted == true && real.severity == .high)
  }

  @Test func oneOfTheTwoDecidesWhereTheRuleSaysSo() throws {
    #expect(try verdict(0, rows: 20) { $0.rule = .threshold }.drifted == true)
    #expect(try verdict(0, rows: 20) { $0.rule = .pValue }.drifted == false)
    #expect(try verdict(0.03, rows: 100_000) { $0.rule = .pValue }.drifted == true)
    #expect(try verdict(0.03, rows: 100_000) { $0.rule = .threshold }.drifted == false)
  }

  @Test func theOtherDecidesWhereOneIsNotDefined() throws {
    // The one where no value is drawn for a p-value: the threshold alone decides.
    let bare = DetectorRequest(
      "wasserstein", [.init("permutations", .int(0)), .init("method", .string("permutation"))])
    #expect(try verdict(1, rows: 500, request: bare).drifted == true)
    #expect(try verdict(1, rows: 500, request: bare) { $0.rule = .pValue }.drifted == true)
    #expect(try verdict(1, rows: 500, detector: "energy") { $0.rule = .threshold }.drifted == true)
  }

  @Test func alphaIsTheLevel() throws {
    let score = try verdict(0.4, rows: 200, detector: "energy")
    let p = exp(try #require(score.scores[0].finding.logPValue))
    #expect(try verdict(0.4, rows: 200, detector: "energy") { $0.alpha = p * 1.01 }.drifted == true)
    #expect(
      try verdict(0.4, rows: 200, detector: "energy") { $0.alpha = p * 0.99 }.drifted == false)
  }

  @Test(arguments: [
    (100, Sensitivity.medium, "ks"), (499, .medium, "ks"), (500, .medium, "wasserstein"),
    (5_000, .high, "ks"), (100, .low, "psi"), (5_000, .low, "psi"),
  ]) func theDetectorIsChosenBySizeAndSensitivity(
    _ rows: Int, _ sensitivity: Sensitivity, _ name: String
  ) throws {
    let verdict = try verdict(0, rows: rows, detector: nil) { $0.sensitivity = sensitivity }
    #expect(verdict.scores.map(\.detector) == [name])
  }

  @Test func categoriesAreChosenForBySizeToo() throws {
    func chosen(_ rows: Int) throws -> [String] {
      let column = Dataset.column(.categories((0..<rows).map { "c\($0 % 3)" }))
      return try compare(baseline: column, current: column).scores.map(\.detector)
    }
    #expect(try chosen(1_000) == ["chi_square"])
    #expect(try chosen(1_001) == ["psi"])
  }

  @Test func infinitiesAreRankedWhereThereIsNoDistanceToThem() throws {
    func column(_ shift: Double, stream: UInt64) -> Dataset {
      let values = Samples.normal.draw(1_000, seed: 8, stream: stream).map { $0 + shift }
      return .column(.numeric(values + [.infinity]))
    }
    let same = try compare(baseline: column(0, stream: 0), current: column(0, stream: 1))
    #expect(same.scores.map(\.detector) == ["ks"] && same.drifted == false)
    let moved = try compare(baseline: column(0, stream: 0), current: column(1, stream: 1))
    #expect(moved.drifted == true)
    let named = try compare(
      baseline: column(0, stream: 0), current: .column(.numeric([1, 2, 3])),
      detectors: [DetectorRequest("wasserstein")])
    #expect(named.scores[0].finding.statistic == .infinity && named.drifted == nil)
  }

  @Test func missingValuesAreSpokenOfWhereThereAreAny() throws {
    let gaps = (0..<200).map { $0 % 4 == 0 ? Double.nan : Double($0) }
    let verdict = try compare(
      baseline: .column(.numeric((0..<200).map(Double.init))), current: .column(.numeric(gaps)))
    #expect(verdict.scores.map(\.detector) == ["ks", "missing_share"])
    #expect(verdict.scores[1].drifted == true && verdict.drifted == true)
    #expect(verdict.missing == .init(baseline: 0, current: 50))
  }

  @Test func aTableDriftsWithHalfOfItsColumns() throws {
    func table(_ shifts: [Double], stream: UInt64) throws -> Dataset {
      .table(
        try Table(
          shifts.enumerated().map { index, shift in
            let values = Samples.normal.draw(800, seed: 5, stream: stream + UInt64(index))
            return (name: "c\(index)", column: .numeric(values.map { $0 + shift }))
          }))
    }
    let baseline = try table([0, 0, 0, 0], stream: 0)
    let one = try compare(baseline: baseline, current: table([2, 0, 0, 0], stream: 10))
    #expect(one.drifted == false && one.severity == .low)
    #expect(one.scores[0].finding.statistic == 0.25)
    #expect(one.columns.filter { $0.verdict.drifted == true }.map(\.name) == ["c0"])
    let two = try compare(baseline: baseline, current: table([2, 2, 0, 0], stream: 10))
    #expect(two.drifted == true && two.severity == .high)
    var options = CompareOptions()
    options.driftShare = 0.25
    #expect(
      try compare(baseline: baseline, current: table([2, 0, 0, 0], stream: 10), options: options)
        .drifted == true)
  }

  @Test func theVerdictIsWrittenAsTheProtocolHasIt() throws {
    let text = try compare(
      baseline: .column(.numeric([1, 2, 3, .infinity])),
      current: .column(.numeric([1, 2, 3, .infinity, .infinity])),
      detectors: [DetectorRequest("wasserstein")]
    ).json.text
    #expect(text.hasPrefix(#"{"drifted":null,"severity":"none","kind":"numeric","n":{"#))
    #expect(text.contains(#""statistic":"nan","p_value":null,"log_p_value":null"#))
    #expect(text.contains(#""missing":{"baseline":0,"current":0},"alpha":0.01,"rule":"both","#))
    #expect(text.hasSuffix(#""engine":{"version":"0.1.0"}}"#))
    let data = try #require(text.data(using: .utf8))
    #expect(try JSONSerialization.jsonObject(with: data) is [String: Any])
  }

  @Test func benjaminiAndHochbergAgreeWithTheirPaper() {
    // The fifteen p-values of section 3.1.1; at 0.05 the first four are rejected.
    let p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
      0.5719, 0.6528, 0.7590, 1.0,
    ]
    let adjusted = benjaminiHochberg(logPValues: p.map { log($0) }).map { exp($0) }
    #expect(adjusted.count { $0 <= 0.05 } == 4)
    #expect(agree(adjusted[0], 0.0015, relative: 1e-12))
    #expect(agree(adjusted[3], 0.035625, relative: 1e-12))
    #expect(adjusted[14] == 1)
    #expect(benjaminiHochberg(logPValues: []).isEmpty)
  }
}
