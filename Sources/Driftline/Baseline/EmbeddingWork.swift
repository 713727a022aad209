internal import DriftlineKernels

/// What every chunk of a read has in common: the vectors that rows are multiplied with, and where
/// the products of each part lie.
struct EmbeddingWork<Scalar: KernelScalar>: Sendable {
  let request: EmbeddingRequest<Scalar>
  let dimensions: Int
  let origin: [Scalar]
  let side: String
  let vectors: RowVectors<Scalar>
  /// What is taken from rows before they are multiplied.
  let shift: [Scalar]
  let shiftLength: Double
  let groups: [Group]
  let sampleBound = SampleBound()

  /// A partition's centres among the vectors.
  struct Group: Sendable {
    let clustering: Clustering
    let places: Range<Int>
    /// Half their squared lengths; infinite for all other vectors, so that none is nearest.
    var halfNorms: [Scalar] = []
  }

  init(_ request: EmbeddingRequest<Scalar>, matrix: Matrix, origin: [Scalar], side: String) {
    self.request = request
    self.origin = origin
    self.side = side
    dimensions = matrix.dimensions
    var vectors = RowVectors<Scalar>()
    var groups: [Group] = []
    if let geometry = request.geometry {
      shift = geometry.shift
      if request.needs.distances { _ = vectors.append(shift, dimensions: dimensions) }
      for clustering in request.needs.clusterings {
        guard let centres = geometry.centres[clustering] else { continue }
        let places = vectors.append(centres, dimensions: dimensions)
        groups.append(Group(clustering: clustering, places: places))
      }
    } else {
      shift = origin
    }
    shiftLength = shift.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    for index in groups.indices {
      groups[index].halfNorms = vectors.halfNorms(groups[index].places, dimensions: dimensions)
    }
    self.vectors = vectors
    self.groups = groups
  }

  var limits: [Double] { request.geometry?.limits ?? [] }
  var hashesRows: Bool { request.needs.rows > 0 }

  /// The profile of no rows.
  func emptyProfile(hasCovariance: Bool) -> EmbeddingProfile<Scalar> {
    let needs = request.needs
    let start = origin.map { Double($0) }
    var profile = EmbeddingProfile<Scalar>(moments: RowMoments(origin: start))
    if hasCovariance { profile.covariance = Covariance(origin: start) }
    if needs.rows > 0 {
      profile.sample = RowSample(capacity: needs.rows, dimensions: dimensions)
    }
    guard let geometry = request.geometry else { return profile }
    if needs.distances { profile.distances = CentroidDistances(limits: limits.count) }
    for group in groups {
      profile.clusters[group.clustering] = ClusterCounts(
        clusters: group.places.count, dimensions: dimensions)
    }
    for map in needs.features {
      profile.features[map] = FeatureMeans(count: geometry.features[map]?.count ?? 0)
    }
    return profile
  }
}

/// What one chunk of rows adds to a profile.
struct EmbeddingChunk<Scalar: KernelScalar>: Sendable {
  private let work: EmbeddingWork<Scalar>
  private var count = 0
  private var missing = 0
  private var sums: [Double]
  private var squares: [Double]
  private var products: ProductSums<Scalar>?
  private var rest: EmbeddingProfile<Scalar>

  init(_ work: EmbeddingWork<Scalar>) {
    self.work = work
    sums = [Double](repeating: 0, count: work.dimensions)
    squares = sums
    rest = work.emptyProfile(hasCovariance: false)
    if let bound = work.sampleBound.value { rest.sample?.leaveOut(from: bound) }
    if work.request.needs.covariance {
      products = ProductSums(dimensions: work.dimensions)
    }
  }

  /// Hands over what was gathered, after the chunks before it.
  func fold(into profile: inout EmbeddingProfile<Scalar>) {
    profile.moments.add(count: count, missing: missing, sums: sums, squares: squares)
    if let products {
      profile.covariance?.add(count: count, sums: sums, products: products.finish())
    }
    profile.gather(rest)
    work.sampleBound.lower(to: profile.sample?.limit)
  }

