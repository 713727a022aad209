import Driftline
import Foundation
import Testing

/// Published and independently computed numbers, from Tests/Goldens/columns.json.
@Suite struct ReferenceCaseTests {
  struct Columns: Decodable {
    struct KS: Decodable {
      let baseline: [Double]
      let current: [Double]
      let alternative: String
      let statistic: Double
      let pvalue: Double
      let kind: String
      let conditional: Double?
    }
    struct Distance: Decodable {
      let u: [Number]
      let v: [Number]
      let uw: [Double]?
      let vw: [Double]?
      let w: Number?
      let e: Number?
    }
    struct Shares: Decodable {
      let p: [Double]
      let q: [Double]
      let base: Double?
      let distance: Double?
      let kl: Number?
    }
    struct Table: Decodable {
      let table: [[Int]]
      let chi2: Double?
      let g: Double?
      let p: Double
    }
    struct Peer: Decodable {
      let detector: String
      let baseline: [Double]
      let current: [Double]
      let expected: Double
    }
    let ks: [KS]
    let wasserstein: [Distance]
    let energy: [Distance]
    let js: [Shares]
    let kl: [Shares]
    let chi2: [Table]
    let frouros: [Peer]
  }

  let columns: Columns

  init() throws {
    columns = try Golden.load("columns.json")
  }

  @Test func kolmogorovSmirnovAgreesWithSciPyAndR() throws {
    #expect(columns.ks.count == 37)
    for golden in columns.ks {
      var detector = KolmogorovSmirnov()
      detector.alternative = try #require(Alternative(rawValue: golden.alternative))
      detector.method = .exact
      detector.ties = golden.kind == "exact_conditional_on_ties" ? .conditional : .ignore
      let finding = try find(detector, golden.baseline, golden.current)
      #expect(agree(finding.statistic, golden.statistic, relative: 1e-14), "\(golden.kind)")
      #expect(agree(finding.pValue, golden.pvalue, relative: 1e-9), "\(golden)")
      if let conditional = golden.conditional {
        detector.ties = .conditional
        let tied = try find(detector, golden.baseline, golden.current)
        #expect(agree(tied.pValue, conditional, relative: 1e-10))
      }
    }
  }

  @Test func wassersteinAgreesWithSciPyWithWeightsAndInfinities() throws {
    #expect(columns.wasserstein.count == 15)
    for golden in columns.wasserstein {
      let finding = try find(
        Wasserstein(), golden.u.map(\.value), golden.v.map(\.value),
        weights: (golden.uw, golden.vw))
      let expected = try #require(golden.w).value
      #expect(
        agree(finding.number("raw"), expected, relative: 1e-13, absolute: 1e-15), "\(golden)")
    }
  }

  @Test func energyAgreesWithSciPyAndR() throws {
    #expect(columns.energy.count == 7)
    for golden in columns.energy {
      let finding = try find(
        EnergyDistance(), golden.u.map(\.value), golden.v.map(\.value),
        weights: (golden.uw, golden.vw))
      #expect(agree(finding.statistic, try #require(golden.e).value, relative: 1e-13))
    }
  }

  @Test func jensenShannonAgreesWithSciPy() throws {
    #expect(columns.js.count == 6)
    for golden in columns.js {
      var detector = JensenShannon()
      detector.bins = golden.p.count
      // Both samples get one value at either end, so that the range is that of all bins.
      let places = golden.p.indices.map(Double.init)
      let finding = try find(detector, places, places, weights: (golden.p, golden.q))
      let distance = golden.base == 2 ? "distance_bits" : "distance"
      #expect(
        agree(
          finding.number(distance), try #require(golden.distance), relative: 1e-6,
          absolute: 1e-12), "\(golden)")
    }
  }

  @Test func kullbackLeiblerAgreesWithSciPy() throws {
    #expect(columns.kl.count == 4)
    for golden in columns.kl {
      var detector = KullbackLeibler()
      let used = golden.p.indices.filter { golden.p[$0] + golden.q[$0] > 0 }
      detector.bins = used.count
      detector.epsilon = 0
      let places = used.map(Double.init)
      let finding = try find(
        detector, places, places, weights: (used.map { golden.p[$0] }, used.map { golden.q[$0] }))
      #expect(agree(finding.statistic, try #require(golden.kl).value, relative: 1e-13))
    }
  }

  @Test func chiSquareAgreesWithSciPy() throws {
    #expect(columns.chi2.count == 3)
    for golden in columns.chi2 {
      func counts(_ row: Int, times factor: Int = 1) -> [String: Int] {
        Dictionary(
          uniqueKeysWithValues: golden.table[row].enumerated().map { ("c\($0)", $1 * factor) })
      }
      if let chi2 = golden.chi2 {
        var detector = ChiSquareTest()
        detector.method = .asymptotic
        let finding = try find(detector, counts(0), counts(1))
        #expect(agree(finding.statistic, chi2, relative: 1e-13))
        #expect(agree(finding.pValue, golden.p, relative: 1e-10))
      } else if let g = golden.g {
        // G grows with the counts, and with two degrees of freedom ln p = -G/2.
        let finding = try find(
          CategoricalJensenShannon(), counts(0, times: 100), counts(1, times: 100))
        #expect(agree(try #require(finding.logPValue), -100 * g / 2, relative: 1e-10))
        #expect(agree(exp(-g / 2), golden.p, relative: 1e-12))
      }
    }
  }

  @Test func stabilityIndexAgreesWithThePublishedExamples() throws {
    func grades(_ counts: [Int]) -> [String: Int] {
      Dictionary(uniqueKeysWithValues: counts.enumerated().map { ("g\($0)", $1) })
    }
    var detector = CategoricalStability()
    detector.smoothing = .none
    let seven = try find(
      detector, grades([253, 302, 204, 134, 72, 26, 8]), grades([177, 262, 285, 158, 88, 25, 6]))
    #expect(agree(seven.statistic, 0.06769298845159134, relative: 1e-13))
    #expect(agree(seven.pValue, 7.202560326710933e-06, relative: 1e-10))
    let three = try find(detector, grades([40, 30, 30]), grades([35, 25, 40]))
    #expect(agree(three.statistic, 0.04456085471610198, relative: 1e-13))
  }

  @Test func agreesWithFrouros() throws {
    #expect(columns.frouros.count == 4)
    for golden in columns.frouros {
      let found: Double
      switch golden.detector {
      case "EMD":
        found = try find(Wasserstein(), golden.baseline, golden.current).number("raw")
      case "EnergyDistance":
        found = try find(EnergyDistance(), golden.baseline, golden.current).statistic
      default:
        var detector = PopulationStabilityIndex()
        detector.binning = .equalWidth
        detector.smoothing = .replaceZero
        detector.epsilon = .leastNormalMagnitude
        found = try find(detector, golden.baseline, golden.current).statistic
      }
      #expect(agree(found, golden.expected, relative: 1e-12), "\(golden.detector)")
    }
  }

  @Test func jensenShannonKeepsItsDigitsBetweenNearlyEqualHistograms() throws {
    let billion = 1_000_000_000
    let finding = try find(
      CategoricalJensenShannon(), ["a": billion, "b": billion, "c": billion, "d": billion],
      ["a": billion + 1, "b": billion - 1, "c": billion, "d": billion])
    #expect(agree(finding.number("distance"), 2.5e-10, relative: 1e-6))
  }
}
