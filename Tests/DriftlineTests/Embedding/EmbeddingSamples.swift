import Driftline

/// Named sources of rows for null and property tests, each a pure function of the seed.
enum RowSource: String, CaseIterable {
  /// Independent standard normal values.
  case isotropic
  /// Normal rows of which a few directions carry most of the spread.
  case correlated
  /// Normal rows around one of five centres.
  case clustered

  /// Rows, one after the other, all about an offset.
  func draw(
    _ count: Int, dimensions: Int, seed: UInt64, stream: UInt64, offset: Double = 0
  ) -> [Float] {
    var random = SeededRandom(seed: seed, stream: stream)
    var geometry = SeededRandom(seed: 7, stream: 1)
    let centres = (0..<5 * dimensions).map { _ in 3 * geometry.normal() }
    let factors = (0..<3 * dimensions).map { _ in geometry.normal() }
    var rows: [Float] = []
    rows.reserveCapacity(count * dimensions)
    for _ in 0..<count {
      let common = (0..<3).map { _ in random.normal() }
      let cluster = random.below(5)
      for column in 0..<dimensions {
        var value = random.normal()
        switch self {
        case .isotropic: break
        case .correlated:
          for (factor, weight) in common.enumerated() {
            value += weight * factors[factor * dimensions + column]
          }
        case .clustered: value += centres[cluster * dimensions + column]
        }
        rows.append(Float(value + offset))
      }
    }
    return rows
  }

  /// The same as a matrix.
  func matrix(
    _ count: Int, dimensions: Int, seed: UInt64, stream: UInt64, offset: Double = 0
  ) throws -> Matrix {
    try Matrix(
      draw(count, dimensions: dimensions, seed: seed, stream: stream, offset: offset),
      dimensions: dimensions)
  }
}

/// Rows that are not in memory as far as the library can tell.
struct RemoteRows: MatrixRows {
  let values: [Float]
  let dimensions: Int
  var precision: MatrixPrecision { .single }
  var count: Int { values.count / dimensions }

  func read(_ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) {
    for (place, index) in (rows.lowerBound * dimensions..<rows.upperBound * dimensions).enumerated()
    {
      buffer[place] = values[index]
    }
  }

  func read(_ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Double>) {
    for (place, index) in (rows.lowerBound * dimensions..<rows.upperBound * dimensions).enumerated()
    {
      buffer[place] = Double(values[index])
    }
  }
}

/// The finding of one detector on two matrices.
func find(
  _ detector: any EmbeddingDetector, _ x: Matrix, _ y: Matrix, seed: UInt64 = 0, threads: Int = 2
) throws -> Finding {
  var options = CompareOptions()
  options.seed = seed
  options.threads = threads
  let verdict = try compare(baseline: x, current: y, detectors: [detector], options: options)
  return verdict.scores[0].finding
}

extension Array where Element == Float {
  /// The same values in double precision, plus an offset.
  func doubled(plus offset: Double = 0) -> [Double] { map { Double($0) + offset } }
}
