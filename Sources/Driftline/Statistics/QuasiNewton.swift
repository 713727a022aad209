/// The way down to the minimum of a smooth convex function, one evaluation at a time.
///
/// L-BFGS about a given approximate inverse of the Hessian, with steps halved until the function falls
/// enough. Whoever owns it evaluates the function at ``candidate`` and hands the result to
/// ``take(value:gradient:precondition:)``, so that several minimisations can share their reads of the data.
///
/// Source: D. C. Liu, J. Nocedal, Mathematical Programming 45 (1989), DOI 10.1007/BF01589116.
struct QuasiNewton: Sendable {
  /// How many steps are remembered.
  static let memory = 12

  /// Where the function is to be evaluated next.
  private(set) var candidate: [Double]
  /// The best point so far.
  private(set) var best: [Double]
  /// Whether the best point is the minimum, or as close as rounding lets it come.
  private(set) var isDone = false
  /// By how much the function may still fall, about; then it is done.
  private let tolerance: Double
  private var value = Double.infinity
  private var gradient: [Double] = []
  private var direction: [Double] = []
  private var slope = 0.0
  private var step = 1.0
  private var pairs: [(step: [Double], change: [Double], scale: Double)] = []

  init(from start: [Double], tolerance: Double) {
    candidate = start
    best = start
    self.tolerance = tolerance
  }

  /// Takes the function's value and gradient at the candidate.
  ///
  /// `precondition` multiplies by a positive definite matrix close to the Hessian's inverse.
  mutating func take(
    value found: Double, gradient new: [Double], precondition: ([Double]) -> [Double]
  ) {
    if isDone { return }
    let isFirst = gradient.isEmpty
    // Near the minimum rounding decides; a rise that small is none.
    guard isFirst || found <= value + 1e-4 * step * slope + 1e-13 * abs(value) else {
      step *= 0.5
      if step < 1e-6 { isDone = true } else { move() }
      return
    }
    if !isFirst { remember(new) }
    best = candidate
    value = found
    gradient = new
    direction = inverseTimesGradient(precondition).map { -$0 }
    slope = dot(direction, gradient)
    // Half of it is what a quadratic function would still fall by.
    guard -slope > 2 * tolerance else {
      isDone = true
      return
    }
    step = 1
    move()
  }

  private mutating func move() {
    for index in candidate.indices { candidate[index] = best[index] + step * direction[index] }
  }

  private mutating func remember(_ new: [Double]) {
    let moved = candidate.indices.map { candidate[$0] - best[$0] }
    let change = new.indices.map { new[$0] - gradient[$0] }
    let product = dot(moved, change)
    guard product > 0 else { return }
    if pairs.count == Self.memory { pairs.removeFirst() }
    pairs.append((moved, change, 1 / product))
  }

  /// The two loops of the method.
  private func inverseTimesGradient(_ precondition: ([Double]) -> [Double]) -> [Double] {
    var q = gradient
    var weights = [Double](repeating: 0, count: pairs.count)
    for index in pairs.indices.reversed() {
      let pair = pairs[index]
      weights[index] = pair.scale * dot(pair.step, q)
      for place in q.indices { q[place] -= weights[index] * pair.change[place] }
    }
    q = precondition(q)
    for (index, pair) in pairs.enumerated() {
      let weight = weights[index] - pair.scale * dot(pair.change, q)
      for place in q.indices { q[place] += weight * pair.step[place] }
    }
    return q
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }
}
