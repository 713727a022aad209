internal import DriftlineKernels

/// Centres that rows are told apart by: what one read of the rows gives for k-means.
struct NearestCentres<Scalar: KernelScalar>: Sendable {
  let centres: [Scalar]
  let dimensions: Int
  /// Half the squared length of each.
  let halfNorms: [Scalar]

  var count: Int { halfNorms.count }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  init(_ centres: [Scalar], _ rows: CentredRows<Scalar>) {
    self.centres = centres
    let width = rows.dimensions
    dimensions = width
    halfNorms = (0..<centres.count / width).map { index in
      let centre = centres[index * width..<(index + 1) * width]
      return Scalar(centre.reduce(0.0) { $0 + Double($1) * Double($1) } / 2)
    }
  }

  /// The counts and sums of the rows nearest to each centre, and the sum of all rows' squared lengths.
  func sums(_ rows: CentredRows<Scalar>) throws(DriftlineError) -> (ClusterCounts, squares: Double)
  {
    var total = ClusterCounts(clusters: count, dimensions: dimensions)
    var squares = 0.0
    try rows.pass.run(
      start: { CentreChunk(self, rows) },
      add: { (chunk, tile) throws(DriftlineError) in chunk.addSums(tile) },
      fold: { chunk in
        total.merge(chunk.sums)
        squares += chunk.squares
      })
    return (total, squares)
  }

  /// The counts and the inertia of these centres, of differences, so that it is 0 where it should be.
  func measured(
    _ rows: CentredRows<Scalar>, keepsAssignments: Bool = false
  ) throws(DriftlineError) -> KMeans.Fit<Scalar> {
    var fit = KMeans.Fit(centres: centres, counts: [Int](repeating: 0, count: count))
    try rows.pass.run(
      start: { CentreChunk(self, rows) },
      add: { (chunk, tile) throws(DriftlineError) in
        chunk.measure(tile)
        if keepsAssignments { chunk.keepAssignments(tile) }
      },
      fold: { chunk in
        for index in fit.counts.indices { fit.counts[index] += chunk.counts[index] }
        fit.inertia += chunk.inertia
        fit.assignments += chunk.assignments
      })
    return fit
  }

  /// The rows farthest from their centres, in falling order; the first of rows as far, and none that
  /// lie on one.
  func farthest(
    _ limit: Int, _ rows: CentredRows<Scalar>
  ) throws(DriftlineError) -> [FarRow] {
    var far: [FarRow] = []
    try rows.pass.run(
      start: { CentreChunk(self, rows) },
      add: { (chunk, tile) throws(DriftlineError) in
        chunk.measure(tile)
        chunk.keepFarthest(limit, tile)
      },
      fold: { chunk in
        far = Array((far + chunk.farthest).sorted(by: FarRow.precedes).prefix(limit))
      })
    return far
  }
}

/// A row that is far from its centre.
struct FarRow: Sendable {
  let distance: Double
  let place: Int
  let cluster: Int

  static func precedes(_ a: FarRow, _ b: FarRow) -> Bool {
    a.distance != b.distance ? a.distance > b.distance : a.place < b.place
  }
}

/// What one chunk of rows gives.
private struct CentreChunk<Scalar: KernelScalar>: Sendable {
  private let centres: NearestCentres<Scalar>
  private let rows: CentredRows<Scalar>
  private var norms: [Double] = []
  private var products: [Scalar] = []
  private var nearest: [Int32] = []
  private var centred: RowStorage<Scalar>?
  var sums: ClusterCounts
  var squares = 0.0
  var counts: [Int]
  var inertia = 0.0
  var assignments: [Int32] = []
  var farthest: [FarRow] = []

