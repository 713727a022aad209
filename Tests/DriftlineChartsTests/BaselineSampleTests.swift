import Driftline
import DriftlineCharts
import Testing

@Suite struct BaselineSampleTests {
  private func normals(_ count: Int, seed: UInt64) -> [Double] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { _ in random.normal() }
  }

  @Test func meanAndDeviationAreThoseOfTheSample() throws {
    let sample = try BaselineSample([1, .nan, 2, 4, .infinity, 9])
    #expect(sample.count == 4 && sample.missing == 2)
    #expect(sample.mean == 4)
    #expect(abs(sample.sigma - (38.0 / 3).squareRoot()) < 1e-15)
  }

  @Test(arguments: [0x1p40, -0x1p50, 0]) func anOffsetChangesNothing(offset: Double) throws {
    let values = normals(500, seed: 1).map { ($0 * 4).rounded() / 4 }
    let near = try BaselineSample(values)
    let far = try BaselineSample(values.map { $0 + offset })
    #expect(near.sigma == far.sigma && near.autocorrelation == far.autocorrelation)
    #expect(abs(far.mean - offset - near.mean) <= abs(offset) * 0x1p-52)
  }

  @Test(arguments: [0x1p-1040, 1e-200, 1e200, 1e307]) func anyScaleWillDo(scale: Double) throws {
    let values = normals(100, seed: 2)
    let plain = try BaselineSample(values)
    let scaled = try BaselineSample(values.map { $0 * scale })
    #expect(abs(scaled.sigma / scale / plain.sigma - 1) < 1e-4)
  }

  @Test func neighboursThatHangTogetherAreNoticed() throws {
    var last = 0.0
    let chained = normals(400, seed: 3).map { step -> Double in
      last = 0.7 * last + step
      return last
    }
    let sample = try BaselineSample(chained)
    #expect(sample.isAutocorrelated && abs(sample.autocorrelation - 0.7) < 0.1)
    #expect(try !BaselineSample(normals(400, seed: 4)).isAutocorrelated)
    let rest = Residuals(sample).of(chained)
    #expect(try !BaselineSample(rest).isAutocorrelated)
  }

  @Test func tooLittleIsRefused() {
    for values in [[], [1.0], [1, 2], [1, 2, .nan]] {
      let error = #expect(throws: DriftlineError.self) { try BaselineSample(values) }
      #expect(error?.kind == .insufficientData)
    }
    let error = #expect(throws: DriftlineError.self) { try BaselineSample([3, 3, 3, 3]) }
    #expect(error?.kind == .invalidParams && error?.message.contains("3") == true)
  }

  @Test func chartsTakeLimitsThatSuitTheSample() throws {
    let sample = normals(100, seed: 5).map { 10 + 2 * $0 }
    let facts = try BaselineSample(sample)
    let known = try #require(try EWMA().resolved().limit)
    let fitted = try EWMA().fitted(to: sample).resolved()
    #expect(fitted.mean == facts.mean && fitted.sigma == facts.sigma)
    #expect(fitted.baselineSize == 100)
    #expect(abs(known - 2.85934) < 1e-4)
    let limit = try #require(fitted.limit)
    #expect(abs(limit - 2.953) < 1e-3)
    var sure = EWMA()
    sure.guarantee = 0.9
    #expect(abs(try #require(try sure.fitted(to: sample).resolved().limit) - 3.291) < 1e-3)
    #expect(throws: DriftlineError.self) { try ADWIN().fitted(to: sample) }
  }

  @Test func rowsGiveMeanAndCovariance() throws {
    var random = SeededRandom(seed: 6)
    var rows: [Double] = []
    for _ in 0..<20_000 {
      let (a, b) = (random.normal(), random.normal())
      rows += [5 + a, 0x1p40 + 0.5 * a + b]
    }
    rows[10] = .nan
    let chart = try HotellingChart().fitted(to: rows)
    #expect(chart.samples == 19_999)
    #expect(abs(chart.mean[0] - 5) < 0.03 && abs(chart.mean[1] - 0x1p40) < 0.04)
    for (found, expected) in zip(chart.covariance, [1, 0.5, 0.5, 1.25]) {
      #expect(abs(found - expected) < 0.05)
    }
    #expect(throws: DriftlineError.self) { try MEWMA().fitted(to: [1, 2, 3, 4]) }
  }
}