  /// Adds rows, while they are in the cache.
  mutating func add(_ tile: RowTile<Scalar>) throws(DriftlineError) {
    var norms = [Double](repeating: 0, count: tile.count)
    var dots = [Scalar](repeating: 0, count: tile.count * work.vectors.count)
    unsafe tile.multiply(
      shift: work.shift, vectors: work.vectors, norms: &norms, products: &dots)
    let kept = try keep(tile, norms)
    let present = kept.count { $0 != 0 }
    count += present
    missing += tile.count - present
    unsafe tile.addColumns(about: work.origin, kept: kept, sums: &sums, squares: &squares)
    products?.add(tile, about: work.origin, kept: kept)
    if work.hashesRows {
      let hashes = unsafe tile.hashes(seed: work.request.seed)
      rest.sample?.add(tile, hashes: hashes, kept: kept)
    }
    addDistances(tile, norms, dots, kept)
    for group in work.groups { addClusters(tile, group, norms, dots, kept) }
    for map in work.request.needs.features {
      if let features = work.request.geometry?.features[map] {
        rest.features[map]?.add(try features.features(), tile, shift: work.shift, kept: kept)
      }
    }
  }

  /// Which rows are not missing: 1, else 0.
  private func keep(
    _ tile: RowTile<Scalar>, _ norms: [Double]
  ) throws(DriftlineError) -> [UInt8] {
    var kept = [UInt8](repeating: 1, count: tile.count)
    let largest = Scalar.largestSquare
    for index in norms.indices where !(norms[index] <= largest) {
      if unsafe tile.row(index).allSatisfy({ $0.isFinite }) {
        throw DriftlineError(
          .dataFormat,
          "row \(tile.firstRow + index) of \(work.side) is over \(Scalar.largestSquare.squareRoot()) "
            + "long; scale the data down",
          at: work.side, details: [.init("row", .int(tile.firstRow + index))])
      }
      kept[index] = 0
    }
    return kept
  }

  private mutating func addDistances(
    _ tile: RowTile<Scalar>, _ norms: [Double], _ dots: [Scalar], _ kept: [UInt8]
  ) {
    guard var distances = rest.distances else { return }
    let centre = work.shiftLength * work.shiftLength
    let limits = work.limits
    for index in norms.indices where kept[index] != 0 {
      let dot = Double(dots[index * work.vectors.count])
      let squared = norms[index] + 2 * dot + centre
      distances.add(
        distance: norms[index].squareRoot(),
        cosines: tile.isZero(index) ? nil : cosines(dot: dot + centre, squared: max(0, squared)),
        limits: limits)
    }
    rest.distances = distances
  }

  /// The cosine of a row and the centroid, and of a row of the baseline and the mean of the others.
  private func cosines(dot: Double, squared: Double) -> (all: Double, others: Double) {
    func cosine(_ dot: Double, _ lengths: Double) -> Double {
      lengths > 0 ? min(1, max(-1, dot / lengths)) : 0
    }
    let centre = work.shiftLength * work.shiftLength
    let length = squared.squareRoot()
    let all = cosine(dot, length * work.shiftLength)
    guard work.request.isBaseline, let n = work.request.geometry?.count, n > 1 else {
      return (all, all)
    }
    // n times the centroid less the row, over n - 1, which does not turn it.
    let rows = Double(n)
    let others = rows * rows * centre - 2 * rows * dot + squared
    return (all, cosine(rows * dot - squared, length * max(0, others).squareRoot()))
  }

  private mutating func addClusters(
    _ tile: RowTile<Scalar>, _ group: EmbeddingWork<Scalar>.Group, _ norms: [Double],
    _ dots: [Scalar], _ kept: [UInt8]
  ) {
    var nearest = unsafe tile.nearest(products: dots, halfNorms: group.halfNorms)
    let onlyHeldOut = work.request.isBaseline && group.clustering.isHeldOut
    var counts = [Int](repeating: 0, count: group.places.count)
    var inertia = 0.0
    for index in nearest.indices {
      if kept[index] == 0 || onlyHeldOut && !isHeldOut(row: tile.firstRow + index) {
        nearest[index] = -1
        continue
      }
      let place = Int(nearest[index])
      nearest[index] -= Int32(group.places.lowerBound)
      counts[place - group.places.lowerBound] += 1
      let gain = Double(dots[index * work.vectors.count + place]) - Double(group.halfNorms[place])
      inertia += max(0, norms[index] - 2 * gain)
    }
    rest.clusters[group.clustering]?.add(counts: counts, inertia: inertia) { sums in
      unsafe tile.addRows(to: nearest, shift: work.shift, sums: &sums)
    }
  }
}

/// Whether a row of the baseline, by its number, is held out of fitting, to be counted: one in two.
///
/// Not by what it holds: copies of one row must be able to fall on either side.
func isHeldOut(row: Int) -> Bool { hashOfNumber(row, seed: 0x0DD) & 1 == 1 }
