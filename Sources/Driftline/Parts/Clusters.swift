internal import DriftlineKernels

/// Centres of rows, and how the rows lie to them.
public struct Clusters: Sendable, Equatable {
  /// The centres, one after the other.
  public let centres: [Double]
  /// The number of values in a centre.
  public let dimensions: Int
  /// The number of rows nearest to each; the lower one where two are as near.
  public let counts: [Int]
  /// The sum of squared distances of the rows to their centres.
  public let inertia: Double
  /// The number of iterations, or of batches.
  public let iterations: Int

  init<Scalar: KernelScalar>(_ found: (KMeans.Fit<Scalar>, shift: [Scalar])) {
    let (fit, shift) = found
    dimensions = shift.count
    centres = fit.centres.indices.map { Double(fit.centres[$0]) + Double(shift[$0 % shift.count]) }
    counts = fit.counts
    inertia = fit.inertia
    iterations = fit.iterations
  }

  /// The values of one centre.
  public func centre(_ cluster: Int) -> ArraySlice<Double> {
    centres[cluster * dimensions..<(cluster + 1) * dimensions]
  }

  /// How the rows of a matrix lie to centres that are known.
  ///
  /// - Parameters:
  ///   - centres: the centres, one after the other.
  ///   - dimensions: the number of values in a centre.
  ///   - matrix: the rows that are counted.
  ///   - threads: the most threads.
  /// - Throws: ``DriftlineError`` of kind `shape_mismatch` where the centres or the rows have another
  ///   length, and what reading throws.
  public init(
    centres: [Double], dimensions: Int, of matrix: Matrix, threads: Int = 1
  ) throws(DriftlineError) {
    guard !centres.isEmpty, dimensions > 0, centres.count % dimensions == 0 else {
      throw DriftlineError(
        .shapeMismatch, "\(centres.count) values make no centres of \(dimensions) values",
        details: [.init("expected", .int(dimensions)), .init("got", .int(centres.count))])
    }
    guard matrix.dimensions == dimensions else {
      throw DriftlineError(
        .shapeMismatch, "the rows have \(matrix.dimensions) values, the centres \(dimensions)",
        details: [.init("expected", .int(dimensions)), .init("got", .int(matrix.dimensions))])
    }
    self.centres = centres
    self.dimensions = dimensions
    iterations = 0
    switch matrix.precision {
    case .single: (counts, inertia) = try Self.measure(matrix, centres, threads, as: Float.self)
    case .double: (counts, inertia) = try Self.measure(matrix, centres, threads, as: Double.self)
    }
  }

  private static func measure<Scalar: KernelScalar>(
    _ matrix: Matrix, _ centres: [Double], _ threads: Int, as _: Scalar.Type
  ) throws(DriftlineError) -> ([Int], Double) {
    let rows = try CentredRows<Scalar>(matrix, threads: threads)
    let width = rows.dimensions
    let moved = centres.indices.map { Scalar(centres[$0] - Double(rows.shift[$0 % width])) }
    let fit = try NearestCentres(moved, rows).measured(rows)
    return (fit.counts, fit.inertia)
  }
}
