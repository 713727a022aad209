private import Foundation

/// Count, mean and spread of the rows of a matrix.
///
/// Means and spreads are sums in double precision about an origin close to the rows, so that an
/// offset common to all rows costs no digits. Merging is exact for counts, and right to an ulp or two
/// for the rest.
///
/// Source: T. F. Chan, G. H. Golub, R. J. LeVeque, The American Statistician 37 (1983),
/// DOI 10.1080/00031305.1983.10483115.
public struct RowMoments: Sendable, Equatable {
  /// The number of rows that are not missing.
  public internal(set) var count = 0
  /// The number of rows that hold NaN or an infinity.
  public internal(set) var missing = 0
  /// What means are counted from.
  var origin: [Double]
  /// The mean of each dimension, less the origin.
  var offset: [Double]
  /// The sum of squared deviations from the mean in each dimension.
  var squares: [Double]

  /// The moments of no rows.
  init(origin: [Double]) {
    self.origin = origin
    offset = [Double](repeating: 0, count: origin.count)
    squares = offset
  }

  /// The number of values in a row.
  public var dimensions: Int { origin.count }
  /// The mean row.
  public var mean: [Double] { zip(origin, offset).map { $0 + $1 } }
  /// The variance of each dimension (divisor n - 1); NaN where there are fewer than two rows.
  public var variances: [Double] {
    squares.map { count < 2 ? .nan : $0 / Double(count - 1) }
  }
  /// The trace of the covariance matrix: the sum of the variances.
  public var totalVariance: Double {
    count < 2 ? .nan : squares.reduce(0, +) / Double(count - 1)
  }

  /// Adds rows of which the sums about the origin are known.
  mutating func add(count added: Int, missing: Int, sums: [Double], squares: [Double]) {
    self.missing += missing
    guard added > 0 else { return }
    let n = Double(added)
    let offsets = sums.map { $0 / n }
    let centred = squares.indices.map { max(0, squares[$0] - sums[$0] * offsets[$0]) }
    combine(added, offsets, centred)
  }

  /// Adds the rows of other moments.
  mutating func merge(_ other: RowMoments) {
    precondition(dimensions == other.dimensions, "\(dimensions) and \(other.dimensions) columns")
    missing += other.missing
    let offsets = origin.indices.map { other.offset[$0] + (other.origin[$0] - origin[$0]) }
    combine(other.count, offsets, other.squares)
  }

  private mutating func combine(_ added: Int, _ offsets: [Double], _ centred: [Double]) {
    guard added > 0 else { return }
    let total = Double(count) + Double(added)
    let share = Double(added) / total
    for index in offset.indices {
      let step = offsets[index] - offset[index]
      offset[index] += step * share
      squares[index] += centred[index] + step * step * share * Double(count)
    }
    count += added
  }

  /// How far the mean of other rows lies from that of these, in each dimension.
  func shift(to other: RowMoments) -> [Double] {
    origin.indices.map { (other.origin[$0] - origin[$0]) + (other.offset[$0] - offset[$0]) }
  }
}
