internal import DriftlineKernels
private import Foundation
private import Synchronization

/// Logistic models that tell baseline rows from current ones, one for each fold that is held out.
///
/// Each minimises the sum over its training rows of log(1 + exp(-+(w x + b))) plus half the penalty
/// times the sum of (s_j w_j)^2, s_j the column's deviation among the training rows: as if columns had
/// been standardised and all weights penalised alike, the intercept not at all. All models go down side
/// by side, on the same reads of the rows.
///
/// - Complexity: O(N d^2 + d^3) for a matrix close to all Hessians, then O(N d) a step, some ten steps;
///   over 2048 columns that matrix is its diagonal, and there are more of them.
struct LogisticRegression<Scalar: KernelScalar>: Sendable {
  /// The most steps; more than are needed unless the sides are far apart.
  static var mostSteps: Int { 200 }
  /// The most columns for which Hessians are approximated by more than their diagonal.
  static var mostFactored: Int { 2_048 }
  /// Rows that are multiplied at a time.
  static var rowsAtATime: Int { 512 }

  private let rows: PooledRows<Scalar>
  /// Which fold each row is held out in.
  private let folds: [Int]
  private let count: Int
  private let threads: Int
  /// penalty s_j^2, fold after fold.
  private var penalties: [Double] = []
  /// The deviations of the training rows' columns, fold after fold.
  private(set) var deviations: [Double] = []

  /// Models of the rows for given folds, numbers in `0..<count`.
  ///
  /// - Throws: the observer's reason where the work shall stop, as all here does.
  init(
    _ rows: PooledRows<Scalar>, folds: [Int], count: Int, penalty: Double, threads: Int
  ) throws(DriftlineError) {
    precondition(folds.count == rows.count, "\(folds.count) folds for \(rows.count) rows")
    self.rows = rows
    self.folds = folds
    self.count = count
    self.threads = threads
    let variances = try trainingVariances()
    deviations = variances.map { $0.squareRoot() }
    // A constant column has no weight, whatever it costs.
    penalties = variances.map { penalty * ($0 > 0 ? $0 : 1) }
  }

  private var dimensions: Int { rows.dimensions }

  /// The models of all folds: weights, then the intercept, about the pooled mean.
  func models() throws(DriftlineError) -> [[Double]] {
    let width = dimensions + 1
    let inverse = ApproximateInverse(try curvature(), dimensions: dimensions)
    var paths = (0..<count).map { _ in
      QuasiNewton(from: [Double](repeating: 0, count: width), tolerance: 1e-7)
    }
    for _ in 0..<Self.mostSteps {
      if paths.allSatisfy(\.isDone) { break }
      let found = try evaluate(paths.map(\.candidate))
      for fold in 0..<count {
        paths[fold].take(value: found[fold].value, gradient: found[fold].gradient) {
          inverse.times($0)
        }
      }
    }
    return paths.map(\.best)
  }

  /// What the model that has not seen a row says of it: above 0 for current ones.
  func heldOutScores(_ models: [[Double]]) throws(DriftlineError) -> [Double] {
    var scores = [Double](repeating: 0, count: rows.count)
    let weights = narrow(models)
    try unsafe scores.withUnsafeMutableBufferPointer { scores throws(DriftlineError) in
      // Each index has elements of its own: see `concurrently`.
      nonisolated(unsafe) let scores = unsafe scores
      try forEachBlock { _, range in
        let margins = margins(range, weights)
        for (index, row) in range.enumerated() {
          let fold = folds[row]
          unsafe scores[row] = Double(margins[index * count + fold]) + models[fold][dimensions]
        }
      }
    }
    return scores
  }

  /// The penalised losses of all folds and their gradients.
  private func evaluate(
    _ points: [[Double]]
  ) throws(DriftlineError) -> [(value: Double, gradient: [Double])] {
    let weights = narrow(points)
    let width = dimensions
    let blocks = (rows.count + Self.rowsAtATime - 1) / Self.rowsAtATime
    let partial = RowStorage<Scalar>(count: blocks * count, dimensions: width)
    let sums = Mutex([[Double]](repeating: [], count: blocks))
    try forEachBlock { block, range in
      var residuals = margins(range, weights)
      // Loss and the intercept's gradient of each fold.
      var own = [Double](repeating: 0, count: 2 * count)
      for (index, row) in range.enumerated() {
        let isCurrent = row >= rows.baselineCount
        for fold in 0..<count {
          let place = index * count + fold
          if folds[row] == fold {
            residuals[place] = 0
            continue
          }
          let margin = Double(residuals[place]) + points[fold][width]
          let signed = isCurrent ? -margin : margin
          let power = exp(-abs(signed))
          own[2 * fold] += max(0, signed) + log1p(power)
          let chance = (signed > 0 ? 1 : power) / (1 + power)
          own[2 * fold + 1] += isCurrent ? -chance : chance
          residuals[place] = Scalar(isCurrent ? -chance : chance)
        }
      }
      sums.withLock { $0[block] = own }
      unsafe Scalar.gemm(
        transposeA: true, transposeB: false, m: count, n: width, k: range.count, alpha: 1,
        a: residuals, lda: count, b: rows.storage.start + range.lowerBound * width, ldb: width,
        beta: 0, c: partial.start + block * count * width, ldc: width)
    }
    let parts = sums.withLock { $0 }
    return (0..<count).map { fold in
      var value = 0.0
      var gradient = [Double](repeating: 0, count: width + 1)
      for block in 0..<blocks {
        value += parts[block][2 * fold]
        gradient[width] += parts[block][2 * fold + 1]
        let place = block * count + fold
        let row = unsafe partial.rows(place..<place + 1)
        for column in 0..<width { unsafe gradient[column] += Double(row[column]) }
      }
      for column in 0..<width {
        let cost = penalties[fold * width + column] * points[fold][column]
        gradient[column] += cost
        value += 0.5 * cost * points[fold][column]
      }
      return (value, gradient)
    }
  }

