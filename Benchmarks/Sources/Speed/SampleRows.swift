internal import Driftline

/// Rows of embeddings that rows of the table work on: two files, which the peers read too.
///
/// Rows are normal about one of thirty centres, which are close enough to each other that k-means
/// does not end early, and all lie off the origin. The current sample has the centres with other
/// weights and a slightly larger mean.
struct SampleRows {
  let dimensions: Int
  /// The rows of each side.
  let baseline: Int
  let current: Int

  static let panel = SampleRows(dimensions: 768, baseline: 4_000, current: 200_000)
  static let search = SampleRows(dimensions: 384, baseline: 5_000, current: 5_000)
  static let large = SampleRows(dimensions: 1_000, baseline: 20_000, current: 5_000)
  static let many = SampleRows(dimensions: 50, baseline: 100_000, current: 100_000)
  static let all = [panel, search, large, many]

  private var names: (baseline: String, current: String) {
    ("rows_\(dimensions)_baseline", "rows_\(dimensions)_current")
  }

  /// Writes both files, in single precision.
  func write(to folder: String) throws {
    let clusters = 30
    var random = SeededRandom(seed: 20_261, stream: UInt64(dimensions))
    let offset = (0..<dimensions).map { _ in Float(random.normal()) * 0.3 }
    let spread = Float(1.6 / Double(dimensions).squareRoot())
    let centres = (0..<clusters * dimensions).map {
      offset[$0 % dimensions] + Float(random.normal()) * spread
    }
    for (name, count, power, shift) in [
      (names.baseline, baseline, 1.0, Float(0)), (names.current, current, 1.1, Float(0.005)),
    ] {
      var values: [Float] = []
      values.reserveCapacity(count * dimensions)
      for _ in 0..<count {
        var place = random.uniform()
        if power > 1, place < 0.1 { place *= place }
        let first = Int(place * Double(clusters)) * dimensions
        for column in 0..<dimensions {
          values.append(centres[first + column] + shift + Float(random.normal()))
        }
      }
      try StoredNumbers(name, in: folder).write(
        values, shape: "\(count), \(dimensions)", type: "<f4")
    }
  }

  /// The first rows of both files.
  func read(
    from folder: String, baseline rows: Int? = nil, current others: Int? = nil
  ) throws -> (baseline: Matrix, current: Matrix) {
    func matrix(_ name: String, _ count: Int) throws -> Matrix {
      try Matrix(
        StoredNumbers(name, in: folder).read(count: count * dimensions) as [Float],
        dimensions: dimensions)
    }
    return (
      try matrix(names.baseline, rows ?? baseline), try matrix(names.current, others ?? current)
    )
  }
}
