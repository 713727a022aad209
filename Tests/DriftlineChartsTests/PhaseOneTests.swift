import Driftline
import DriftlineCharts
import Testing

@Suite struct PhaseOneTests {
  /// Mean run lengths in control of a chart over drawn baselines, ascending.
  private func drawn(_ chart: some LimitedRunLength, values: Int, draws: Int) throws -> [Double] {
    var random = SeededRandom(seed: 1)
    return try (0..<draws).map { _ in
      let sample = (0..<values).map { _ in random.normal() }
      let mean = sample.reduce(0, +) / Double(values)
      let square = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return try PhaseOne.average(
        of: chart, meanError: mean, ratio: (square / Double(values - 1)).squareRoot())
    }.sorted()
  }

  private func expectShare(
    of runs: [Double], below bound: Double, is share: Double, _ what: String
  ) {
    let count = Double(runs.count)
    let found = Double(runs.count { $0 < bound }) / count
    let error = 4 * (share * (1 - share) / count).squareRoot()
    #expect(abs(found - share) < error, "\(what): \(found), \(share)")
  }

  private func check(_ chart: some LimitedRunLength, values: Int) throws {
    let phase = try PhaseOne(count: values)
    let runs = try drawn(chart, values: values, draws: 300)
    for share in [0.1, 0.5, 0.9] {
      let quantile = try phase.quantile(share, of: chart)
      expectShare(of: runs, below: quantile, is: share, "\(chart)")
      #expect(isClose(try phase.share(of: chart, reaching: quantile), 1 - share, 1e-5))
    }
    for share in [0.5, 0.9] {
      let better = try phase.guaranteed(chart, arl0: 370, share: share)
      expectShare(
        of: try drawn(better, values: values, draws: 300), below: 370, is: 1 - share, "\(better)")
    }
  }

  @Test(arguments: [30, 200]) func holdsForShewhartCharts(values: Int) throws {
    try check(ShewhartRunLength(), values: values)
  }

  @Test func holdsForEWMACharts() throws {
    try check(EWMARunLength(lambda: 0.2, limit: 2.85934), values: 30)
  }

  @Test func holdsForCUSUMCharts() throws {
    try check(CUSUMRunLength(k: 0.5, h: 4.7738), values: 100)
  }

  /// The mean over baselines, by drawing.
  @Test func hasTheMeanOverBaselines() throws {
    let chart = EWMARunLength(lambda: 0.1, limit: 2.7)
    let phase = try PhaseOne(count: 300)
    let runs = try drawn(chart, values: 300, draws: 2000)
    let mean = runs.reduce(0, +) / 2000
    let square = runs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2000
    let average = try phase.average(of: chart)
    #expect(abs(mean - average) < 4 * (square / 2000).squareRoot(), "\(mean), \(average)")
    #expect(try PhaseOne(count: 8).average(of: chart) == .infinity)
  }

  @Test func tendsToTheKnownParameters() throws {
    let phase = try PhaseOne(count: 10_000_000)
    let chart = ShewhartRunLength()
    #expect(isClose(try phase.guaranteed(chart, arl0: 370.398).limit, 3, 1e-5))
    #expect(isClose(try phase.average(of: chart), 370.398, 1e-4))
    #expect(isClose(try phase.quantile(0.5, of: chart), 370.398, 1e-4))
  }

  @Test func hasSixDigitsWithFewerNodes() throws {
    for ratio in [0.8, 1, 3] {
      let ewma = EWMARunLength(lambda: 0.05, limit: 2.4)
      let (few, all) = (
        try PhaseOne.average(of: ewma, meanError: 0.4, ratio: ratio),
        try ewma.scaled(by: ratio).average(shift: -0.4)
      )
      #expect(isClose(few, all, 1e-7), "\(ratio): \(few), \(all)")
      let cusum = CUSUMRunLength(k: 0.5, h: 12)
      let (fewer, whole) = (
        try PhaseOne.average(of: cusum, meanError: 0.4, ratio: ratio),
        try cusum.scaled(by: ratio).average(shift: -0.4)
      )
      #expect(isClose(fewer, whole, 1e-7), "\(ratio): \(fewer), \(whole)")
    }
  }

  @Test func refusesWhatIsNoBaseline() throws {
    #expect(throws: DriftlineError.self) { try PhaseOne(count: 1) }
    let phase = try PhaseOne(count: 2)
    #expect(throws: DriftlineError.self) { try phase.guaranteed(ShewhartRunLength(), arl0: 1) }
    #expect(throws: DriftlineError.self) {
      try phase.guaranteed(ShewhartRunLength(), arl0: 370, share: 1)
    }
  }

  /// One side is not symmetric in the mean's error: an error up makes runs longer, one down shorter.
  @Test(arguments: [CUSUM.Side.up, .down]) func oneSideKeepsItsPromiseToo(side: CUSUM.Side) throws {
    var chart = CUSUM()
    chart.side = side
    chart.baselineSize = 30
    let h = try #require(try chart.resolved().h)
    #expect(abs(h - 4.21) < 0.02, "\(h)")
    let law = CUSUMRunLength(k: 0.5, h: h, isOneSided: true)
    #expect(abs(try PhaseOne(count: 30).share(of: law, reaching: chart.arl0) - 0.5) < 1e-3)
  }

  @Test func aLowerSideSeesShiftsDown() throws {
    var chart = CUSUM(mean: 0, sigma: 1, k: 0.5, h: 4)
    chart.side = .down
    let down = try #require(chart.runLength)
    chart.side = .up
    let up = try #require(chart.runLength)
    #expect(try down.average(shift: -1) == up.average(shift: 1))
    #expect(try down.median(shift: -1) == up.median(shift: 1))
    #expect(try down.average(shift: 1) > down.average(shift: 0))
  }
}
