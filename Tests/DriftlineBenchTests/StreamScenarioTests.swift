import Driftline
import Testing

@testable import DriftlineBench

@Suite struct StreamScenarioTests {
  private let lengths = StreamLengths()

  /// The mean and the variance of values, with 5 standard errors of each for tails up to `kurtosis`.
  private func expect(
    _ values: [Double], mean: Double, variance: Double, kurtosis: Double = 3, effective: Double = 1,
    _ what: String
  ) {
    let n = Double(values.count) * effective
    let found = values.reduce(0, +) / Double(values.count)
    let spread =
      values.reduce(0) { $0 + ($1 - found) * ($1 - found) } / Double(values.count - 1)
    #expect(abs(found - mean) < 5 * (variance / n).squareRoot(), "\(what): mean \(found)")
    #expect(
      abs(spread - variance) < 5 * variance * ((kurtosis - 1) / n).squareRoot(),
      "\(what): variance \(spread)")
  }

  @Test func controlsHaveTheMeansAndVariancesThatTheySay() {
    for law in StreamLaw.allCases {
      var source = StreamSource(law, random: SeededRandom(seed: 3))
      let values = (0..<200_000).map { _ in source.next() }
      // A bound for the share of errors, and for t with 3 degrees of freedom, whose fourth moment is
      // infinite, one for 200 000 values.
      let kurtosis = law == .heavyTailed ? 200.0 : law == .bernoulli ? 9 : 3
      expect(
        values, mean: law.mean, variance: law.sigma * law.sigma, kurtosis: kurtosis,
        effective: law == .autocorrelated ? 1.0 / 3 : 1, law.rawValue)
      if let range = law.range { #expect(values.allSatisfy(range.contains)) }
    }
  }

  @Test func neighboursAreCorrelatedInTheAutocorrelatedControlAlone() {
    for law in StreamLaw.allCases {
      var source = StreamSource(law, random: SeededRandom(seed: 4))
      let values = (0..<100_000).map { _ in (source.next() - law.mean) / law.sigma }
      let products = zip(values, values.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
      let wanted = law == .autocorrelated ? 0.5 : 0
      #expect(abs(products / 99_999 - wanted) < 0.03, "\(law)")
    }
  }

  @Test func heavyTailsAreThoseOfStudentsT() {
    var source = StreamSource(.heavyTailed, random: SeededRandom(seed: 5))
    let far = (0..<200_000).count { _ in abs(source.next()) > 3 }
    // P(|t3| > 3 sqrt(3)) = 0.013847, of which 200 000 draws have a standard error of 0.00026.
    #expect(abs(Double(far) / 200_000 - 0.013847) < 0.0014)
  }

  @Test func changesHaveTheMeansAndVariancesThatTheySay() {
    for scenario in StreamScenario.all {
      for level in scenario.levels {
        let setting = StreamSetting(law: scenario.law, scenario: scenario, level: level)
        var before: [Double] = []
        var after: [Double] = []
        for index in 0..<50 {
          let sample = setting.sample(lengths, seed: 1, repeat: index)
          #expect(sample.change == 1500 && sample.values.count == 3500 && sample.training == 500)
          before += sample.values[..<sample.change]
          // Past the transitions; of seasons the first, which is new.
          after +=
            scenario.name == "recurring"
            ? sample.values[1500..<1600] : sample.values[2000...]
        }
        let old = scenario.law
        let name = "\(scenario.name) \(level)"
        expect(
          before, mean: old.mean, variance: old.sigma * old.sigma,
          kurtosis: old == .bernoulli ? 9 : 3, "\(name), before")
        switch scenario.name {
        case "variance": expect(after, mean: 0, variance: level, name)
        case "error_rate":
          expect(after, mean: level, variance: level * (1 - level), kurtosis: 4, name)
        default: expect(after, mean: level, variance: 1, name)
        }
      }
    }
  }

  @Test func transitionsAreHalfWayInTheMiddle() throws {
    for name in ["gradual", "incremental"] {
      let scenario = try #require(StreamScenario.all.first { $0.name == name })
      let setting = StreamSetting(law: .normal, scenario: scenario, level: 2)
      var middle: [Double] = []
      for index in 0..<200 {
        middle += setting.sample(lengths, seed: 2, repeat: index).values[1700..<1800]
      }
      // Half of the values come from either law, or all of them from one half way.
      expect(middle, mean: 1, variance: name == "gradual" ? 2 : 1, name)
    }
  }

  @Test func whatRecursIsBackInItsSecondSeason() throws {
    let scenario = try #require(StreamScenario.all.first { $0.name == "recurring" })
    let setting = StreamSetting(law: .normal, scenario: scenario, level: 2)
    var back: [Double] = []
    for index in 0..<100 {
      back += setting.sample(lengths, seed: 2, repeat: index).values[1600..<1700]
    }
    expect(back, mean: 0, variance: 1, "recurring, second season")
  }

  @Test func everyScenarioHasItsOwnStreams() {
    let grid = StreamGrid(seed: 7, version: "")
    #expect(Set(grid.descriptions.map(\.name)).count == grid.descriptions.count)
    #expect(grid.descriptions.allSatisfy { $0.kind == "stream" && !$0.summary.isEmpty })
    let starts = StreamScenario.all.flatMap { scenario in
      scenario.levels.map { level in
        StreamSetting(law: scenario.law, scenario: scenario, level: level)
          .sample(lengths, seed: 7, repeat: 0).values.prefix(200).map(\.bitPattern)
      }
    }
    #expect(Set(starts).count == starts.count)
  }
}
