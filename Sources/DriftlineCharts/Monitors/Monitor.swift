public import Driftline

/// A chart that runs: its parameters, its state, and how many observations it has seen.
///
/// ```swift
/// var monitor = try Monitor(EWMA(mean: 10, sigma: 1, lambda: 0.1, limit: 2.7))
/// for value in values where monitor.update(value).isAlarm { print(value) }
/// let checkpoint = monitor.checkpoint          // JSON
/// monitor = try Monitor(monitor.chart, resuming: checkpoint)
/// ```
public struct Monitor<C: Chart>: Sendable, Equatable {
  /// The chart, with its parameters; limits that were left open are settled.
  public let chart: C
  /// What changes from value to value.
  public private(set) var state: C.State
  /// How many observations there have been: the place of the next, from 0.
  public private(set) var count = 0

  /// A chart before its first value.
  ///
  /// - Throws: `invalid_params` where the parameters do not go together.
  public init(_ chart: C) throws(DriftlineError) {
    try chart.validate()
    self.chart = try chart.resolved()
    state = self.chart.initialState
  }

  /// A chart that goes on where a checkpoint was made.
  ///
  /// - Throws: `invalid_params` where the parameters do not go together, and where the checkpoint
  ///   is none of this chart.
  public init(_ chart: C, resuming checkpoint: JSON) throws(DriftlineError) {
    try self.init(chart)
    guard case .int(let count)? = checkpoint["count"], (0...(1 << 53)).contains(count) else {
      throw DriftlineError(
        .invalidParams, "the checkpoint has no count of observations", at: "count")
    }
    self.count = count
    try state.resume(from: checkpoint["state"] ?? .null)
  }

  /// All that is needed to go on: `count` and `state`.
  public var checkpoint: JSON {
    .object([.init("count", .int(count)), .init("state", state.json)])
  }

  /// Begins anew.
  public mutating func reset() {
    state = chart.initialState
    count = 0
  }

  /// Takes observations, row by row, and gives a point for each.
  ///
  /// - Precondition: the number of values is a multiple of the chart's width.
  public mutating func update(_ values: Span<Double>) -> [ChartPoint] {
    var points: [ChartPoint] = []
    points.reserveCapacity(values.count / chart.width)
    chart.scan(&state, values) { _, point in points.append(point) }
    count += values.count / chart.width
    return points
  }

  /// Takes observations, row by row, and gives a point for each.
  public mutating func update(_ values: [Double]) -> [ChartPoint] { update(values.span) }

  /// Takes observations, row by row, and gives the places of the alarms, counted from the first
  /// observation ever.
  ///
  /// - Precondition: the number of values is a multiple of the chart's width.
  public mutating func alarms(in values: Span<Double>) -> [Int] {
    let first = count
    count += values.count / chart.width
    return chart.alarms(&state, values).map { $0 + first }
  }

  /// Takes observations and gives the places of the alarms.
  public mutating func alarms(in values: [Double]) -> [Int] { alarms(in: values.span) }
}

extension Monitor where C: ValueChart {
  /// Takes one value.
  public mutating func update(_ value: Double) -> ChartPoint {
    count += 1
    return chart.point(&state, value)
  }
}
