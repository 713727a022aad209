public import Driftline

/// Run lengths of a multivariate EWMA chart: z = lambda x + (1 - lambda) z from the mean, alarm where
/// z' S^-1 z is over `limit`, S being the covariance of z after many values.
///
/// A shift is its Mahalanobis distance; nothing else of it counts. In control the equation is one of
/// the distance of z, else of two numbers, along the shift and away from it; both are taken at
/// Gauss-Legendre nodes. Doubling these changes a mean by less than 1e-6, relatively.
///
/// - Complexity: O(n^3), with n = 20 + 2.5 r nodes in control, and (6 + 5 r) (4 + 1.75 r) under a
///   shift, r = sqrt(limit / (lambda (2 - lambda))).
///
/// Source: S. E. Rigdon, "An integral equation for the in-control average run length of a
/// multivariate exponentially weighted moving average control chart", Journal of Statistical
/// Computation and Simulation 52 (1995), 351-365, and "A double-integral equation for the average run
/// length of a multivariate exponentially weighted moving average control chart", Statistics &
/// Probability Letters 24 (1995), 365-373. Another way is the Markov chain of G. C. Runger and
/// S. S. Prabhu, Journal of the American Statistical Association 91 (1996), 1701-1706.
public struct MEWMARunLength: RunLength {
  /// The weight of the newest value, over 0, up to 1.
  public var lambda: Double
  /// The limit of the squared distance, h4.
  public var limit: Double
  /// How many numbers there are in a value, 1 to 100.
  public var dimensions: Int

  /// A chart's numbers.
  public init(lambda: Double, limit: Double, dimensions: Int) {
    self.lambda = lambda
    self.limit = limit
    self.dimensions = dimensions
  }

  /// Checks the numbers.
  public func validate() throws(DriftlineError) {
    try demand(lambda > 0 && lambda <= 1, "lambda", lambda, "a number over 0, up to 1")
    try demand(limit > 0 && limit <= 10_000, "limit", limit, "a number over 0, up to 10000")
    try demand(
      dimensions >= 1 && dimensions <= 100, "dimensions", Double(dimensions),
      "a whole number from 1 to 100")
    try checkReach(upTo: 1e5)
  }

  /// A fifth more nodes along each of two directions.
  public static var finer: Double { 1.2 }

  /// The mean of the run length.
  public func average(
    shift: Double, state: RunLengthState, refinement: Double
  ) throws(DriftlineError) -> Double {
    try check(shift, state)
    if dimensions == 1 {
      return try single.average(shift: shift, state: state, refinement: refinement)
    }
    let sphere = MEWMASphere(self, refinement: refinement)
    if shift == 0 && state == .zero {
      guard let runs = sphere.matrix().averages() else { return .infinity }
      return sound(zip(sphere.first(), runs).reduce(1) { $0 + $1.0 * $1.1 })
    }
    let plane = MEWMAPlane(self, refinement: refinement)
    let shifted = MEWMAShifted(plane, shift: shift, plane.matrix(shift: shift))
    guard state != .zero else { return shifted.average(along: 0, away: 0) }
    return shifted.average(state, of: sphere, dimensions: dimensions)
  }

  /// The run lengths under shifts, from what they have in common.
  public func points(shifts: [Double]) throws(DriftlineError) -> [ChartDesign.Point] {
    for shift in shifts { try check(shift, .conditional) }
    if dimensions == 1 { return try single.points(shifts: shifts) }
    let plane = MEWMAPlane(self, refinement: 1)
    let sphere = MEWMASphere(self, refinement: 1)
    var points: [ChartDesign.Point] = []
    for shift in shifts {
      let shifted = MEWMAShifted(plane, shift: shift, plane.matrix(shift: shift))
      let average =
        shift == 0 ? try self.average(shift: 0) : shifted.average(along: 0, away: 0)
      points.append(
        ChartDesign.Point(
          shift: shift, average: average,
          median: shift == 0
            ? try median(shift: 0) : try shifted.quantile(0.5, average: average),
          steadyState: shifted.average(.conditional, of: sphere, dimensions: dimensions)))
    }
    return points
  }

  /// The quantile of the run length.
  public func quantile(_ share: Double, shift: Double) throws(DriftlineError) -> Double {
    try check(shift)
    if dimensions == 1 { return try single.quantile(share, shift: shift) }
    let average = try average(shift: shift)
    if shift != 0 {
      let plane = MEWMAPlane(self, refinement: 1)
      return try MEWMAShifted(plane, shift: shift, plane.matrix(shift: shift))
        .quantile(share, average: average)
    }
    let sphere = MEWMASphere(self, refinement: 1)
    let matrix = sphere.matrix()
    var law = sphere.first()
    return try runLengthQuantile(share, average: average) {
      defer { law = matrix.stepped(law) }
      return law.reduce(0, +)
    }
  }

  /// The limit, as a distance in units of lambda.
  var reach: Double { (limit / (lambda * (2 - lambda))).squareRoot() }

  /// How large limit / (lambda (2 - lambda)) may be under a shift.
  static let longestReach = 280.0

  private var single: EWMARunLength {
    EWMARunLength(lambda: lambda, limit: limit.squareRoot())
  }

  /// The larger the limit in units of lambda, the more nodes there are: 3000 under a shift.
  private func checkReach(upTo longest: Double) throws(DriftlineError) {
    guard reach * reach <= longest else {
      throw DriftlineError(
        .invalidParams,
        "lambda is \(JSON.number(lambda).text) for a limit of \(JSON.number(limit).text): run "
          + "lengths take limit / (lambda (2 - lambda)) up to \(JSON.number(longest).text)",
        at: "lambda")
    }
  }

  private func check(_ shift: Double, _ state: RunLengthState = .zero) throws(DriftlineError) {
    try validate()
    if dimensions > 1 && (shift != 0 || state != .zero) {
      try checkReach(upTo: MEWMARunLength.longestReach)
    }
    try demand(shift >= 0 && shift.isFinite, "shift", shift, "a finite number of 0 or more")
  }
}
