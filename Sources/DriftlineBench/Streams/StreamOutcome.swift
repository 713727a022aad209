internal import Driftline
private import Foundation

/// What somebody did on one stream.
struct StreamOutcome: Sendable, Equatable {
  /// Whether there was an alarm after the training and before the change.
  var isEarly = false
  /// Values from the change, or in a control from the end of the training, to the first alarm.
  ///
  /// The alarm's own counts: 1 at least. `nil` where there was none.
  var delay: Int?
  /// How many alarms there were after the training.
  var alarms = 0
  /// Seconds for each value.
  var secondsPerValue: Double?
  /// Why there is nothing.
  var refusal: String?

  /// What alarms amount to.
  init(_ alarms: StreamAlarms, in sample: StreamSample) {
    isEarly = alarms.at.contains { $0 >= sample.training && $0 < sample.change }
    delay = alarms.at.first { $0 >= sample.change }.map { $0 - sample.change + 1 }
    self.alarms = alarms.at.count { $0 >= sample.training }
    secondsPerValue = alarms.secondsPerValue
  }

  /// Nothing, for a reason.
  init(refusal: String) {
    self.refusal = refusal
  }
}

extension Estimate {
  /// The mean run length of streams that were cut, from the values up to the first alarm or to the
  /// end, in all, and the number of streams with an alarm; `nil` where there is none.
  ///
  /// Values over alarms: the most likely mean where run lengths are exponential. The interval is the
  /// exact one of 95 % of a Poisson rate, from quantiles of chi-squared with 2 k and 2 k + 2 degrees of
  /// freedom (F. Garwood, Biometrika 28, 1936, DOI 10.1093/biomet/28.3-4.437). It is too narrow where
  /// run lengths spread more than exponential ones, as those of charts whose limits were estimated.
  static func runLength(values: Int, alarms: Int) -> Estimate? {
    guard alarms > 0 else { return nil }
    let total = Double(values)
    return Estimate(
      total / Double(alarms),
      total / gammaQuantile(0.975, shape: Double(alarms + 1)),
      total / gammaQuantile(0.025, shape: Double(alarms)))
  }

  /// The share of values at which there is an alarm, from how many of `length` there were in each stream;
  /// `nil` for fewer than two streams.
  ///
  /// The interval is that of the mean of normal shares, 1.96 standard errors over the streams: alarms of
  /// one stream need not be independent of each other.
  static func share(alarms: [Int], length: Int) -> Estimate? {
    guard alarms.count >= 2 else { return nil }
    let n = Double(alarms.count)
    let mean = Double(alarms.reduce(0, +)) / n
    let squares = alarms.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    let reach = 1.959964 * (squares / (n * (n - 1))).squareRoot()
    let values = Double(length)
    return Estimate(mean / values, max(0, mean - reach) / values, min(1, (mean + reach) / values))
  }

  /// The value that a gamma distribution of scale 1 is below with a probability, by bisection.
  private static func gammaQuantile(_ share: Double, shape: Double) -> Double {
    var low = 0.0
    var high = shape + 10 * shape.squareRoot() + 10
    while high - low > 1e-12 * high {
      let middle = (low + high) / 2
      if GammaDistribution.lowerTail(middle, shape: shape) < share {
        low = middle
      } else {
        high = middle
      }
    }
    return high
  }
}

/// What somebody did on the streams without a change.
struct ControlTally: Sendable {
  /// The mean run length.
  let runLength: Estimate?
  /// The share of values at which there is an alarm.
  let alarmShare: Estimate?
  /// Streams with an alarm.
  let falseAlarms: Rate
  /// Seconds for each million values, the median; 0 where nothing was measured.
  let secondsPerMillion: Double
  /// The first refusal, with how many there were.
  let refusal: String?

  /// Counts the streams of one length.
  init(_ outcomes: [StreamOutcome], length: Int) {
    let answered = outcomes.filter { $0.refusal == nil }
    let runs = answered.compactMap(\.delay)
    let seen = runs.reduce(0, +) + (answered.count - runs.count) * length
    runLength = .runLength(values: seen, alarms: runs.count)
    alarmShare = .share(alarms: answered.map(\.alarms), length: length)
    falseAlarms = Rate(runs.count, of: answered.count)
    let times = answered.compactMap(\.secondsPerValue).sorted()
    secondsPerMillion = times.isEmpty ? 0 : times[times.count / 2] * 1e6
    refusal = outcomes.refusal
  }
}

extension [StreamOutcome] {
  /// The first refusal, with how many there were.
  var refusal: String? {
    let reasons = compactMap(\.refusal)
    guard let first = reasons.first else { return nil }
    return "refused \(reasons.count) of \(count) streams: \(first)"
  }
}
