public import Driftline
private import Foundation

/// When the mean shifts.
public enum RunLengthState: String, Sendable, CaseIterable {
  /// Before the first value: the chart begins as it is made.
  case zero
  /// After a long time without an alarm.
  case conditional
  /// After a long time in which the chart began anew at every false alarm.
  case cyclical
}

/// How many values a chart takes until its first alarm, where values are independent and normal
/// with known mean and standard deviation, and the mean shifts by a number of standard deviations.
///
/// The alarm's own value counts, so that a run is 1 long at least. In a steady state the values
/// before the shift do not count.
public protocol RunLength: Sendable, Equatable {
  /// Checks what describes the chart.
  ///
  /// - Throws: `invalid_params` for numbers that no chart has, or that cannot be computed with.
  func validate() throws(DriftlineError)

  /// The mean of the run length under a shift.
  ///
  /// - Parameters:
  ///   - shift: in standard deviations; for a chart of several numbers, the Mahalanobis distance.
  ///   - state: when the shift comes.
  ///   - refinement: how much finer than by default the quadrature is: 2 doubles its nodes.
  /// - Returns: infinity where it is over 1e12 and doubles cannot tell: for charts of averages, whose
  ///   equation is close to one without a solution there.
  /// - Throws: `invalid_params` for a shift that is not finite, and as ``validate()``.
  func average(
    shift: Double, state: RunLengthState, refinement: Double
  ) throws(DriftlineError) -> Double

  /// How much finer the quadrature is that an error is estimated with.
  static var finer: Double { get }

  /// The run lengths under shifts, one after the other.
  func points(shifts: [Double]) throws(DriftlineError) -> [ChartDesign.Point]

  /// The least n such that a run is n values or shorter with a probability of `share`, from the
  /// start; infinity where it is over 1e12.
  func quantile(_ share: Double, shift: Double) throws(DriftlineError) -> Double
}

extension RunLength {
  /// The mean of the run length under a shift, with the default quadrature.
  public func average(
    shift: Double, state: RunLengthState = .zero
  ) throws(DriftlineError) -> Double {
    try average(shift: shift, state: state, refinement: 1)
  }

  /// The run lengths under shifts, each by itself.
  public func points(shifts: [Double]) throws(DriftlineError) -> [ChartDesign.Point] {
    var points: [ChartDesign.Point] = []
    for shift in shifts {
      points.append(
        ChartDesign.Point(
          shift: shift, average: try average(shift: shift), median: try median(shift: shift),
          steadyState: try average(shift: shift, state: .conditional)))
    }
    return points
  }

  /// The run length that half of all runs do not pass.
  public func median(shift: Double) throws(DriftlineError) -> Double {
    try quantile(0.5, shift: shift)
  }

  /// Twice the nodes.
  public static var finer: Double { 2 }

  /// How far the mean of the run length is from that with ``finer`` nodes, relative to the latter.
  public func relativeError(
    shift: Double, state: RunLengthState = .zero
  ) throws(DriftlineError) -> Double {
    let coarse = try average(shift: shift, state: state, refinement: 1)
    let fine = try average(shift: shift, state: state, refinement: Self.finer)
    return coarse == fine ? 0 : abs(coarse - fine) / fine
  }
}

/// The longest mean that is told from infinity.
let longestRun = 1e12

/// A mean run length as it came out of an equation: infinity where rounding errors drown it.
///
/// Sums of positive terms are exact however long they are, and take no bound.
func sound(_ average: Double, upTo longest: Double = longestRun) -> Double {
  average > 0 && average <= longest ? max(average, 1) : .infinity
}

/// Checks one number of a description.
func demand(
  _ holds: Bool, _ name: String, _ value: Double, _ domain: String
) throws(DriftlineError) {
  guard holds else {
    throw DriftlineError(
      .invalidParams, "\(name) is \(JSON.number(value).text); it takes \(domain)", at: name)
  }
}

/// The least n by which a share of runs has ended; infinity where the mean is over 1e12.
///
/// `next` gives the shares of runs that are longer than 1, 2, 3, ... values, call by call. Once
/// each is the same part of the one before, the rest follows as a geometric series. That is not so
/// at the start of a chart with a long memory, where all runs go on: an alarm must be about as
/// likely as the mean run length says.
func runLengthQuantile(
  _ share: Double, average: Double, next: () -> Double
) throws(DriftlineError) -> Double {
  try demand(share > 0 && share < 1, "share", share, "a number between 0 and 1")
  guard average <= longestRun else { return .infinity }
  let rest = 1 - share
  var last = 1.0
  var lastEnding = 0.0
  var steady = 0
  var count = 0.0
  while true {
    let survival = next()
    count += 1
    if Int(count).isMultiple(of: 4_096) { try Work.check() }
    // NaN too: what cannot be told is no reason to go on.
    if !(survival > rest) { return survival.isNaN ? .infinity : count }
    let ending = (last - survival) / last
    let isSteady = abs(ending - lastEnding) <= 1e-12 * ending + 1e-15
    steady = isSteady && ending > 0.1 / average ? steady + 1 : 0
    (last, lastEnding) = (survival, ending)
    if steady == 8 { break }
  }
  return count + (log(rest / last) / log1p(-lastEnding)).rounded(.up)
}

/// The quantile of a run length where every value raises an alarm with the same probability.
func geometricQuantile(_ share: Double, alarms: Double) throws(DriftlineError) -> Double {
  try demand(share > 0 && share < 1, "share", share, "a number between 0 and 1")
  let count = max(1, (log1p(-share) / log1p(-alarms)).rounded(.up))
  return count > longestRun ? .infinity : count
}
