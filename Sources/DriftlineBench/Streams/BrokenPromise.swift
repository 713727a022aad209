/// A chart of ours that raises false alarms more often than its settings promise.
public struct BrokenPromise: Sendable, Equatable {
  /// The chart.
  public let chart: String
  /// The control in which it does.
  public let scenario: String
  /// What was promised and what was found, in one sentence.
  public let message: String
}

/// The promises that controls have shown to be broken; empty where all are kept.
///
/// A promised run length is broken where the upper end of the interval of the measured one is below
/// it; a promised share of values or of streams with a false alarm where the lower end of the interval
/// of the measured share is above it. A kept promise fails each with a probability of about 2.5 %.
///
/// - Parameter cells: what ``StreamGrid/run(progress:)`` gave; the rows of peers are passed over, and
///   those of changes, which repeat what the controls say.
/// - Returns: a row for each promise that is broken, in the order of the cells.
public func brokenPromises(_ cells: [StreamCell]) -> [BrokenPromise] {
  cells.compactMap { cell in
    guard cell.contender.isOurs, cell.lengthAfter == 0, let what = cell.broken else { return nil }
    return BrokenPromise(
      chart: cell.contender.name, scenario: cell.scenario,
      message: "\(cell.contender.name) promises \(what) in \(cell.scenario)")
  }
}

extension StreamCell {
  /// What is promised and what was found; `nil` where all promises are kept.
  fileprivate var broken: String? {
    if let length = promisedRunLength, let found = inControlRunLength, found.high < length {
      return "\(length) values up to a false alarm, and had \(found.value) "
        + "(\(found.low) to \(found.high))"
    }
    if let share = promisedAlarmShare, let found = alarmShare, found.low > share {
      return "false alarms at a share of \(share) of values at most, and had them at "
        + "\(found.value) (\(found.low) to \(found.high))"
    }
    if let share = promisedFalseAlarms, falseAlarms.interval.lowerBound > share {
      return "false alarms in a share of \(share) of streams at most, and had them in "
        + "\(falseAlarms.count) of \(falseAlarms.repeats)"
    }
    return nil
  }
}
