/// What one chart did on the streams of one scenario.
public struct StreamCell: Codable, Sendable, Equatable {
  /// The scenario, such as `sudden`.
  public var scenario: String
  /// How strong the change is, in the unit that the scenario names.
  public var level: Double
  /// Who it is.
  public var contender: Contender
  /// The values between false alarms that its settings promise; `nil` where it promises none.
  public var promisedRunLength: Double?

  /// Values on average up to the first false alarm where nothing changes, estimated from streams that
  /// were cut (values seen over alarms raised); `nil` where there was no alarm at all.
  public var inControlRunLength: Estimate?
  /// Streams without a change in which there was an alarm.
  public var falseAlarms: Rate
  /// The length of those streams.
  public var controlLength: Int
  /// Streams in which it fired before the change.
  public var early: Rate
  /// Streams without an early alarm in which the change was never noticed.
  public var missed: Rate
  /// How many values after the change it was noticed, in the streams that count; in order.
  public var delays: [Int]
  /// Values that a stream goes on for after the change.
  public var lengthAfter: Int
  /// Seconds for each million values, the median.
  public var secondsPerMillion: Double
  /// Why there are no numbers, where it failed.
  public var refusal: String?
}
