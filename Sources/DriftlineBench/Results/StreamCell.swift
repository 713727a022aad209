/// What one chart did on the streams of one scenario.
public struct StreamCell: Codable, Sendable, Equatable {
  /// The scenario, such as `sudden`.
  public var scenario: String
  /// How strong the change is, in the unit that the scenario names.
  public var level: Double
  /// Who it is.
  public var contender: Contender
  /// The values between false alarms that its settings promise for values of this law; `nil` where they
  /// promise none, as those of charts for normal values do where values are others.
  public var promisedRunLength: Double?
  /// The share of values with a false alarm that its settings promise for values of this law, at most,
  /// against ``alarmShare``; `nil` where they promise none.
  public var promisedAlarmShare: Double?
  /// The share of streams with a false alarm, ever, that its settings promise for values of this law, at
  /// most, against ``falseAlarms``; `nil` where they promise none.
  public var promisedFalseAlarms: Double?

  /// Values on average up to the first false alarm where nothing changes.
  ///
  /// Estimated from streams that were cut (values seen over alarms raised); `nil` where there was no
  /// alarm at all. In the row of a change, of the control of the same law.
  public var inControlRunLength: Estimate?
  /// The share of values without a change at which there was an alarm, where it runs on after alarms;
  /// `nil` where nothing was counted.
  public var alarmShare: Estimate?
  /// Streams without a change in which there was an alarm.
  public var falseAlarms: Rate
  /// The length of those streams.
  public var controlLength: Int
  /// Streams in which it fired before the change.
  public var early: Rate
  /// Streams in which there was no alarm after the change.
  public var missed: Rate
  /// How many values after the change the first alarm was, its own counted, so that 1 is the least; in
  /// the streams that have one, early alarms or not; in order.
  public var delays: [Int]
  /// Values that a stream goes on for after the change; 0 for a control.
  public var lengthAfter: Int
  /// Seconds for each million values, the median over the streams without a change.
  public var secondsPerMillion: Double
  /// Why there are no numbers, where it failed.
  public var refusal: String?
}
