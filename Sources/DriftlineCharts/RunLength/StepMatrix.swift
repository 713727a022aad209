private import DriftlineKernels

/// The steps of a chart between the nodes of a quadrature, or the states of a chain: a row for
/// where it is, a column for where it may be after one more value without an alarm.
struct StepMatrix: Sendable {
  /// The number of nodes.
  let dimensions: Int
  /// The probabilities of steps, row by row.
  let steps: [Double]

  /// A matrix from its elements, given by row and column.
  init(dimensions: Int, _ element: (Int, Int) -> Double) {
    self.dimensions = dimensions
    var steps: [Double] = []
    steps.reserveCapacity(dimensions * dimensions)
    for from in 0..<dimensions { for to in 0..<dimensions { steps.append(element(from, to)) } }
    self.steps = steps
  }

  /// The factors of the identity less `scale` times the steps; `nil` where it has no inverse.
  private func resolvent(_ scale: Double) -> LUFactor? {
    var matrix = steps.map { -scale * $0 }
    for index in 0..<dimensions { matrix[index * dimensions + index] += 1 }
    return try? LUFactor(of: matrix, dimensions: dimensions)
  }

  /// The mean number of values to the alarm from each node; `nil` where there is no telling.
  func averages() -> [Double]? {
    resolvent(1)?.solve([Double](repeating: 1, count: dimensions))
  }

  /// The mean sum of each function over the visits of each node before the alarm or the end.
  func totals(of functions: [[Double]]) -> [[Double]]? {
    guard let factor = resolvent(1) else { return nil }
    return functions.map { factor.solve($0) }
  }

  /// How often each node is visited before the alarm, from a law of the place at first.
  ///
  /// Each visit is weighted with `scale` to the number of values before it. Where `scale` is over
  /// the inverse of the largest eigenvalue, the series has no sum, and this is what its analytic
  /// continuation gives.
  func visits(from law: [Double], scale: Double = 1) -> [Double]? {
    resolvent(scale)?.solve(law, transposed: true)
  }

  /// The law of the place after a long time without an alarm: the left eigenvector of the largest
  /// eigenvalue, by inverse iteration; it adds up to 1.
  func quietLaw() -> [Double]? {
    guard let factor = resolvent(1) else { return nil }
    var law = [Double](repeating: 1 / Double(dimensions), count: dimensions)
    for _ in 0..<10_000 {
      var next = factor.solve(law, transposed: true)
      let sum = next.reduce(0, +)
      for index in next.indices { next[index] /= sum }
      let change = zip(next, law).reduce(0) { $0 + abs($1.0 - $1.1) }
      law = next
      if change < 1e-12 { return law }
    }
    return nil
  }

  /// The law after one more value without an alarm, in O(n^2).
  func stepped(_ law: [Double]) -> [Double] {
    var next = [Double](repeating: 0, count: dimensions)
    for from in 0..<dimensions {
      let share = law[from]
      for to in 0..<dimensions { next[to] += share * steps[from * dimensions + to] }
    }
    return next
  }
}
