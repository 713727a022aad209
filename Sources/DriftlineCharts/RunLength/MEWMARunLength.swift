public import Driftline
private import Foundation

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
/// Computation and Simulation 52 (1995), DOI 10.1080/00949659508811685, and "A double-integral
/// equation", Statistics & Probability Letters 24 (1995), DOI 10.1016/0167-7152(94)00195-F;
/// G. C. Runger, S. S. Prabhu, JASA 91 (1996), DOI 10.1080/01621459.1996.10476741.
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

  /// A third more nodes along each of two directions.
  public static var finer: Double { 4.0 / 3 }

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
    let plane = MEWMAPlane(self, shift: shift, refinement: refinement)
    guard let runs = plane.matrix().averages() else { return .infinity }
    func run(_ along: Double, _ away: Double) -> Double {
      zip(plane.law(along: along, away: away), runs).reduce(1) { $0 + $1.0 * $1.1 }
    }
    guard state != .zero else { return sound(run(0, 0)) }
    let quiet = sphere.matrix()
    let isCyclical = state == .cyclical
    guard let law = isCyclical ? quiet.visits(from: sphere.first()) : quiet.quietLaw() else {
      return .infinity
    }
    // Every direction is as likely as any other.
    let angles = GaussLegendre(count: 24).over(-0.5 * .pi, 0.5 * .pi)
    let rooms = zip(angles.nodes, angles.weights).map { pow(cos($0), Double(dimensions - 2)) * $1 }
    let room = rooms.reduce(0, +)
    var sum = isCyclical ? run(0, 0) : 0
    var total = isCyclical ? 1.0 : 0
    for (radius, share) in zip(sphere.rule.nodes, law) where share > 1e-14 {
      for (angle, part) in zip(angles.nodes, rooms) {
        sum += share * part / room * run(radius * sin(angle), radius * cos(angle))
      }
      total += share
    }
    return sound(sum / total)
  }

  /// The quantile of the run length.
  public func quantile(_ share: Double, shift: Double) throws(DriftlineError) -> Double {
    try check(shift)
    if dimensions == 1 { return try single.quantile(share, shift: shift) }
    let matrix: StepMatrix
    var law: [Double]
    if shift == 0 {
      let sphere = MEWMASphere(self, refinement: 1)
      (matrix, law) = (sphere.matrix(), sphere.first())
    } else {
      let plane = MEWMAPlane(self, shift: shift, refinement: 1)
      (matrix, law) = (plane.matrix(), plane.law(along: 0, away: 0))
    }
    return try runLengthQuantile(share) {
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
