/// The covariance matrix of the rows of a matrix.
///
/// Sums of products about an origin close to the rows, in double precision. Merging is right to an ulp
/// or two.
///
/// - Size: 8 d^2 bytes in memory, 4 d (d + 1) as it is written.
///
/// Source: T. F. Chan, G. H. Golub, R. J. LeVeque, The American Statistician 37 (1983),
/// DOI 10.1080/00031305.1983.10483115.
public struct Covariance: Sendable, Equatable {
  /// The number of rows.
  public internal(set) var count = 0
  var origin: [Double]
  var offset: [Double]
  /// The sum of products of deviations from the mean, d x d, symmetric.
  var scatter: [Double]

  /// The covariance of no rows.
  init(origin: [Double]) {
    self.origin = origin
    offset = [Double](repeating: 0, count: origin.count)
    scatter = [Double](repeating: 0, count: origin.count * origin.count)
  }

  /// The number of values in a row.
  public var dimensions: Int { origin.count }

  /// Adds rows of which the sums and the sums of products about the origin are known.
  ///
  /// - Complexity: O(d^2).
  mutating func add(count added: Int, sums: [Double], products: [Double]) {
    guard added > 0 else { return }
    combine(added, sums.map { $0 / Double(added) }, products, less: Double(added))
  }

  /// Adds the rows of another covariance.
  ///
  /// - Complexity: O(d^2).
  mutating func merge(_ other: Covariance) {
    precondition(dimensions == other.dimensions, "\(dimensions) and \(other.dimensions) columns")
    guard other.count > 0 else { return }
    let offsets = origin.indices.map { other.offset[$0] + (other.origin[$0] - origin[$0]) }
    combine(other.count, offsets, other.scatter, less: 0)
  }

  /// `less` times the product of the offsets is what the products have too much for being about
  /// the origin.
  private mutating func combine(
    _ added: Int, _ offsets: [Double], _ products: [Double], less: Double
  ) {
    let total = Double(count) + Double(added)
    let share = Double(added) / total
    let weight = share * Double(count)
    let width = dimensions
    let steps = offsets.indices.map { offsets[$0] - offset[$0] }
    unsafe scatter.withUnsafeMutableBufferPointer { scatter in
      unsafe products.withUnsafeBufferPointer { products in
        // Either side of the diagonal has the products in the same order, and so the same bits.
        let excesses = offsets.map { less * $0 }
        let weighted = steps.map { weight * $0 }
        for row in 0..<width {
          for column in 0..<row {
            let index = row * width + column
            unsafe scatter[index] +=
              products[index] - excesses[column] * offsets[row] + weighted[column] * steps[row]
          }
          for column in row..<width {
            let index = row * width + column
            unsafe scatter[index] +=
              products[index] - excesses[row] * offsets[column] + weighted[row] * steps[column]
          }
        }
      }
    }
    for index in offset.indices { offset[index] += steps[index] * share }
    count += added
  }

  /// The covariance matrix (divisor n - 1), row by row; `nil` where there are fewer than two rows.
  public var matrix: [Double]? {
    count < 2 ? nil : scatter.map { $0 / Double(count - 1) }
  }

  /// The sum of products of deviations from the mean, row by row.
  var products: [Double] { scatter }
}
