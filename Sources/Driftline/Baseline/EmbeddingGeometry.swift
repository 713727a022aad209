internal import DriftlineKernels

/// What was fitted on a baseline of embeddings, and what all later rows are measured against.
struct EmbeddingGeometry<Scalar: KernelScalar>: Sendable, Equatable {
  /// The baseline's mean row.
  let centroid: [Double]
  /// The number of rows it is the mean of.
  let count: Int
  /// The mean row in the precision of the rows: what is taken from them before they are multiplied.
  let shift: [Scalar]
  /// Centres of each partition, less the shift.
  let centres: [Clustering: [Scalar]]
  /// The distances over which rows are counted as outliers.
  var limits: [Double] = []
  /// Random features of the kernel.
  let features: [FeatureMap: FourierDraw<Scalar>]

  /// A geometry about a centroid.
  init(
    centroid: [Double], count: Int, centres: [Clustering: [Scalar]],
    features: [FeatureMap: FourierDraw<Scalar>]
  ) {
    self.centroid = centroid
    self.count = count
    shift = centroid.map { Scalar($0) }
    self.centres = centres
    self.features = features
  }
}

/// A stretch of vectors that rows are multiplied with, all in one product.
struct RowVectors<Scalar: KernelScalar>: Sendable {
  /// The vectors, one after the other.
  private(set) var values: [Scalar] = []
  private(set) var count = 0

  /// Adds vectors; returns the places they take.
  mutating func append(_ vectors: [Scalar], dimensions: Int) -> Range<Int> {
    let first = count
    values += vectors
    count += vectors.count / dimensions
    return first..<count
  }

  /// Half the squared length of the vectors at some places; infinite at all others.
  func halfNorms(_ places: Range<Int>, dimensions: Int) -> [Scalar] {
    (0..<count).map { place in
      guard places.contains(place) else { return .infinity }
      let vector = values[place * dimensions..<(place + 1) * dimensions]
      return Scalar(vector.reduce(0.0) { $0 + Double($1) * Double($1) } / 2)
    }
  }
}
