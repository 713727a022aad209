/// The number of rows, origin, mean less the origin, and the products of deviations: of the symmetric
/// matrix the part on and over the diagonal, row by row.
extension Covariance: StoredPart {
  package func write(to out: inout ByteWriter) {
    out.int(count)
    out.doubles(origin)
    out.doubles(offset)
    for row in 0..<dimensions {
      out.raw(Array(scatter[row * dimensions + row..<(row + 1) * dimensions]))
    }
  }

  package init(from input: inout ByteReader) throws(DriftlineError) {
    let count = try input.count("the covariance's number of rows")
    let origin = try input.doubles("the covariance's origin")
    let width = origin.count
    guard (1...mostCovarianceColumns).contains(width) else {
      throw input.damage(
        "the covariance's number of columns", is: width, expected: "1 to \(mostCovarianceColumns)")
    }
    let offset = try input.doubles("the covariance's mean less the origin", count: width)
    // All of it has to be there before the matrix is made.
    let start = input.offset
    let upper = try input.raw(
      "the covariance's products", count: width * (width + 1) / 2, of: Double.self)
    if let index = upper.firstIndex(where: { !$0.isFinite }) {
      throw input.damage(
        "number \(index) of the covariance's products", is: upper[index],
        expected: "a finite number", at: start + 8 * index)
    }
    self.init(origin: origin)
    self.offset = offset
    self.count = count
    var next = 0
    for row in 0..<width {
      for column in row..<width {
        scatter[row * width + column] = upper[next]
        scatter[column * width + row] = upper[next]
        next += 1
      }
    }
  }
}
