import Driftline
import DriftlineCharts
import Testing

/// How many values a chart takes until its first alarm, run by run, under a shift of 1 sigma times
/// `shift`.
func simulatedRuns<C: ValueChart>(of chart: C, shift: Double, count: Int) -> [Double] {
  var random = SeededRandom(seed: 20)
  return (0..<count).map { _ in
    var state = chart.initialState
    var length = 1.0
    while !chart.update(&state, with: random.normal() + shift).isAlarm { length += 1 }
    return length
  }
}

/// Expects the mean and the median of runs within four standard errors.
func expect(_ runs: [Double], from numbers: some RunLength, shift: Double) throws {
  let count = Double(runs.count)
  let mean = runs.reduce(0, +) / count
  let variance = runs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
  let average = try numbers.average(shift: shift)
  #expect(abs(mean - average) < 4 * (variance / count).squareRoot(), "\(mean), \(average)")
  for share in [0.1, 0.5, 0.9] {
    let quantile = try numbers.quantile(share, shift: shift)
    let below = Double(runs.count { $0 < quantile }) / count
    let upTo = Double(runs.count { $0 <= quantile }) / count
    let error = 4 * (share * (1 - share) / count).squareRoot()
    #expect(below < share + error && upTo > share - error, "\(share): \(quantile)")
  }
}
