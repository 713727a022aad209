internal import DriftlineKernels

extension RowStorage where Element: KernelScalar {
  /// The same rows times a number.
  func scaled(by factor: Double) -> RowStorage<Element> {
    let scaled = RowStorage<Element>(count: count, dimensions: dimensions)
    for index in 0..<count * dimensions {
      unsafe scaled.start[index] = Element(Double(start[index]) * factor)
    }
    return scaled
  }

  /// The squared length of each row.
  var squaredLengths: [Double] {
    var lengths = [Double](repeating: 0, count: count)
    unsafe Element.rowProducts(
      start, count: count, dimensions: dimensions, shift: nil, vectors: nil, vectorCount: 0,
      norms: &lengths, products: nil)
    return lengths
  }
}

/// How many rows the median distance of pairs is taken from.
private let medianRows = 1_000

/// The median Euclidean distance of pairs of rows, the usual bandwidth of a Gaussian kernel.
///
/// Of all pairs of at most 1000 rows, chosen with the seed. Where more than half of the pairs are
/// equal, the median of the distances that are not 0; 1 where all rows are equal.
///
/// - Complexity: O(r^2 d) for r = min(1000, n) rows.
///
/// Source: A. Gretton, K. Borgwardt, M. Rasch, B. Schoelkopf, A. Smola, JMLR 13 (2012), section 8.
func medianDistance<Scalar: KernelScalar>(_ rows: RowStorage<Scalar>, seed: UInt64) -> Double {
  let (sample, unit) = chosen(rows, seed: seed)
  let squares = squaredDistances(sample)
  var distances = squares.map { $0.squareRoot() }
  unsafe distances.withUnsafeMutableBufferPointer { unsafe sortAscending($0, threads: 1) }
  if let median = median(distances[...]), median > 0 { return median * unit }
  return median(distances.drop { $0 == 0 }).map { $0 * unit } ?? 1
}

private func median(_ ascending: ArraySlice<Double>) -> Double? {
  guard !ascending.isEmpty else { return nil }
  let middle = ascending.startIndex + ascending.count / 2
  if ascending.count % 2 == 1 { return ascending[middle] }
  return ascending[middle - 1] + (ascending[middle] - ascending[middle - 1]) / 2
}

/// Some of the rows in double precision, in a unit that is a power of two close to the largest value.
private func chosen<Scalar: KernelScalar>(
  _ rows: RowStorage<Scalar>, seed: UInt64
) -> (RowStorage<Double>, unit: Double) {
  var random = SeededRandom(seed: seed, stream: 0x3D)
  let width = rows.dimensions
  let size = min(medianRows, rows.count)
  let sample = RowStorage<Double>(count: size, dimensions: width)
  var taken = 0
  var largest = 0.0
  for row in 0..<rows.count where taken < size {
    guard random.below(rows.count - row) < size - taken else { continue }
    let source = unsafe rows.rows(row..<row + 1)
    let target = unsafe sample.rows(taken..<taken + 1)
    for column in 0..<width {
      let value = unsafe Double(source[column])
      unsafe target[column] = value
      largest = max(largest, abs(value))
    }
    taken += 1
  }
  guard largest > 0 else { return (sample, 1) }
  let unit = Double(sign: .plus, exponent: largest.exponent, significand: 1)
  // Two steps, as the inverse of the smallest numbers overflows.
  let half = Double(sign: .plus, exponent: -Int(largest.exponent) / 2, significand: 1)
  for index in 0..<size * width { unsafe sample.start[index] *= half }
  let rest = 1 / (unit * half)
  for index in 0..<size * width { unsafe sample.start[index] *= rest }
  return (sample, unit)
}

/// The squared distances of all pairs of rows.
private func squaredDistances(_ rows: RowStorage<Double>) -> [Double] {
  let (count, width) = (rows.count, rows.dimensions)
  let norms = rows.squaredLengths
  var distances: [Double] = []
  distances.reserveCapacity(count * (count - 1) / 2)
  var products = [Double](repeating: 0, count: 64 * count)
  for first in stride(from: 0, to: count, by: 64) {
    let height = min(64, count - first)
    unsafe Double.gemm(
      transposeA: false, transposeB: true, m: height, n: count, k: width, alpha: 1,
      a: rows.start + first * width, lda: width, b: rows.start, ldb: width, beta: 0,
      c: &products, ldc: count)
    for row in first..<first + height {
      for other in row + 1..<max(count, row + 1) {
        let lengths = norms[row] + norms[other]
        let squared = lengths - 2 * products[(row - first) * count + other]
        // Near to each other, far from the origin: too few digits are left.
        distances.append(
          squared > 1e-6 * lengths ? squared : squaredDistance(rows, row, other))
      }
    }
  }
  return distances
}

private func squaredDistance(_ rows: RowStorage<Double>, _ first: Int, _ second: Int) -> Double {
  let a = unsafe rows.rows(first..<first + 1)
  let b = unsafe rows.rows(second..<second + 1)
  var sum = 0.0
  for column in a.indices {
    let gap = unsafe a[column] - b[column]
    sum += gap * gap
  }
  return sum
}
