import Driftline
import DriftlineCharts
import Testing

@Suite struct DriftQualityTests {
  private func severity(_ chart: DriftQuality, _ row: [Double]) throws -> String? {
    var monitor = try Monitor(chart)
    let point = monitor.update(row)[0]
    let reasons = chart.reasons(of: point)
    #expect(point.isAlarm == !reasons.isEmpty)
    #expect(reasons.count <= 1)
    return reasons.first
  }

  @Test func equalsTheRecipeInTheCellsThatItNames() throws {
    let goldens = QualityGoldens.shared
    for (row, expected) in zip(goldens.rows, goldens.severities) where expected != nil {
      #expect(try severity(DriftQuality(), row) == expected, "\(row)")
    }
    #expect(goldens.severities.filter { $0 != nil }.count > 500)
  }

  @Test func fillsTheCellsThatTheRecipeLeavesOpen() throws {
    for (row, expected) in [
      ([0.3, 0.07], "high"), ([0.05, 0.2], "medium"), ([0.05, 0.07], "low"), ([0.05, 0.0], nil),
      ([0.05, -0.5], nil), ([0.3, -0.5], "medium"),
      // On the thresholds.
      ([0.25, 0.1], "high"), ([0.25, 0.05], "medium"), ([0.1, 0.05], "low"),
      ([0.25, 0.1 + 1e-9], "critical"), ([0.1, 0.05 + 1e-9], "high"),
    ] as [([Double], String?)] {
      #expect(try severity(DriftQuality(), row) == expected, "\(row)")
    }
  }

  @Test func neverIsLessSevereForMoreOfEither() throws {
    let steps = [0, 0.05, 0.06, 0.1, 0.11, 0.2, 0.25, 0.3]
    var monitor = try Monitor(DriftQuality())
    for (drift, more) in zip(steps, steps.dropFirst()) {
      for other in steps {
        let points = monitor.update([drift, other, more, other, other, drift, other, more])
        #expect(points[0].statistic <= points[1].statistic)
        #expect(points[2].statistic <= points[3].statistic)
      }
    }
  }

  @Test func alarmsFromASeverityOn() throws {
    var chart = DriftQuality()
    chart.least = .high
    var monitor = try Monitor(chart)
    let points = monitor.update([0.3, 0.0, 0.15, 0.06, 0.3, 0.2])
    #expect(points.map(\.isAlarm) == [false, true, true])
    #expect(points.map(\.statistic) == [2, 3, 4])
    #expect(points.map(\.upper) == [2, 2, 2])
    #expect(points[0].signals == 0)
  }

  @Test func judgesInfiniteNumbersAsLargeOnes() throws {
    let chart = DriftQuality()
    let (up, down) = (JSON.string("inf"), JSON.string("-inf"))
    for (row, expected) in [
      ([up, .int(0)], "medium"), ([up, up], "critical"), ([up, down], "medium"),
      ([.number(0.05), up], "medium"), ([.number(0.05), down], nil),
    ] as [([JSON], String?)] {
      #expect(try severity(chart, chart.row(of: .array(row))) == expected, "\(row)")
    }
    #expect(try chart.row(of: .array([.null, .int(0)]))[0].isNaN)
  }

  @Test func readsObjects() throws {
    var chart = DriftQuality()
    let drop = JSON.object([.init("drift", .number(0.3)), .init("drop", .number(0.2))])
    #expect(try chart.row(of: drop) == [0.3, 0.2])
    #expect(try chart.row(of: .array([.number(0.3), .int(1)])) == [0.3, 1])
    chart.baseline = 0.8
    let quality = JSON.object([.init("quality", .number(0.6)), .init("drift", .number(0.3))])
    #expect(try chart.row(of: quality) == [0.3, 0.6])
    #expect(try severity(chart, [0.3, 0.6]) == "critical")
    #expect(try severity(chart, [0.3, 0.9]) == "medium")
    chart.worse = .up
    #expect(try severity(chart, [0.3, 0.9]) == "critical")
    let error = #expect(throws: DriftlineError.self) { try chart.row(of: drop) }
    #expect(error?.message.contains("no \"drop\"; it has drift, quality") == true)
    #expect(throws: DriftlineError.self) {
      try chart.row(of: .object([.init("drift", .number(0.3))]))
    }
    #expect(throws: DriftlineError.self) {
      try chart.row(of: .object([.init("drift", .string("much")), .init("quality", .int(1))]))
    }
    #expect(throws: DriftlineError.self) { try chart.row(of: .int(1)) }
    #expect(try chart.row(of: .null).allSatisfy(\.isNaN))
  }

  @Test func refusesThresholdsThatDescend() {
    #expect(throws: DriftlineError.self) {
      try DriftQuality([.init("some_drift", .number(0.3))])
    }
    #expect(throws: DriftlineError.self) {
      try DriftQuality([.init("large_drop", .number(0.01))])
    }
  }
}
