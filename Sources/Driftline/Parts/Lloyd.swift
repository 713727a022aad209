internal import DriftlineKernels

/// Lloyd's iteration: every row to its nearest centre, every centre to the mean of its rows.
///
/// Source: S. P. Lloyd, IEEE Transactions on Information Theory 28 (1982),
/// DOI 10.1109/TIT.1982.1056489.
struct Lloyd<Scalar: KernelScalar>: Sendable {
  let rows: CentredRows<Scalar>
  /// The sum of squared moves that ends the iterations, in mean variances of a dimension.
  let tolerance: Double
  /// The most iterations.
  let iterations: Int

  /// Moves centres until they stay.
  func run(
    from start: [Scalar], keepsAssignments: Bool = false
  ) throws(DriftlineError) -> KMeans.Fit<Scalar> {
    var centres = start
    var done = 0
    while done < iterations {
      let known = NearestCentres(centres, rows)
      var (sums, squares) = try known.sums(rows)
      if done == 0 { try rows.require(known.count, of: sums.counts.reduce(0, +)) }
      let limit = tolerance * meanVariance(sums, squares)
      try fillEmpty(&sums, known)
      let moved = move(&centres, to: sums)
      done += 1
      if moved <= limit { break }
    }
    var fit = try NearestCentres(centres, rows).measured(rows, keepsAssignments: keepsAssignments)
    fit.iterations = done
    return fit
  }

  /// Puts centres where their rows are; returns the sum of their squared moves.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func move(_ centres: inout [Scalar], to sums: ClusterCounts) -> Double {
    let width = rows.dimensions
    var moved = 0.0
    for (cluster, count) in sums.counts.enumerated() where count > 0 {
      let n = Double(count)
      for index in cluster * width..<(cluster + 1) * width {
        let mean = Scalar(sums.sums[index] / n)
        let step = Double(mean - centres[index])
        moved += step * step
        centres[index] = mean
      }
    }
    return moved
  }

  /// Gives clusters without rows those farthest from their centres.
  private func fillEmpty(
    _ sums: inout ClusterCounts, _ centres: NearestCentres<Scalar>
  ) throws(DriftlineError) {
    let empty = sums.counts.indices.filter { sums.counts[$0] == 0 }
    if empty.isEmpty { return }
    let far = try centres.farthest(empty.count, rows)
    let values = try rows.gathered(far.map(\.place))
    for (index, (cluster, row)) in zip(empty, far).enumerated() {
      // The last row of a cluster stays where it is.
      guard sums.counts[row.cluster] > 1 else { continue }
      let value = unsafe values.rows(index..<index + 1).map { Double($0) }
      sums.move(value, from: row.cluster, to: cluster)
    }
  }

  /// The mean over the dimensions of the variance (divisor n).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func meanVariance(_ sums: ClusterCounts, _ squares: Double) -> Double {
    let (n, width) = (Double(sums.counts.reduce(0, +)), rows.dimensions)
    var mean = [Double](repeating: 0, count: width)
    for cluster in sums.counts.indices {
      for column in 0..<width { mean[column] += sums.sums[cluster * width + column] }
    }
    let length = mean.reduce(0) { $0 + ($1 / n) * ($1 / n) }
    return max(0, squares / n - length) / Double(width)
  }
}

extension ClusterCounts {
  /// Takes one row from a cluster and gives it to another.
  mutating func move(_ row: [Double], from source: Int, to target: Int) {
    var gained = [Int](repeating: 0, count: counts.count)
    gained[source] = -1
    gained[target] = 1
    add(counts: gained, inertia: 0) { sums in
      for (column, value) in row.enumerated() {
        sums[source * row.count + column] -= value
        sums[target * row.count + column] += value
      }
    }
  }
}
