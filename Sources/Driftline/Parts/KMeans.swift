package import DriftlineKernels
private import Synchronization

/// k-means: centres that leave the rows of a matrix as near to them as can be found.
///
/// Minimises the inertia, the sum over rows of |x - c|^2 with c the nearest centre, by Lloyd's
/// iteration from several starts; the best is kept. Starts are greedy k-means++.
///
/// ```swift
/// let found = try KMeans(clusters: 10, seed: 1).fit(matrix)
/// print(found.inertia, found.counts)
/// ```
///
/// - An iteration is one read of the rows. It ends where the centres' squared moves sum to at most
///   ``tolerance`` times the mean variance of a dimension, as in scikit-learn.
/// - A centre that no row is nearest to is put on the row farthest from its own; where fewer rows
///   differ than there are centres, some have none.
/// - Files of over ``fullReads`` bytes are looked at in batches; see ``MiniBatch``.
/// - The same seed gives the same bytes for any number of threads.
/// - Complexity: O(n k d) an iteration; O(k d) memory, and that of 8192 rows for the starts.
///
/// Source: S. P. Lloyd, IEEE Transactions on Information Theory 28 (1982),
/// DOI 10.1109/TIT.1982.1056489; D. Arthur, S. Vassilvitskii, SODA 2007, DOI 10.5555/1283383.1283494.
public struct KMeans: Sendable {
  /// The number of centres.
  public var clusters: Int
  /// From how many starts the best is taken.
  public var starts: Int
  /// The most iterations of each.
  public var iterations: Int
  /// What draws are seeded with.
  public var seed: UInt64
  /// The most threads.
  public var threads: Int
  /// The sum of squared moves that ends the iterations, in mean variances of a dimension.
  public var tolerance = 1e-4
  /// The bytes of a file, as numbers in memory, up to which every iteration reads all of it.
  public var fullReads = 512 << 20

  /// k-means with so many centres.
  public init(
    clusters: Int, starts: Int = 10, iterations: Int = 300, seed: UInt64 = 0, threads: Int = 1
  ) {
    self.clusters = clusters
    self.starts = starts
    self.iterations = iterations
    self.seed = seed
    self.threads = threads
  }

  /// What a fit found, in the precision of the rows.
  package struct Fit<Scalar: KernelScalar>: Sendable {
    /// The centres, one after the other, less the shift of the rows.
    package internal(set) var centres: [Scalar]
    /// The number of rows nearest to each; the lower one where two are as near.
    package internal(set) var counts: [Int] = []
    /// The sum of squared distances of the rows to their centres.
    package internal(set) var inertia = 0.0
    /// The number of iterations, or of batches.
    package internal(set) var iterations = 0
    /// The centre of each row, -1 for a missing one; empty where they were not asked for.
    package internal(set) var assignments: [Int32] = []
  }

  /// Finds centres of the rows of a matrix that are not missing.
  ///
  /// - Throws: ``DriftlineError`` of kind `insufficient_data` where there are fewer rows than
  ///   centres, `invalid_params` where there are none, and what reading throws.
  public func fit(_ matrix: Matrix) throws(DriftlineError) -> Clusters {
    try validate()
    return switch matrix.precision {
    case .single: Clusters(try fit(matrix, as: Float.self))
    case .double: Clusters(try fit(matrix, as: Double.self))
    }
  }

  /// Parts rows that are centred already.
  func fit<Scalar: KernelScalar>(
    _ rows: RowStorage<Scalar>
  ) throws(DriftlineError) -> Fit<Scalar> {
    try validate()
    return try best(CentredRows(centred: rows, threads: threads))
  }

  /// Lloyd's iteration from given centres, as often as is said or until nothing moves.
  package func lloyd<Scalar: KernelScalar>(
    rows: RowStorage<Scalar>, start centres: [Scalar], iterations: Int
  ) throws(DriftlineError) -> Fit<Scalar> {
    let rows = try CentredRows(centred: rows, threads: threads)
    return try Lloyd(rows: rows, tolerance: 0, iterations: iterations)
      .run(from: centres, keepsAssignments: true)
  }

  private func fit<Scalar: KernelScalar>(
    _ matrix: Matrix, as _: Scalar.Type
  ) throws(DriftlineError) -> (Fit<Scalar>, shift: [Scalar]) {
    let rows = try CentredRows<Scalar>(matrix, threads: threads)
    let bytes = matrix.count * matrix.dimensions * MemoryLayout<Scalar>.stride
    if matrix.rows is MemoryRows<Scalar> || bytes <= fullReads {
      return (try best(rows), rows.shift)
    }
    let start = try Seeding(rows: rows, seed: seed).centres(clusters)
    let rough = try MiniBatch(rows: rows, batches: iterations, seed: seed).run(from: start)
    var fit = try NearestCentres(rough, rows).measured(rows)
    fit.iterations = iterations
    return (fit, rows.shift)
  }

  /// The fit of least inertia; the first of equal ones.
  private func best<Scalar: KernelScalar>(
    _ rows: CentredRows<Scalar>
  ) throws(DriftlineError) -> Fit<Scalar> {
    try rows.require(clusters)
    // Rows that are too few to share out are gone through by several starts at once.
    let isShort = rows.pass.matrix.count < 2 * threads * rows.pass.chunkRows
    let results = Mutex<[Result<Fit<Scalar>, DriftlineError>?]>(
      .init(repeating: nil, count: starts))
    try Work.concurrently(count: starts, threads: isShort ? threads : 1) { start in
      let rows = isShort && starts > 1 ? rows.onOneThread : rows
      let result = Result { () throws(DriftlineError) in
        let centres = try Seeding(rows: rows, seed: seed, stream: UInt64(start)).centres(clusters)
        return try Lloyd(rows: rows, tolerance: tolerance, iterations: iterations)
          .run(from: centres)
      }
      results.withLock { $0[start] = result }
    }
    var best: Fit<Scalar>?
    for result in results.withLock({ $0 }) {
      guard let fit = try result?.get() else { continue }
      if best.map({ fit.inertia < $0.inertia }) ?? true { best = fit }
    }
    guard let best else { preconditionFailure("none of \(starts) starts has an inertia") }
    return best
  }

  private func validate() throws(DriftlineError) {
    for (name, value) in [
      ("clusters", clusters), ("starts", starts), ("iterations", iterations), ("threads", threads),
    ] where value < 1 {
      throw DriftlineError(
        .invalidParams, "\(name) is \(value); it takes a whole number from 1", at: name,
        details: [.init("got", .int(value))])
    }
  }
}