  init(_ centres: NearestCentres<Scalar>, _ rows: CentredRows<Scalar>) {
    self.centres = centres
    self.rows = rows
    sums = ClusterCounts(clusters: 0, dimensions: 0)
    counts = [Int](repeating: 0, count: centres.count)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  mutating func addSums(_ tile: RowTile<Scalar>) {
    if sums.counts.isEmpty {
      sums = ClusterCounts(clusters: centres.count, dimensions: centres.dimensions)
    }
    assign(tile)
    var counts = [Int](repeating: 0, count: centres.count)
    for index in 0..<tile.count where nearest[index] >= 0 {
      counts[Int(nearest[index])] += 1
      squares += norms[index]
    }
    let (clusters, shift) = (nearest, rows.shift)
    sums.add(counts: counts, inertia: 0) { sums in
      unsafe tile.addRows(to: clusters, shift: shift, sums: &sums)
    }
  }

  /// Puts the squared distances to the nearest centres where the squared lengths were.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  mutating func measure(_ tile: RowTile<Scalar>) {
    assign(tile)
    let width = centres.dimensions
    let start = unsafe centredRows(tile)
    for index in 0..<tile.count {
      let cluster = Int(nearest[index])
      guard cluster >= 0 else {
        norms[index] = 0
        continue
      }
      counts[cluster] += 1
      unsafe centres.centres.withUnsafeBufferPointer { all in
        let centre = all.extracting(cluster * width..<(cluster + 1) * width)
        unsafe Scalar.rowProducts(
          start + index * width, count: 1, dimensions: width, shift: centre.baseAddress,
          vectors: nil, vectorCount: 0, norms: &norms[index], products: nil)
      }
      inertia += norms[index]
    }
  }

  mutating func keepAssignments(_ tile: RowTile<Scalar>) {
    assignments += nearest.prefix(tile.count)
  }

  mutating func keepFarthest(_ limit: Int, _ tile: RowTile<Scalar>) {
    for index in 0..<tile.count where norms[index] > 0 {
      let row = FarRow(
        distance: norms[index], place: tile.firstRow + index, cluster: Int(nearest[index]))
      if farthest.count == limit, let last = farthest.last, !FarRow.precedes(row, last) { continue }
      let position = farthest.firstIndex { FarRow.precedes(row, $0) } ?? farthest.count
      farthest.insert(row, at: position)
      if farthest.count > limit { farthest.removeLast() }
    }
  }

  /// The squared lengths of the rows and their nearest centres; -1 for missing rows.
  private mutating func assign(_ tile: RowTile<Scalar>) {
    let (count, k, width) = (tile.count, centres.count, centres.dimensions)
    if norms.count < count {
      norms = [Double](repeating: 0, count: count)
      products = [Scalar](repeating: 0, count: count * k)
      nearest = [Int32](repeating: 0, count: count)
    }
    let shift = rows.isShifted ? rows.shift : nil
    if k <= handWrittenVectorLimit {
      unsafe Scalar.rowProducts(
        tile.start, count: count, dimensions: width, shift: shift, vectors: centres.centres,
        vectorCount: k, norms: &norms, products: &products)
    } else {
      unsafe Scalar.rowProducts(
        tile.start, count: count, dimensions: width, shift: shift, vectors: nil, vectorCount: 0,
        norms: &norms, products: nil)
      let start = unsafe centredRows(tile)
      unsafe Scalar.gemm(
        transposeA: false, transposeB: true, m: count, n: k, k: width, alpha: 1, a: start,
        lda: width, b: centres.centres, ldb: width, beta: 0, c: &products, ldc: k)
    }
    unsafe Scalar.nearest(
      products, count: count, vectorCount: k, halfNorms: centres.halfNorms, indices: &nearest,
      scores: nil)
    for index in 0..<count where !norms[index].isFinite { nearest[index] = -1 }
  }

  /// The rows of a tile less the shift, where they may stay until the next tile.
  private mutating func centredRows(_ tile: RowTile<Scalar>) -> UnsafePointer<Scalar> {
    guard rows.isShifted else { return unsafe tile.start }
    if centred.map({ $0.count < tile.count }) ?? true {
      centred = RowStorage(count: tile.count, dimensions: centres.dimensions)
    }
    guard let centred else { return unsafe tile.start }
    unsafe rows.centre(tile, into: centred.start)
    return unsafe UnsafePointer(centred.start)
  }
}
