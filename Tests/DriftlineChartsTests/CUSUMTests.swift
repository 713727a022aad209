import Driftline
import DriftlineCharts
import Testing

@Suite struct CUSUMTests {
  @Test func followsMontgomery() throws {
    var monitor = try Monitor(CUSUM(mean: 10, sigma: 1, k: 0.5, h: 5))
    let points = monitor.update(EWMATests.montgomery)
    let expected = [3.47, 3.35, 4.47, 5.28, 5.30]
    for (offset, sum) in expected.enumerated() {
      #expect(abs(points[25 + offset].statistic - sum) < 1e-9)
    }
    #expect(points.indices.filter { points[$0].isAlarm } == [28, 29])
    #expect(points[28].direction == .up)
  }

  @Test func beginsAtItsHeadStart() throws {
    var chart = CUSUM(mean: 0, sigma: 2, k: 0.5, h: 4)
    chart.headStart = 0.5
    var monitor = try Monitor(chart)
    #expect(monitor.update(1).statistic == 2)
    var far = try Monitor(chart)
    #expect(far.update(-6).statistic == -4.5)
    #expect(far.state.above == 0)
  }

  @Test func oneSideSeesNothingOfTheOther() throws {
    var chart = CUSUM(mean: 0, sigma: 1, k: 0.5, h: 4)
    chart.side = .up
    var monitor = try Monitor(chart)
    #expect(monitor.alarms(in: [Double](repeating: -3, count: 100)).isEmpty)
    #expect(monitor.alarms(in: [Double](repeating: 3, count: 3)) == [101, 102])
  }
}
