/// The numbers of rows, then origin, mean less the origin, and squared deviations of each dimension.
extension RowMoments: StoredPart {
  package func write(to out: inout ByteWriter) {
    out.int(count)
    out.int(missing)
    out.doubles(origin)
    out.doubles(offset)
    out.doubles(squares)
  }

  package init(from input: inout ByteReader) throws(DriftlineError) {
    let count = try input.count("the number of rows")
    let missing = try input.count("the number of missing rows")
    guard count + missing <= largestStoredCount else {
      throw input.damage("the number of rows", is: count + missing, expected: "at most 2^53")
    }
    self.init(origin: try input.doubles("the origin"))
    try input.requireDimensions(dimensions)
    offset = try input.doubles("the mean less the origin", count: dimensions)
    squares = try input.doubles("the squares", count: dimensions, allowing: .finiteNotNegative)
    self.count = count
    self.missing = missing
  }
}

extension ByteReader {
  /// Refuses rows of no values, and of so many that products of numbers of them could overflow.
  func requireDimensions(_ dimensions: Int) throws(DriftlineError) {
    guard (1...mostDimensions).contains(dimensions) else {
      throw damage(
        "the number of values in a row", is: dimensions, expected: "1 to \(mostDimensions)")
    }
  }
}

/// The most values in a row that is written.
let mostDimensions = 1 << 30
