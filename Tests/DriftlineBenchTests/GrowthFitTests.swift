import Foundation
import Testing

@testable import DriftlineBench

@Suite struct GrowthFitTests {
  @Test func theExponentOfAPowerIsFound() throws {
    // t = 2e-9 n^1.3: the smallest size is under a millisecond, and is left out.
    let rows = [1_000, 100_000, 1_000_000, 10_000_000].map { row($0, 2e-9 * pow(Double($0), 1.3)) }
    let fit = try #require(GrowthRow.fitted(to: rows).first)
    #expect(abs(fit.exponent.value - 1.3) < 1e-12)
    #expect(fit.exponent.low <= fit.exponent.value && fit.exponent.value <= fit.exponent.high)
    #expect(fit.exponent.high - fit.exponent.low < 1e-6)
    #expect((fit.fromRows, fit.toRows) == (100_000, 10_000_000))
  }

  @Test func theIntervalIsThatOfTheSlope() {
    // The residuals 0.1, -0.3, 0.3, -0.1 have a sum of squares of 0.2; 4.302653 is t at 2 degrees.
    let half = 4.302_653 * (0.2 / 2 / 5).squareRoot()
    let fit = GrowthRow.slope([(0, 0), (1, 1), (2, 3), (3, 4)])
    #expect(abs(fit.value - 1.4) < 1e-12)
    #expect(abs(fit.low - (1.4 - half)) < 1e-6 && abs(fit.high - (1.4 + half)) < 1e-6)
  }

  @Test func twoSizesHaveNoInterval() throws {
    let fit = try #require(GrowthRow.fitted(to: [row(100, 1), row(1_000, 100)]).first)
    #expect(abs(fit.exponent.value - 2) < 1e-12)
    #expect(fit.exponent.low.isNaN && fit.exponent.high.isNaN)
  }

  @Test func quickWorkIsFittedOverItsThreeLargestSizes() throws {
    let rows = [10, 100, 1_000, 10_000].map { row($0, 1e-9 * Double($0)) }
    let fit = try #require(GrowthRow.fitted(to: rows).first)
    #expect((fit.fromRows, fit.toRows) == (100, 10_000))
  }

  @Test func refusedSizesAndSingleSizesAreLeftOut() {
    #expect(GrowthRow.fitted(to: [row(100, 1), row(1_000, 0, refusal: "too slow")]).isEmpty)
  }

  @Test func contendersAndDimensionsAreFittedApart() {
    let rows = [1, 2].flatMap { scale in
      [row(100, 1, dimensions: scale), row(1_000, pow(10, Double(scale)), dimensions: scale)]
    }
    #expect(GrowthRow.fitted(to: rows).map { $0.exponent.value.rounded() } == [1, 2])
  }

  private func row(
    _ rows: Int, _ seconds: Double, dimensions: Int = 1, refusal: String? = nil
  ) -> SpeedRow {
    SpeedRow(
      subject: "detector", kind: "numeric", work: "ks",
      contender: Contender(name: "ks", source: "driftline", version: "1"), rows: rows,
      dimensions: dimensions, threads: 1, seconds: seconds, bytes: 0, operations: 0,
      refusal: refusal)
  }
}
