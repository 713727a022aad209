internal import DriftlineKernels

/// Rows less a shift, wherever they are: in memory, centred already, or in a matrix that is read.
struct CentredRows<Scalar: KernelScalar>: Sendable {
  /// How they are read.
  private(set) var pass: RowPass<Scalar>
  /// What is taken from every row.
  let shift: [Scalar]
  /// Whether the shift is not zero.
  let isShifted: Bool

  var dimensions: Int { pass.matrix.dimensions }
  var count: Int { pass.matrix.count }

  /// Rows in memory, as they are.
  init(centred rows: RowStorage<Scalar>, threads: Int) throws(DriftlineError) {
    let precision: MatrixPrecision = Scalar.self == Float.self ? .single : .double
    let matrix = try Matrix(MemoryRows(rows, precision: precision))
    pass = RowPass(matrix: matrix, threads: threads)
    pass.isProgress = false
    shift = [Scalar](repeating: 0, count: rows.dimensions)
    isShifted = false
  }

  /// The rows of a matrix, less a point that is close to them.
  init(_ matrix: Matrix, threads: Int) throws(DriftlineError) {
    pass = RowPass(matrix: matrix, threads: threads)
    shift = try pass.origin()
    isShifted = true
  }

  /// The same rows, gone through by whoever asks.
  var onOneThread: CentredRows {
    var copy = self
    copy.pass = RowPass(matrix: pass.matrix, threads: 1)
    copy.pass.isProgress = pass.isProgress
    return copy
  }

  /// Writes the rows of a tile, less the shift.
  @unsafe
  func centre(_ tile: RowTile<Scalar>, into target: UnsafeMutablePointer<Scalar>) {
    unsafe Scalar.centre(
      tile.start, count: tile.count, dimensions: dimensions, shift: isShifted ? shift : nil,
      kept: nil, into: target)
  }

  /// Copies single rows, less the shift; those that are missing are left out.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func gathered(_ places: [Int]) throws(DriftlineError) -> RowStorage<Scalar> {
    let width = dimensions
    let gathered = RowStorage<Scalar>(count: places.count, dimensions: width)
    var kept = 0
    let work = Work.current
    for (index, place) in places.enumerated() {
      if index % 64 == 0 { try work?.check() }
      let row = unsafe gathered.rows(kept..<kept + 1)
      try unsafe pass.matrix.rows.read(place..<place + 1, as: row)
      guard unsafe row.allSatisfy({ $0.isFinite }) else { continue }
      for column in 0..<width { unsafe row[column] -= shift[column] }
      kept += 1
    }
    if kept == places.count { return gathered }
    let whole = RowStorage<Scalar>(count: kept, dimensions: width)
    unsafe whole.start.update(from: gathered.start, count: kept * width)
    return whole
  }

  /// Rows at seeded places, one in each of `limit` equal stretches; all rows where there are no more.
  ///
  /// Where too many are missing for `minimum` to be left, the first ones that are not.
  func sample(
    _ limit: Int, atLeast minimum: Int, _ random: inout SeededRandom
  ) throws(DriftlineError) -> RowStorage<Scalar> {
    if count <= limit { return try gathered(Array(0..<count)) }
    let places = (0..<limit).map { stretch in
      let first = Self.place(stretch, of: limit, in: count)
      return first + random.below(Self.place(stretch + 1, of: limit, in: count) - first)
    }
    let sample = try gathered(places)
    return sample.count >= minimum ? sample : try gathered(firstPresent(limit))
  }

  /// Where a stretch begins, without overflow.
  private static func place(_ stretch: Int, of stretches: Int, in count: Int) -> Int {
    let product = stretch.multipliedFullWidth(by: count)
    return stretches.dividingFullWidth(product).quotient
  }

  private func firstPresent(_ limit: Int) throws(DriftlineError) -> [Int] {
    var places: [Int] = []
    var first = 0
    while first < count, places.count < limit {
      try Work.check()
      let rows = first..<min(first + pass.chunkRows, count)
      try pass.forEachTile(rows) { (tile) throws(DriftlineError) in
        for row in 0..<tile.count where unsafe tile.row(row).allSatisfy({ $0.isFinite }) {
          if places.count < limit { places.append(tile.firstRow + row) }
        }
      }
      first = rows.upperBound
    }
    return places
  }

  /// Refuses fewer rows than centres.
  func require(_ clusters: Int, of rows: Int? = nil) throws(DriftlineError) {
    let rows = rows ?? count
    guard rows < clusters else { return }
    throw DriftlineError(
      .insufficientData,
      "there are \(rows) rows that are not missing, and \(clusters) clusters need as many",
      details: [.init("n", .int(rows)), .init("min", .int(clusters))])
  }
}
