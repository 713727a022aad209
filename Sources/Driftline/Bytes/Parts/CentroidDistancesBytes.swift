/// The three spreads, the number of zero rows, and the numbers of rows beyond each limit.
extension CentroidDistances: StoredPart {
  package func write(to out: inout ByteWriter) {
    distances.write(to: &out)
    cosines.write(to: &out)
    fairCosines.write(to: &out)
    out.int(zeroRows)
    out.ints(beyond)
  }

  package init(from input: inout ByteReader) throws(DriftlineError) {
    self.init(limits: 0)
    distances = try Spread(from: &input)
    cosines = try Spread(from: &input)
    fairCosines = try Spread(from: &input)
    zeroRows = try input.count("the number of zero rows")
    for spread in [cosines, fairCosines] where spread.count + zeroRows != distances.count {
      throw input.damage(
        "the number of cosines and of zero rows", is: spread.count + zeroRows,
        expected: "\(distances.count), as there are distances")
    }
    beyond = try input.ints("the numbers of far rows", in: 0...distances.count)
    guard beyond.count <= EmbeddingLimits.most else {
      throw input.damage(
        "the number of limits", is: beyond.count, expected: "0 to \(EmbeddingLimits.most)")
    }
  }
}

/// A count, the mean and the squared deviations.
extension Spread: StoredPart {
  package func write(to out: inout ByteWriter) {
    out.int(count)
    out.double(mean)
    out.double(squares)
  }

  package init(from input: inout ByteReader) throws(DriftlineError) {
    self.init()
    count = try input.count("the number of distances")
    mean = try input.double("the mean distance")
    squares = try input.double("the squares of distances", allowing: .finiteNotNegative)
    guard count > 0 || mean == 0 && mean.sign == .plus && squares == 0 else {
      throw input.damage("the mean of no distances", is: mean, expected: "0.0")
    }
  }
}

/// How many limits of distance a geometry may have.
enum EmbeddingLimits {
  static let most = 16
}
