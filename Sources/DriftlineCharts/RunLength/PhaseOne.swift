public import Driftline
private import Foundation

/// A chart whose mean and standard deviation are estimated from a baseline of independent normal
/// values, by the sample mean and the sample standard deviation.
///
/// Given the estimates, the chart is one for a known mean, with a shift of the size of the mean's
/// error and limits that are wider or narrower by the ratio of the estimated standard deviation to
/// the true one. Its mean run length in control is therefore a number that depends on the baseline
/// that was drawn: the mean's error is normal with variance 1/n, the ratio's square is a chi-squared
/// variable of n - 1 degrees over these. This law is integrated over, by a rule in the error and the
/// exact tail in the ratio, at which the mean run length passes a value.
///
/// - Complexity: some hundred mean run lengths for a share, a thousand for a quantile or a limit.
///
/// Source: W. A. Jensen, L. A. Jones-Farmer, C. W. Champ, W. H. Woodall, "Effects of parameter
/// estimation on control chart properties", Journal of Quality Technology 38 (2006), DOI
/// 10.1080/00224065.2006.11918623; A. Gandy, J. T. Kvaloy, "Guaranteed conditional performance of
/// control charts via bootstrap methods", Scandinavian Journal of Statistics 40 (2013), DOI
/// 10.1111/sjos.12006.
public struct PhaseOne: Sendable, Equatable {
  /// The number of values in the baseline, 2 or more.
  public let count: Int

  /// A baseline of so many values.
  ///
  /// - Throws: `insufficient_data` for fewer than two.
  public init(count: Int) throws(DriftlineError) {
    guard count >= 2 else {
      throw DriftlineError(
        .insufficientData,
        "a baseline of \(count) values; a standard deviation takes 2 at least", at: "baseline")
    }
    self.count = count
  }

  /// As many as seven in ten of the usual nodes, which is enough for six digits.
  private static let coarseness = 0.7

  /// The mean run length in control, given the estimates.
  ///
  /// - Parameters:
  ///   - chart: the chart, whose limits are in estimated standard deviations.
  ///   - meanError: the estimated mean less the true one, in true standard deviations.
  ///   - ratio: the estimated standard deviation over the true one.
  ///   - shift: a shift of the true mean, in true standard deviations.
  /// - Returns: the mean of the run length; infinity where it is over 1e12.
  /// - Throws: `invalid_params` for numbers that no chart has.
  public static func average(
    of chart: some LimitedRunLength, meanError: Double, ratio: Double, shift: Double = 0
  ) throws(DriftlineError) -> Double {
    try chart.scaled(by: ratio).average(
      shift: shift - meanError, state: .zero, refinement: coarseness)
  }

  /// The share of baselines for which the mean run length in control is `arl` or more.
  public func share(
    of chart: some LimitedRunLength, reaching arl: Double
  ) throws(DriftlineError) -> Double {
    try checkPromise(arl)
    let freedom = Double(count - 1)
    let farthest = min(log(0.99 * type(of: chart).farthestBound / chart.bound), 3)
    // The log of the ratio from which on the run is long enough, which rises with the error: each
    // search begins where the last one ended.
    var low = -0.5
    return try overErrors(isSymmetric: chart.isSymmetric) { error throws(DriftlineError) in
      func logAverage(_ power: Double) throws(DriftlineError) -> Double {
        log(try Self.average(of: chart, meanError: error, ratio: exp(power)))
      }
      while low > -6, try logAverage(low) >= log(arl) { low -= 1 }
      let power = try root(
        of: log(arl), from: low, to: min(farthest, low + 0.1), farthest: farthest, tolerance: 1e-8,
        logAverage)
      low = max(-6, power - 0.01)
      let ratio = exp(power)
      return ChiSquared.upperTail(freedom * ratio * ratio, degreesOfFreedom: freedom)
    }
  }

