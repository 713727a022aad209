import Driftline
import DriftlineCharts
import Testing

@Suite struct VectorChartTests {
  private let covariance = [2.0, 0.6, 0.6, 1.0]

  /// x' S^-1 x with the inverse written out.
  private func distance(_ x: Double, _ y: Double) -> Double {
    let determinant = 2.0 * 1.0 - 0.6 * 0.6
    return (1.0 * x * x - 2 * 0.6 * x * y + 2.0 * y * y) / determinant
  }

  @Test func hotellingIsTheMahalanobisDistance() throws {
    var chart = HotellingChart()
    chart.mean = [10, -5]
    chart.covariance = covariance
    chart.limit = 9
    var monitor = try Monitor(chart)
    let points = monitor.update([11, -4, 14, -5, 10, -5])
    #expect(points.count == 3)
    #expect(abs(points[0].statistic - distance(1, 1)) < 1e-12)
    #expect(abs(points[1].statistic - distance(4, 0)) < 1e-12)
    #expect(points.map(\.isAlarm) == [false, distance(4, 0) > 9, false])
    #expect(points[2].statistic == 0)
  }

  /// Chi-square quantiles, and the F limits of the NIST handbook, section 6.5.4.3.4.
  @Test(arguments: [(2, 10.59663), (3, 12.83816), (4, 14.86026), (5, 16.7496), (10, 25.18818)])
  func limitsKeepTheirPromise(dimensions: Int, limit: Double) throws {
    var chart = HotellingChart()
    chart.dimensions = dimensions
    chart.arl0 = 200
    let settled = try #require(try chart.resolved().limit)
    #expect(abs(settled / limit - 1) < 1e-6)
    chart.samples = 100_000_000
    let estimated = try #require(try chart.resolved().limit)
    #expect(abs(estimated / limit - 1) < 1e-5)
    chart.samples = 30
    #expect(try #require(try chart.resolved().limit) > limit * 1.1)
  }

  /// From three rows of two numbers: F with 2 and 1 degrees of freedom, whose tail is
  /// 1 / sqrt(1 + 2 f).
  @Test func limitsOfFewRowsAreFarOut() throws {
    var chart = HotellingChart()
    chart.samples = 3
    chart.arl0 = 1e5
    let expected = 2.0 * 4 * 2 / (3 * 1) * (1e10 - 1) / 2
    #expect(abs(try #require(try chart.resolved().limit) / expected - 1) < 1e-9)
  }

  @Test func mewmaIsTheAverageOfRows() throws {
    var chart = MEWMA()
    chart.mean = [10, -5]
    chart.covariance = covariance
    chart.lambda = 0.25
    chart.limit = 4
    var monitor = try Monitor(chart)
    var z = (0.0, 0.0)
    for (x, y) in [(1.0, 0.5), (2, -1), (0.5, 0.25), (3, 3)] {
      z = (0.25 * x + 0.75 * z.0, 0.25 * y + 0.75 * z.1)
      let t = distance(z.0, z.1) * (2 - 0.25) / 0.25
      let point = monitor.update([10 + x, -5 + y])[0]
      #expect(abs(point.statistic / t - 1) < 1e-12)
      #expect(point.isAlarm == (t > 4))
    }
  }

  @Test func aLambdaOfOneIsHotelling() throws {
    var mewma = MEWMA()
    mewma.lambda = 1
    mewma.limit = 5
    var hotelling = HotellingChart()
    hotelling.limit = 5
    var a = try Monitor(mewma)
    var b = try Monitor(hotelling)
    var random = SeededRandom(seed: 1)
    let values = (0..<200).map { _ in random.normal() }
    for (left, right) in zip(a.update(values), b.update(values)) {
      #expect(abs(left.statistic / right.statistic - 1) < 1e-14)
    }
  }

  @Test func wrongGeometryIsRefused() {
    func refused(_ parameters: [JSON.Member], _ text: String) {
      let error = #expect(throws: DriftlineError.self) {
        let chart = try MEWMA(parameters)
        try chart.validate()
      }
      #expect(error?.message.contains(text) == true, "\(error?.message ?? "")")
    }
    refused([.init("mean", JSON([1.0]))], "mew")
    refused([.init("covariance", JSON([1.0, 2, 3]))], "3 numbers")
    refused([.init("covariance", JSON([1.0, 0.5, 0.4, 1]))], "not symmetric")
    refused([.init("covariance", JSON([1.0, 2, 2, 1]))], "not positive definite")
  }
}