  /// The products of some rows with the weights of all folds, row by row.
  private func margins(_ range: Range<Int>, _ weights: [Scalar]) -> [Scalar] {
    var margins = [Scalar](repeating: 0, count: range.count * count)
    unsafe Scalar.gemm(
      transposeA: false, transposeB: true, m: range.count, n: count, k: dimensions, alpha: 1,
      a: rows.storage.start + range.lowerBound * dimensions, lda: dimensions, b: weights,
      ldb: dimensions, beta: 0, c: &margins, ldc: count)
    return margins
  }

  private func narrow(_ points: [[Double]]) -> [Scalar] {
    points.flatMap { $0.prefix(dimensions).map { Scalar($0) } }
  }

  private func forEachBlock(
    _ body: @Sendable (Int, Range<Int>) -> Void
  ) throws(DriftlineError) {
    let blocks = (rows.count + Self.rowsAtATime - 1) / Self.rowsAtATime
    try Work.concurrently(count: blocks, threads: threads) { block in
      let start = block * Self.rowsAtATime
      body(block, start..<min(start + Self.rowsAtATime, rows.count))
    }
  }

  /// The variances of the columns among each fold's training rows (divisor their number).
  private func trainingVariances() throws(DriftlineError) -> [Double] {
    let width = dimensions
    let parts = Mutex([[Double]](repeating: [], count: count))
    try Work.concurrently(count: count, threads: threads) { fold in
      let kept = folds.map { $0 == fold ? UInt8(0) : 1 }
      let size = Double(max(kept.reduce(0) { $0 + Int($1) }, 1))
      var sums = [Double](repeating: 0, count: width)
      var squares = sums
      unsafe Scalar.columnSums(
        rows.storage.start, count: rows.count, dimensions: width, shift: nil, kept: kept,
        sums: &sums, squares: &squares)
      let variances = sums.indices.map { column in
        let mean = sums[column] / size
        let square = squares[column] / size
        let variance = square - mean * mean
        return variance > 1e-14 * square ? variance : 0
      }
      parts.withLock { $0[fold] = variances }
    }
    return parts.withLock { $0 }.flatMap { $0 }
  }

  /// A matrix close to all Hessians where the sides hardly differ; the intercept's diagonal last.
  private func curvature() throws(DriftlineError) -> (matrix: [Double], intercept: Double) {
    let width = dimensions
    let share = Double(rows.baselineCount) / Double(rows.count)
    let weight = share * (1 - share) * Double(count - 1) / Double(count)
    let penalty = (0..<width).map { column in
      (0..<count).reduce(0) { $0 + penalties[$1 * width + column] } / Double(count)
    }
    let intercept = weight * Double(rows.count)
    if width > Self.mostFactored {
      let diagonal = (0..<width).map { column in
        let variance = (0..<count).reduce(0) { sum, fold in
          let deviation = deviations[fold * width + column]
          return sum + deviation * deviation / Double(count)
        }
        return intercept * variance + penalty[column]
      }
      return (diagonal, intercept)
    }
    let work = Work.current
    var matrix = unsafe scatter(
      rows.storage.start, count: rows.count, dimensions: width, shift: nil, kept: nil,
      threads: threads, isOver: { work?.isInterrupted ?? false })
    try work?.check()
    for index in matrix.indices { matrix[index] *= weight }
    for column in 0..<width { matrix[column * (width + 1)] += penalty[column] }
    return (matrix, intercept)
  }
}

/// The inverse of an approximate Hessian.
private struct ApproximateInverse: Sendable {
  private let factor: CholeskyFactor?
  private let diagonal: [Double]

  /// The inverse of a matrix, row by row, or of a diagonal, with the intercept's element.
  init(_ curvature: (matrix: [Double], intercept: Double), dimensions: Int) {
    let isFull = curvature.matrix.count == dimensions * dimensions && dimensions > 1
    factor = isFull ? try? CholeskyFactor(of: curvature.matrix, dimensions: dimensions) : nil
    let own = (0..<dimensions).map { curvature.matrix[isFull ? $0 * (dimensions + 1) : $0] }
    diagonal = (own + [curvature.intercept]).map { $0 > 0 ? 1 / $0 : 1 }
  }

  func times(_ vector: [Double]) -> [Double] {
    guard let factor else { return vector.indices.map { vector[$0] * diagonal[$0] } }
    var result = vector
    result[result.count - 1] *= diagonal[result.count - 1]
    unsafe result.withUnsafeMutableBufferPointer { result in
      if let start = result.baseAddress { unsafe factor.solve(rows: start, count: 1) }
    }
    return result
  }
}

/// Held-out scores of rows in an array, the baseline's first; see `LogisticRegression`.
package func logisticScores(
  _ values: [Double], dimensions: Int, baselineCount: Int, folds: [Int], count: Int,
  penalty: Double, threads: Int
) throws(DriftlineError) -> [Double] {
  let rows = PooledRows(
    centred: RowStorage(copying: values, dimensions: dimensions), baselineCount: baselineCount,
    centre: [Double](repeating: 0, count: dimensions), places: [], isSampled: false)
  let regression = try LogisticRegression(
    rows, folds: folds, count: count, penalty: penalty, threads: threads)
  return try regression.heldOutScores(regression.models())
}
