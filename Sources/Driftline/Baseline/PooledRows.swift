internal import DriftlineKernels

/// Rows of both samples in memory, for detectors that compare row with row.
///
/// The baseline's rows come first. All are centred about their common mean, so that an offset of the
/// data costs no digits; every detector that looks at them is blind to a common shift.
struct PooledRows<Scalar: KernelScalar>: Sendable {
  /// The rows, centred.
  let storage: RowStorage<Scalar>
  /// How many of them are the baseline's.
  let baselineCount: Int
  /// What was taken from every row.
  let centre: [Double]
  /// The number of each row in the matrix it came from; -1 where that is unknown.
  let places: [Int]
  /// Whether these are not all the rows there are.
  let isSampled: Bool

  /// How many are the current data's.
  var currentCount: Int { storage.count - baselineCount }
  var count: Int { storage.count }
  var dimensions: Int { storage.dimensions }

  /// What a sum of products may be off by, relative to it.
  var relativePrecision: Double { Double(Scalar.ulpOfOne) }

  /// Refuses samples of which too few rows are left.
  func require(atLeast minimum: Int, for detector: String) throws(DriftlineError) {
    for (side, rows) in [("baseline", baselineCount), ("current", currentCount)]
    where rows < minimum {
      throw DriftlineError(
        .insufficientData,
        "\(side) has \(rows) rows in the sample; \(detector) needs \(minimum)", at: side,
        details: [.init("n", .int(rows)), .init("min", .int(minimum))])
    }
  }

  /// Rows that are centred already.
  init(
    centred storage: RowStorage<Scalar>, baselineCount: Int, centre: [Double], places: [Int],
    isSampled: Bool
  ) {
    self.storage = storage
    self.baselineCount = baselineCount
    self.centre = centre
    self.places = places
    self.isSampled = isSampled
  }

  /// All rows of two samples, or at most `limit` of each, in the order of what they hold: draws then
  /// depend neither on the order of the data nor on how they were parted, nor on their unit and origin.
  ///
  /// Where a sample is not of all rows, it has to be one of rows drawn one by one
  /// (``RowSample/drawn(_:of:present:offset:seed:)``), or of rows that are all different, or both
  /// samples have to be of the same part of space (``RowSample/below(_:seed:)``): in a sample by
  /// content copies of a row stand or fall together, and it then matters whose they are.
  init(_ a: RowSample<Scalar>, _ b: RowSample<Scalar>, limit: Int, seed: UInt64) {
    precondition(a.dimensions == b.dimensions, "\(a.dimensions) and \(b.dimensions) columns")
    var picks: [(sample: Int, row: Int, copies: Int)] = []
    var sizes = [0, 0]
    var isThinned = a.limit != nil || b.limit != nil
    for (side, sample) in [a, b].enumerated() {
      let order = sample.orderByValue
      let copies = order.map { sample.copies[$0] }
      let total = copies.reduce(0, +)
      let kept = Self.thinned(copies, to: limit, seed: seed, stream: UInt64(side))
      isThinned = isThinned || total > limit
      for (index, row) in order.enumerated() where kept[index] > 0 {
        picks.append((side, row, kept[index]))
        sizes[side] += kept[index]
      }
    }
    let width = a.dimensions
    let rows = RowStorage<Scalar>(count: sizes[0] + sizes[1], dimensions: width)
    let centre = Self.mean(picks, a, b)
    var next = 0
    var places: [Int] = []
    for (side, row, copies) in picks {
      let source = side == 0 ? a.values : b.values
      for _ in 0..<copies {
        places.append(side == 0 ? a.places[row] : b.places[row])
        let target = unsafe rows.rows(next..<next + 1)
        for column in 0..<width {
          unsafe target[column] = Scalar(Double(source[row * width + column]) - centre[column])
        }
        next += 1
      }
    }
    self.init(
      centred: rows, baselineCount: sizes[0], centre: centre, places: places, isSampled: isThinned)
  }

  /// How many copies of each row are in a random choice of `limit` out of all.
  private static func thinned(
    _ copies: [Int], to limit: Int, seed: UInt64, stream: UInt64
  ) -> [Int] {
    var rest = copies.reduce(0, +)
    var wanted = min(limit, rest)
    if wanted == rest { return copies }
    var random = SeededRandom(seed: seed, stream: 0x5EED + stream)
    return copies.map { count in
      let drawn = random.hypergeometric(draws: wanted, marked: count, population: rest)
      rest -= count
      wanted -= drawn
      return drawn
    }
  }

  private static func mean(
    _ picks: [(sample: Int, row: Int, copies: Int)], _ a: RowSample<Scalar>,
    _ b: RowSample<Scalar>
  ) -> [Double] {
    let width = a.dimensions
    guard let first = picks.first else { return [Double](repeating: 0, count: width) }
    let source = first.sample == 0 ? a.values : b.values
    // About the first row, so that a large offset costs no digits.
    let origin = (0..<width).map { Double(source[first.row * width + $0]) }
    var sums = [Double](repeating: 0, count: width)
    var total = 0.0
    for (side, row, copies) in picks {
      total += Double(copies)
      let values = side == 0 ? a.values : b.values
      for column in 0..<width {
        sums[column] += Double(copies) * (Double(values[row * width + column]) - origin[column])
      }
    }
    return (0..<width).map { origin[$0] + sums[$0] / total }
  }
}
