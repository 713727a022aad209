public import Driftline
private import Foundation

/// Run lengths of the chart ``EWMA``, two-sided.
///
/// The mean run length from each value of the average solves a Fredholm equation of the second kind,
/// which is solved at Gauss-Legendre nodes with LAPACK. Where limits or head start change with time,
/// the law of the average is carried forward from value to value until they do not, and then meets
/// the solution for fixed limits. The conditional steady state is the left eigenvector of the
/// kernel. The nodes are two and a half for each standard deviation of a step, so that doubling them
/// changes a mean by less than 1e-8, relatively, and one of 1e9 by 1e-7.
///
/// - Complexity: O(n^3) with n = 24 + 10 / sqrt(lambda) or so nodes, and O(n^2) for each value
///   until the limits are settled, 20 / lambda at most.
///
/// Source: S. V. Crowder, "A simple method for studying run-length distributions of exponentially
/// weighted moving average charts", Technometrics 29 (1987), DOI 10.1080/00401706.1987.10488267;
/// S. Knoth, "EWMA schemes with non-homogeneous transition kernels", Sequential Analysis 22 (2003),
/// 241-255.
public struct EWMARunLength: RunLength {
  /// The weight of the newest value, 1e-3 to 1; where limits change with time, 5e-3 to 1.
  public var lambda: Double
  /// The limits, in standard deviations of the average.
  public var limit: Double
  /// Which limits hold.
  public var limits: EWMA.Limits
  /// Where to begin, as a share of the first limit, 0 to 0.99.
  public var headStart: Double
  /// What the average is at first.
  public var start: EWMA.Start

  /// A chart's numbers.
  public init(
    lambda: Double, limit: Double, limits: EWMA.Limits = .asymptotic, headStart: Double = 0,
    start: EWMA.Start = .mean
  ) {
    self.lambda = lambda
    self.limit = limit
    self.limits = limits
    self.headStart = headStart
    self.start = start
  }

  /// Checks the numbers.
  public func validate() throws(DriftlineError) {
    try demand(lambda >= 1e-3 && lambda <= 1, "lambda", lambda, "a number from 0.001 to 1")
    try demand(limit > 0 && limit <= 100, "limit", limit, "a number over 0, up to 100")
    try demand(
      headStart >= 0 && headStart <= 0.99, "head_start", headStart, "a number from 0 to 0.99")
    let changes = limits == .timeVarying || headStart > 0
    try demand(
      !changes || lambda >= 5e-3, "lambda", lambda,
      "a number from 0.005 to 1 where limits vary with time or there is a head start")
  }

  /// The mean of the run length.
  public func average(
    shift: Double, state: RunLengthState, refinement: Double
  ) throws(DriftlineError) -> Double {
    try validate()
    try demand(shift.isFinite, "shift", shift, "a finite number")
    let kernel = EWMAKernel(self, shift: shift, refinement: refinement)
    switch state {
    case .zero: return sound(kernel.zeroState(of: self))
    case .conditional:
      let quiet = EWMAKernel(self, shift: 0, refinement: refinement)
      guard let law = quiet.matrix().quietLaw(), let runs = kernel.matrix().averages() else {
        return .infinity
      }
      return sound(zip(law, runs).reduce(0) { $0 + $1.0 * $1.1 })
    case .cyclical:
      guard limits == .asymptotic, headStart == 0, start == .mean else {
        throw DriftlineError(
          .invalidParams,
          "the cyclical steady state is there for asymptotic limits without a head start",
          at: "state")
      }
      let quiet = EWMAKernel(self, shift: 0, refinement: refinement)
      guard let visits = quiet.matrix().visits(from: quiet.weighted(quiet.first)),
        let runs = kernel.matrix().averages()
      else { return .infinity }
      // The restart itself is one of the places.
      let atStart = kernel.zeroState(of: self)
      let sum = zip(visits, runs).reduce(atStart) { $0 + $1.0 * $1.1 }
      return sound(sum / visits.reduce(1, +))
    }
  }

  /// The quantile of the run length.
  public func quantile(_ share: Double, shift: Double) throws(DriftlineError) -> Double {
    try validate()
    try demand(shift.isFinite, "shift", shift, "a finite number")
    let kernel = EWMAKernel(self, shift: shift, refinement: 1)
    var walk = EWMAWalk(self, kernel)
    let average = sound(kernel.zeroState(of: self))
    return try runLengthQuantile(share, average: average) {
      let survival = walk.survival
      walk.advance()
      return survival
    }
  }

  /// The limits that hold at the value `count`, as a share of the last ones.
  func narrowing(atValue count: Double) -> Double {
    let kept = 1 - lambda
    let decay = pow(kept, count)
    switch limits {
    case .asymptotic: return 1 - headStart * decay
    case .timeVarying:
      let first = (lambda * (2 - lambda)).squareRoot()
      return (1 - decay * decay).squareRoot() - headStart * first * decay
    }
  }

  /// The last limits, in standard deviations of a value.
  var reach: Double { limit * (lambda / (2 - lambda)).squareRoot() }
}
