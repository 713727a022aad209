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
/// it; a promised share of streams with a false alarm where the lower end of the interval of the
/// measured share is above it. A kept promise fails each with a probability of 2.5 % at most. Promises
/// count for the values that they are made for (``StreamChart/promisedOn``).
public func brokenPromises(
  _ cells: [StreamCell], charts: [StreamChart] = StreamChart.all
) -> [BrokenPromise] {
  var broken: [BrokenPromise] = []
  for cell in cells where cell.contender.isOurs {
    guard let law = StreamLaw.allCases.first(where: { $0.description.name == cell.scenario }) else {
      continue
    }
    let name = cell.contender.name
    if let promised = cell.promisedRunLength, let found = cell.inControlRunLength,
      found.high < promised
    {
      broken.append(
        BrokenPromise(
          chart: name, scenario: cell.scenario,
          message: "\(name) promises \(promised) values between false alarms, and had "
            + "\(found.value) (\(found.low) to \(found.high)) in \(cell.scenario)"))
    }
    if let share = charts.first(where: { $0.name == name })?.promisedShare(on: law),
      cell.falseAlarms.interval.lowerBound > share
    {
      broken.append(
        BrokenPromise(
          chart: name, scenario: cell.scenario,
          message: "\(name) promises false alarms in a share of \(share) of streams at most, and "
            + "had them in \(cell.falseAlarms.count) of \(cell.falseAlarms.repeats) in "
            + cell.scenario))
    }
  }
  return broken
}
