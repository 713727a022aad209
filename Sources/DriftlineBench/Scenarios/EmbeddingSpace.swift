internal import Driftline

/// A law of rows: draws one.
typealias RowLaw = @Sendable (inout SeededRandom) -> [Double]

/// Where synthetic embeddings lie: about a mean, along directions whose variances fall as 1/rank.
///
/// The directions are random and fixed, so that columns are correlated. Variances add up to 1, and the
/// mean has length 0.5.
struct EmbeddingSpace: Sendable {
  /// Numbers in a row.
  let dimensions: Int
  /// The mean.
  let mean: [Double]
  /// Orthonormal directions, by falling variance.
  let directions: [[Double]]
  /// The standard deviation along each direction.
  let deviations: [Double]
  /// The standard deviation of each column.
  let columnDeviations: [Double]

  /// The space of all synthetic scenarios.
  static let usual = EmbeddingSpace(dimensions: 64, seed: 7)

  /// A space of random directions.
  init(dimensions: Int, seed: UInt64) {
    var random = SeededRandom(seed: seed, stream: 1)
    let weight = (1...dimensions).reduce(0) { $0 + 1 / Double($1) }
    let deviations = (1...dimensions).map { (1 / Double($0) / weight).squareRoot() }
    var directions: [[Double]] = []
    for _ in 0..<dimensions {
      var row = (0..<dimensions).map { _ in random.normal() }
      for _ in 0..<2 {
        for other in directions {
          let product = dot(row, other)
          for column in row.indices { row[column] -= product * other[column] }
        }
      }
      directions.append(unit(row))
    }
    mean = unit((0..<dimensions).map { _ in random.normal() }).map { 0.5 * $0 }
    columnDeviations = (0..<dimensions).map { column in
      zip(directions, deviations).reduce(0) { sum, pair in
        let part = pair.0[column] * pair.1
        return sum + part * part
      }.squareRoot()
    }
    self.dimensions = dimensions
    self.deviations = deviations
    self.directions = directions
  }

  /// A unit vector for each index, the same in every run.
  func axis(_ index: Int) -> [Double] {
    var random = SeededRandom(seed: 7, stream: UInt64(100 + index))
    return unit((0..<dimensions).map { _ in random.normal() })
  }

  /// Coordinates along the directions: normal, with their standard deviations.
  func coordinates(_ random: inout SeededRandom) -> [Double] {
    deviations.map { $0 * random.normal() }
  }

  /// The row of coordinates, without the mean.
  func offset(_ coordinates: [Double]) -> [Double] {
    var row = [Double](repeating: 0, count: dimensions)
    for (direction, coordinate) in zip(directions, coordinates) {
      for column in row.indices { row[column] += coordinate * direction[column] }
    }
    return row
  }

  /// A usual row.
  func row(_ random: inout SeededRandom) -> [Double] {
    sum(mean, offset(coordinates(&random)))
  }

  /// A row about a centre, with the usual spread times `spread`.
  func row(about centre: [Double], spread: Double, _ random: inout SeededRandom) -> [Double] {
    sum(centre, offset(coordinates(&random)).map { spread * $0 })
  }

  /// The mean, moved along an axis.
  func centre(_ distance: Double, along axis: [Double]) -> [Double] {
    sum(mean, axis.map { distance * $0 })
  }
}

/// The product of two vectors of one length.
private func dot(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}

/// The sum of two vectors of one length.
func sum(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 + $1 } }

/// A vector of length 1 in the same direction.
private func unit(_ vector: [Double]) -> [Double] {
  let length = dot(vector, vector).squareRoot()
  return vector.map { $0 / length }
}
