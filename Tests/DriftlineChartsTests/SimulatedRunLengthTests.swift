import Driftline
import DriftlineCharts
import Testing

/// The charts themselves, run 100 000 times to their first alarm, against published run lengths.
///
/// Values of Lucas and Saccucci (1990), Lucas and Crosier (1982) and Lowry et al. (1992) to more
/// digits, as R's spc 0.6.7 computes them.
@Suite struct SimulatedRunLengthTests {
  private static let runs = 100_000

  /// Expects the mean of the runs within four standard errors of what is published.
  private func expect<C: Chart>(
    _ chart: C, shift: Double, published: Double, seed: UInt64 = 1
  ) throws {
    var random = SeededRandom(seed: seed)
    var sum = 0.0
    var squares = 0.0
    var row = [Double](repeating: 0, count: chart.width)
    for _ in 0..<Self.runs {
      var state = chart.initialState
      var length = 0.0
      var isAlarm = false
      while !isAlarm {
        for index in row.indices { row[index] = random.normal() + (index == 0 ? shift : 0) }
        isAlarm = chart.update(&state, with: row.span).isAlarm
        length += 1
      }
      sum += length
      squares += length * length
    }
    let count = Double(Self.runs)
    let mean = sum / count
    let error = ((squares / count - mean * mean) / count).squareRoot()
    #expect(abs(mean - published) < 4 * error, "\(mean) ± \(error), published \(published)")
  }

  @Test(arguments: [
    (0.4, 3.054, 0, 499.9513), (0.4, 3.054, 0.5, 71.2005), (0.4, 3.054, 1, 14.2628),
    (0.25, 2.998, 0.5, 48.2939), (0.25, 2.998, 1, 11.1355), (0.1, 2.814, 0.5, 31.2974),
    (0.1, 2.814, 1, 10.3307), (0.05, 2.615, 0.5, 28.7637), (0.05, 2.615, 1, 11.3828),
    (0.1, 2.7, 0, 368.9937),
  ])
  func ewma(lambda: Double, limit: Double, shift: Double, published: Double) throws {
    try expect(
      EWMA(mean: 0, sigma: 1, lambda: lambda, limit: limit), shift: shift, published: published)
  }

  @Test(arguments: [(0.5, 25.3276), (1, 7.5413)])
  func ewmaWithLimitsThatVary(shift: Double, published: Double) throws {
    var chart = EWMA(mean: 0, sigma: 1, lambda: 0.1, limit: 2.7)
    chart.limits = .timeVarying
    try expect(chart, shift: shift, published: published)
  }

  @Test(arguments: [
    (4.0, 0.0, 0.0, 167.6838), (4, 0, 1, 8.3831), (5, 0, 0, 465.4435), (5, 0, 1, 10.376),
    (4, 0.5, 0, 148.6956), (5, 0.5, 1, 6.3469),
  ])
  func cusum(h: Double, headStart: Double, shift: Double, published: Double) throws {
    var chart = CUSUM(mean: 0, sigma: 1, k: 0.5, h: h)
    chart.headStart = headStart
    try expect(chart, shift: shift, published: published)
  }

  @Test(arguments: [(0.0, 370.3983), (1, 43.8947)])
  func shewhart(shift: Double, published: Double) throws {
    try expect(Shewhart(mean: 0, sigma: 1, limit: 3), shift: shift, published: published)
  }

  @Test(arguments: [(2, 8.66, 0.0, 202.25), (2, 8.66, 1, 10.15), (4, 12.73, 1, 12.15)])
  func mewma(dimensions: Int, limit: Double, shift: Double, published: Double) throws {
    var chart = MEWMA()
    chart.dimensions = dimensions
    chart.lambda = 0.1
    chart.limit = limit
    try expect(chart, shift: shift, published: published)
  }

  @Test(arguments: [(2, 10.59663, 41.92), (3, 12.83816, 52.41)])
  func hotelling(dimensions: Int, limit: Double, published: Double) throws {
    var chart = HotellingChart()
    chart.dimensions = dimensions
    chart.limit = limit
    try expect(chart, shift: 1, published: published)
  }
}
