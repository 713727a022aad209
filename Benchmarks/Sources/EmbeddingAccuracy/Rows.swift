internal import Driftline
internal import DriftlineInput

/// Rows in memory that samples are drawn from.
struct Rows {
  let values: [Float]
  let dimensions: Int
  var count: Int { values.count / dimensions }

  /// The rows of a file.
  init(path: String) throws {
    guard case .matrix(let matrix) = try readDataset(path: path) else {
      throw DriftlineError(.shapeMismatch, "\(path) is no matrix")
    }
    var values = [Float](repeating: 0, count: matrix.count * matrix.dimensions)
    try unsafe values.withUnsafeMutableBufferPointer { buffer in
      try unsafe matrix.rows.read(0..<matrix.count, into: buffer)
    }
    self.init(values, dimensions: matrix.dimensions)
  }

  init(_ values: [Float], dimensions: Int) {
    self.values = values
    self.dimensions = dimensions
  }

  /// Some of the rows, without replacement.
  func sample(_ wanted: Int, _ random: inout SeededRandom) -> [Float] {
    var order = Array(0..<count)
    var rows: [Float] = []
    rows.reserveCapacity(wanted * dimensions)
    for index in 0..<wanted {
      order.swapAt(index, index + random.below(count - index))
      rows += values[order[index] * dimensions..<(order[index] + 1) * dimensions]
    }
    return rows
  }

  func matrix(_ rows: [Float]) throws -> Matrix { try Matrix(rows, dimensions: dimensions) }
}

/// The distributions that nothing changes in.
enum Source: String, CaseIterable {
  /// Independent standard normal values.
  case isotropic
  /// Normal rows of which three directions carry most of the spread.
  case correlated
  /// Normal rows of which one in five is a copy of one of ten.
  case repeated

  func draw(_ count: Int, dimensions: Int, seed: UInt64, stream: UInt64) -> [Float] {
    var random = SeededRandom(seed: seed, stream: stream)
    var geometry = SeededRandom(seed: 7, stream: 1)
    let factors = (0..<3 * dimensions).map { _ in geometry.normal() }
    var rows: [Float] = []
    rows.reserveCapacity(count * dimensions)
    let copied = (0..<10 * dimensions).map { _ in Float(geometry.normal()) }
    for _ in 0..<count {
      if self == .repeated, random.uniform() < 0.2 {
        let pick = random.below(10)
        rows += copied[pick * dimensions..<(pick + 1) * dimensions]
        continue
      }
      let common = (0..<3).map { _ in random.normal() }
      for column in 0..<dimensions {
        var value = random.normal()
        if self == .correlated {
          for (factor, weight) in common.enumerated() {
            value += weight * factors[factor * dimensions + column]
          }
        }
        rows.append(Float(value))
      }
    }
    return rows
  }
}
