internal import DriftlineKernels

/// k-means.
struct KMeans: Sendable {
  let clusters: Int
  let starts: Int
  let iterations: Int
  let seed: UInt64
  let threads: Int

  /// What a fit found.
  struct Fit<Scalar: KernelScalar>: Sendable {
    /// The centres, one after the other.
    let centres: [Scalar]
    /// The sum of squared distances of the rows to their centres.
    let inertia: Double
  }

  /// Parts centred rows.
  func fit<Scalar: KernelScalar>(
    _ rows: RowStorage<Scalar>
  ) throws(DriftlineError) -> Fit<Scalar> {
    preconditionFailure("not there yet")
  }
}