  /// The mean run length in control that a share of baselines does not reach; 0.5 for the median.
  public func quantile(
    _ share: Double, of chart: some LimitedRunLength
  ) throws(DriftlineError) -> Double {
    try demand(share > 0 && share < 1, "share", share, "a number between 0 and 1")
    return exp(
      try root(of: share, from: 1e-9, to: 8, farthest: log(1e9), tolerance: 1e-7) {
        (power) throws(DriftlineError) in
        1 - (try self.share(of: chart, reaching: exp(power)))
      })
  }

  /// The mean over baselines of the mean run length in control: infinity where the integral has no
  /// value, as with baselines of few values, or where it cannot be computed.
  public func average(of chart: some LimitedRunLength) throws(DriftlineError) -> Double {
    let freedom = Double(count - 1)
    // exp(growth ratio^2) against a density of exp(-freedom ratio^2 / 2).
    let left = freedom - 2 * chart.growth
    guard left > 0 else { return .infinity }
    let peak = (max(freedom - 1, 0) / left).squareRoot()
    let lower = max(1e-3, 1 - 8 / (2 * freedom).squareRoot())
    let rule = GaussLegendre(count: 64).over(lower, peak + 7 / (2 * left).squareRoot())
    let logScale = log(2) + 0.5 * freedom * log(0.5 * freedom) - logGamma(0.5 * freedom)
    // What is over the bound for run lengths, taken as that bound.
    var untold = 0.0
    let mean = try overErrors(isSymmetric: chart.isSymmetric) { error throws(DriftlineError) in
      var sum = 0.0
      for (ratio, weight) in zip(rule.nodes, rule.weights) {
        let density = exp(logScale + (freedom - 1) * log(ratio) - 0.5 * freedom * ratio * ratio)
        let average = try Self.average(of: chart, meanError: error, ratio: ratio)
        let part = density * weight * (average.isFinite ? average : longestRun)
        sum += part
        if average == .infinity { untold += part }
      }
      return sum
    }
    return untold < 1e-4 * mean ? mean : .infinity
  }

  /// The chart with the limit for which a share of baselines has a mean run length of `arl0` or more
  /// in control.
  ///
  /// With the default of one half, the median of the mean run lengths is what was promised; with
  /// 0.9, say, nine of ten baselines keep the promise.
  ///
  /// - Parameters:
  ///   - chart: the chart; its limit does not matter.
  ///   - arl0: the promise, over 1, up to 1e9.
  ///   - share: the share of baselines, between 0 and 1.
  /// - Returns: the chart, with its limit to 1e-7, relatively.
  /// - Throws: `invalid_params` where there is no such limit.
  public func guaranteed<Chart: LimitedRunLength>(
    _ chart: Chart, arl0: Double, share: Double = 0.5
  ) throws(DriftlineError) -> Chart {
    try demand(share > 0 && share < 1, "share", share, "a number between 0 and 1")
    let plain = try chart.withLimit(arl0: arl0)
    let factor = try root(of: share, from: 0.05, to: 1.2, farthest: 20, tolerance: 1e-7) {
      (factor) throws(DriftlineError) in
      try self.share(of: plain.with(plain.bound * factor), reaching: arl0)
    }
    let found = plain.with(plain.bound * factor)
    let kept = try self.share(of: found, reaching: arl0)
    guard abs(kept - share) < 0.01 else {
      throw DriftlineError(
        .invalidParams,
        "no limit keeps the promise with a share of \(JSON.number(share).text) of baselines of "
          + "\(count) values; the widest keeps it with \(JSON.number(kept).text)", at: "guarantee")
    }
    return found
  }

  /// The mean of a function of the mean's error; one that is the same for both signs is asked for one.
  private func overErrors(
    isSymmetric: Bool, _ function: (Double) throws(DriftlineError) -> Double
  ) throws(DriftlineError) -> Double {
    let root = Double(count).squareRoot()
    let rule = GaussLegendre(count: 20)
    func half(_ sign: Double) throws(DriftlineError) -> Double {
      try rule.over(0, 7).integral { z throws(DriftlineError) in
        normalDensity(z) * (try function(sign * z / root))
      }
    }
    return isSymmetric ? 2 * (try half(1)) : try half(-1) + half(1)
  }
}
