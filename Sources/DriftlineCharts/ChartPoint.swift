/// What a chart says of one value.
public struct ChartPoint: Sendable, Equatable {
  /// Which way a value went.
  public enum Direction: String, Sendable, CaseIterable {
    /// Above the upper limit.
    case up
    /// Below the lower limit.
    case down
  }

  /// The value that was plotted; of a row the number that the chart names first.
  public var value: Double
  /// What the chart holds against its limits; NaN where it cannot say yet.
  public var statistic: Double
  /// The lower limit of the statistic; minus infinity where there is none.
  public var lower: Double
  /// The upper limit of the statistic; infinity where there is none.
  public var upper: Double
  /// Whether the chart raises an alarm.
  public var isAlarm: Bool
  /// Which way, where an alarm has one.
  public var direction: Direction?
  /// What raised the alarm, one bit for each of the chart's ``Chart/signals``; 0 for a chart with
  /// one reason only.
  public var signals: UInt32

  /// A point.
  public init(
    value: Double, statistic: Double, lower: Double = -.infinity, upper: Double = .infinity,
    isAlarm: Bool = false, direction: Direction? = nil, signals: UInt32 = 0
  ) {
    self.value = value
    self.statistic = statistic
    self.lower = lower
    self.upper = upper
    self.isAlarm = isAlarm
    self.direction = direction
    self.signals = signals
  }

  /// A point of a statistic between two limits: an alarm where it is outside of them.
  public init(value: Double, statistic: Double, within lower: Double, _ upper: Double) {
    let isAbove = statistic > upper
    let isBelow = statistic < lower
    self.init(
      value: value, statistic: statistic, lower: lower, upper: upper,
      isAlarm: isAbove || isBelow, direction: isAbove ? .up : isBelow ? .down : nil)
  }
}

extension ChartPoint {
  /// A point of a statistic that is kept as its deviation from a centre, which loses nothing where
  /// the centre is far from 0: an alarm where it is further than `reach`.
  public init(value: Double, centre: Double, deviation: Double, reach: Double) {
    let isAlarm = abs(deviation) > reach
    self.init(
      value: value, statistic: centre + deviation, lower: centre - reach, upper: centre + reach,
      isAlarm: isAlarm, direction: isAlarm ? (deviation > 0 ? .up : .down) : nil)
  }
}
