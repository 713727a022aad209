import Driftline
import Testing

/// What detectors say on sketches: an interval that holds the answer on all values.
@Suite struct SketchIntervalTests {
  /// A detector with the law that it uses on sketches, so that both answers have one.
  static let detectors: [(name: String, parameters: [JSON.Member])] = [
    ("ks", [.init("method", .string("asymptotic"))]),
    ("ks", [.init("method", .string("asymptotic")), .init("alternative", .string("greater"))]),
    ("ks", [.init("method", .string("asymptotic")), .init("alternative", .string("less"))]),
    ("wasserstein", [.init("method", .string("asymptotic"))]),
    (
      "wasserstein",
      [.init("method", .string("asymptotic")), .init("variant", .string("classic"))]
    ),
    ("energy", [.init("method", .string("asymptotic"))]),
    ("cramer_von_mises", [.init("method", .string("asymptotic"))]),
    ("anderson_darling", [.init("method", .string("asymptotic"))]),
    (
      "anderson_darling",
      [.init("method", .string("asymptotic")), .init("midrank", .bool(false))]
    ),
    ("combined", []),
    ("psi", [.init("binning", .string("equal_width"))]),
    (
      "psi",
      [.init("binning", .string("equal_width")), .init("smoothing", .string("laplace"))]
    ),
    (
      "psi",
      [.init("binning", .string("equal_width")), .init("smoothing", .string("replace_zero"))]
    ),
    ("kl", []), ("js", []),
  ]

  static let requests = detectors.map { DetectorRequest($0.name, $0.parameters) }

  static func near(_ value: Double, _ range: ClosedRange<Double>) -> Bool {
    let slack = 1e-9 * abs(value) + 1e-12
    return range.lowerBound - slack <= value && value <= range.upperBound + slack
  }

  /// The scores on all values and on sketches, of samples of which at least the baseline is a sketch.
  static func scores(
    _ samples: Samples, seed: UInt64, shift: Double, size: Int, sketchSize: Int
  ) throws -> (exact: [Score], sketched: [Score]) {
    let x = Column.numeric(samples.draw(9_000, seed: seed, stream: 20))
    let y = Column.numeric(
      samples.draw(size, seed: seed, stream: 21).map { $0 * (1 + shift) + shift })
    var options = FitOptions()
    options.sketchSize = sketchSize
    options.judgement.seed = seed
    let exact = try compare(baseline: .column(x), current: .column(y), detectors: requests)
    let baseline = try Baseline.fit(.column(x), detectors: requests, options: options)
    let sketched = try baseline.check(baseline.profile(of: .column(y), threads: 1))
    return (exact.scores, sketched.scores)
  }

  /// 4 distributions, 4 shifts, 2 sizes of the current sample (all of it kept, or not), 4 seeds, and 15
  /// detectors with a statistic, an effect and mostly a p-value: over 5000 intervals.
  @Test func intervalsHoldTheExactAnswer() throws {
    var (held, all, open, wrong) = (0, 0, 0, 0)
    var missed: [String: Int] = [:]
    for samples in Samples.allCases {
      for (index, shift) in [0, 0.02, 0.15, 1].enumerated() {
        for (size, sketchSize) in [(7_000, 512), (300, 400)] {
          for seed in 0..<4 as Range<UInt64> {
            let (exact, sketched) = try Self.scores(
              samples, seed: 10 * seed + UInt64(index), shift: shift, size: size,
              sketchSize: sketchSize)
            for (a, b) in zip(exact, sketched) {
              let interval = try #require(b.finding.interval, "\(b.detector)")
              #expect(Self.near(b.finding.statistic, interval.statistic), "\(b.detector)")
              #expect(Self.near(b.finding.effect, interval.effect), "\(b.detector)")
              var parts = [
                ("statistic", Self.near(a.finding.statistic, interval.statistic)),
                ("effect", Self.near(a.finding.effect, interval.effect)),
              ]
              #expect((b.finding.logPValue == nil) == (interval.logPValue == nil))
              if let logP = a.finding.logPValue, let range = interval.logPValue {
                parts.append(("p", Self.near(logP, range)))
              }
              for (part, holds) in parts {
                all += 1
                if holds {
                  held += 1
                } else {
                  missed["\(b.detector) \(part) \(samples) \(shift) \(size)", default: 0] += 1
                }
              }
              if b.drifted == nil { open += 1 }
              if let told = b.drifted, told != a.drifted { wrong += 1 }
            }
          }
        }
      }
    }
    #expect(all > 5_000)
    #expect(Double(held) >= 0.99 * Double(all), "\(held) of \(all): \(missed)")
    // A verdict that is given is the one on all values, but for one in a hundred.
    #expect(wrong * 100 <= Self.requests.count * 128, "\(wrong) wrong, \(open) open")
  }

  @Test func exactSamplesHaveNoInterval() throws {
    let (exact, sketched) = try Self.scores(
      .normal, seed: 1, shift: 0.1, size: 9_000, sketchSize: 3_000)
    #expect(exact.map(\.json.text) == sketched.map(\.json.text))
    #expect(sketched.allSatisfy { $0.finding.interval == nil })
    #expect(sketched.allSatisfy { $0.json["exactness"]?.text == #"{"kind":"exact"}"# })
  }

  @Test func aLargerSketchLeavesLessOpen() throws {
    let small = try Self.scores(.normal, seed: 2, shift: 0.1, size: 9_000, sketchSize: 100)
    let large = try Self.scores(.normal, seed: 2, shift: 0.1, size: 9_000, sketchSize: 1_000)
    for (a, b) in zip(small.sketched, large.sketched) {
      let wide = try #require(a.finding.interval).statistic
      let narrow = try #require(b.finding.interval).statistic
      #expect(
        wide.upperBound - wide.lowerBound > 2 * (narrow.upperBound - narrow.lowerBound),
        "\(a.detector): \(wide) \(narrow)")
    }
  }

  @Test func infinitiesLeaveDistancesWithoutAVerdictAndOthersWithOne() throws {
    let x = Samples.normal.draw(9_000, seed: 3, stream: 0) + [.infinity, -.infinity, .infinity]
    let y = Samples.normal.draw(9_000, seed: 3, stream: 1).map { $0 + 2 } + [.infinity]
    var options = FitOptions()
    options.sketchSize = 256
    let baseline = try Baseline.fit(
      .column(.numeric(x)), detectors: Self.requests, options: options)
    for score in try baseline.check(.column(.numeric(y))).scores {
      let isDistance = ["wasserstein", "energy", "combined"].contains(score.detector)
      let isOtherSide = score.definition["alternative"] == .string("less")
      #expect(score.drifted == (isDistance ? nil : !isOtherSide), "\(score.json.text)")
    }
  }
}
