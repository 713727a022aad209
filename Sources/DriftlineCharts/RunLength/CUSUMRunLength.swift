public import Driftline

/// Run lengths of a CUSUM chart, two-sided or one-sided: C+ = max(0, C+ + x - k), C- = max(0, C- -
/// x - k), alarm where one is over h; both begin at `headStart` times h.
///
/// Where one sum is over h the other is 0, if the head starts are not above (h + 2 k) / 2. Then the
/// two-sided chart's run length follows exactly from those of its two sums, without supposing that
/// they are independent: the first alarm of C+ is the chart's, or it comes after an alarm of C-,
/// from 0. The same holds for the moments of steady states. For higher head starts the way to that
/// moment is solved as well, along which the sum of both sums is known.
///
/// The nodes are two and a half for each standard deviation of a step, so that doubling them changes
/// a mean by less than 1e-8, relatively.
///
/// - Complexity: O(n^3) with n = 25 + 2.5 h nodes.
///
/// Source: L. C. Vance, Journal of Quality Technology 18 (1986), 189-193; J. M. Lucas, R. B. Crosier,
/// "Fast initial response for CUSUM quality-control schemes", Technometrics 24 (1982), 199-205.
public struct CUSUMRunLength: RunLength {
  /// What a value must be over the mean to count, in standard deviations, 0 to 1000.
  public var k: Double
  /// The limit of the sums, in standard deviations, over 0, up to 400.
  public var h: Double
  /// Where the sums begin, as a share of h, 0 to 0.99.
  public var headStart: Double
  /// Whether there is one sum only, the upper one.
  public var isOneSided: Bool
  /// Whether the one side is the lower one, which shifts up make longer.
  public var isMirrored = false

  /// A chart's numbers.
  public init(k: Double, h: Double, headStart: Double = 0, isOneSided: Bool = false) {
    self.k = k
    self.h = h
    self.headStart = headStart
    self.isOneSided = isOneSided
  }

  /// Checks the numbers.
  public func validate() throws(DriftlineError) {
    try demand(k >= 0 && k <= 1000, "k", k, "a number from 0 to 1000")
    try demand(h > 0 && h <= 400, "h", h, "a number over 0, up to 400")
    try demand(
      headStart >= 0 && headStart <= 0.99, "head_start", headStart, "a number from 0 to 0.99")
  }

  /// The mean of the run length.
  public func average(
    shift: Double, state: RunLengthState, refinement: Double
  ) throws(DriftlineError) -> Double {
    try validate()
    try demand(shift.isFinite, "shift", shift, "a finite number")
    let shift = isMirrored ? -shift : shift
    let up = sum(shift: shift, refinement: refinement)
    let begin = headStart * h
    if isOneSided {
      if state == .zero { return sound(up.average * (1 + up.excess(from: begin)), upTo: .infinity) }
      let still = sum(shift: 0, refinement: refinement)
      let quiet = QuietSum(still, begin: begin, isAlone: true, isCyclical: state == .cyclical)
      guard let quiet else { return .infinity }
      return sound(up.average * (1 + quiet.excess(of: up)), upTo: .infinity)
    }
    let down = sum(shift: -shift, refinement: refinement)
    let pair = CUSUMPair(up: up, down: down)
    if state == .zero { return sound(pair.average(from: begin, k: k, h: h), upTo: .infinity) }
    if state == .cyclical && 2 * begin > h + 2 * k {
      throw DriftlineError(
        .invalidParams,
        "the cyclical steady state is there for head starts up to (h + 2 k) / (2 h)", at: "state")
    }
    let still = sum(shift: 0, refinement: refinement)
    guard
      let quiet = QuietSum(still, begin: begin, isAlone: false, isCyclical: state == .cyclical)
    else { return .infinity }
    return sound(
      pair.average(excess: quiet.excess(of: up), quiet.excess(of: down)), upTo: .infinity)
  }

  /// The quantile of the run length.
  public func quantile(_ share: Double, shift: Double) throws(DriftlineError) -> Double {
    try validate()
    try demand(shift.isFinite, "shift", shift, "a finite number")
    let begin = headStart * h
    let shift = isMirrored ? -shift : shift
    let up = sum(shift: shift, refinement: 1)
    if isOneSided {
      var law = up.law(after: begin)
      let average = up.average * (1 + up.excess(from: begin))
      return try runLengthQuantile(share, average: average) {
        defer { law = up.matrix.stepped(law) }
        return law.reduce(0, +)
      }
    }
    guard 2 * begin <= h + 2 * k else {
      throw DriftlineError(
        .invalidParams, "quantiles are there for head starts up to (h + 2 k) / (2 h)",
        at: "head_start")
    }
    let down = sum(shift: -shift, refinement: 1)
    let average = CUSUMPair(up: up, down: down).average(from: begin, k: k, h: h)
    var first = FirstAlarms(up: up, down: down, begin: begin)
    return try runLengthQuantile(share, average: average) { first.next() }
  }

  private func sum(shift: Double, refinement: Double) -> OneSidedCUSUM {
    OneSidedCUSUM(k: k, h: h, shift: shift, refinement: refinement)
  }
}
