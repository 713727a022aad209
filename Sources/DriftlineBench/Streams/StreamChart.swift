internal import Driftline
internal import DriftlineCharts

/// What the settings of a chart promise where nothing changes.
public enum StreamPromise: Sendable, Equatable {
  /// Nothing that can be held against a number of values.
  case none
  /// As many values up to a false alarm, on average, or more.
  case runLength(Double)
  /// That share of values raises a false alarm, on average, at most.
  ///
  /// The first alarm after any moment may well come sooner than its inverse says, on average: an alarm's own value
  /// widens the limits that are learned from it, so that alarms keep apart.
  case share(Double)
  /// That share of streams raises a false alarm, ever, at most.
  case ever(Double)
}

/// One of our charts with its settings, as it takes part in the benchmark.
public struct StreamChart: Sendable {
  /// The name in tables: the chart's, and after a colon what is not as it is by default.
  public let name: String
  /// What the settings promise.
  public let promise: StreamPromise
  /// The laws of values that the promise is made for.
  public let promisedOn: [StreamLaw]
  /// The laws of values that the chart is tried on.
  public let laws: [StreamLaw]
  /// Settles the limits for so many values of training, which is done once.
  let prepare: @Sendable (_ training: Int) throws(DriftlineError) -> StreamWatch

  /// A chart.
  ///
  /// - Parameters:
  ///   - name: the name in tables.
  ///   - promise: what the settings promise.
  ///   - promisedOn: the laws that the promise is made for.
  ///   - laws: the laws that it is tried on.
  ///   - start: how it meets a stream.
  ///   - settled: the chart with its limits, for so many values of training.
  ///   - made: that chart for a law, and the values of the training.
  init<C: ValueChart>(
    _ name: String, _ promise: StreamPromise = .none, on promisedOn: [StreamLaw] = [],
    laws: [StreamLaw] = StreamLaw.allCases, start: StreamStart,
    settled: @escaping @Sendable (_ training: Int) throws(DriftlineError) -> C,
    made: @escaping @Sendable (C, StreamLaw, [Double]) throws(DriftlineError) -> C = {
      (chart, _, _) throws(DriftlineError) in chart
    }
  ) {
    self.name = name
    self.promise = promise
    self.promisedOn = promisedOn
    self.laws = laws
    prepare = { (training) throws(DriftlineError) in
      let ready = try settled(training)
      return { (law, sample) throws(DriftlineError) in
        var sample = sample
        var learned = sample.learned
        if case .resettingOnResiduals = start {
          sample.values = Residuals(try BaselineSample(learned)).of(sample.values)
          learned = sample.learned
        }
        let chart = try made(ready, law, learned)
        try chart.validate()
        return sample.alarms(of: chart, start)
      }
    }
  }

  /// What the settings promise on values of a law.
  func promise(on law: StreamLaw) -> StreamPromise { promisedOn.contains(law) ? promise : .none }
}
