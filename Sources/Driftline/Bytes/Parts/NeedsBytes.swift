/// The bits of the parts, then the binnings in their order.
extension NumericNeeds: StoredPart {
  package func write(to out: inout ByteWriter) {
    out.int(parts.rawValue)
    out.u64(UInt64(binnings.count))
    for binning in binnings { binning.write(to: &out) }
  }

  package init(from input: inout ByteReader) throws(DriftlineError) {
    let known: Parts = [
      .moments, .ordered, .deviation, .area, .squaredArea, .squaredMass, .andersonDarling,
    ]
    let bits = try input.int("the parts", in: 0...known.rawValue)
    guard known.isSuperset(of: Parts(rawValue: bits)), bits < 4 || bits & 2 != 0 else {
      throw input.damage("the parts", is: bits, expected: "the bits of parts that there are")
    }
    self.init(Parts(rawValue: bits))
    binnings = try input.distinct("binnings", atLeast: 10)
  }
}

/// Two flags, the number of rows, then clusterings and feature maps in their order.
extension EmbeddingNeeds: StoredPart {
  package func write(to out: inout ByteWriter) {
    out.flag(covariance)
    out.flag(distances)
    out.int(rows)
    out.u64(UInt64(clusterings.count))
    for clustering in clusterings { clustering.write(to: &out) }
    out.u64(UInt64(features.count))
    for map in features { map.write(to: &out) }
  }

  package init(from input: inout ByteReader) throws(DriftlineError) {
    self.init()
    covariance = try input.flag("whether there are covariances")
    distances = try input.flag("whether there are distances")
    rows = try input.int("the most rows", in: 0...mostSampleRows)
    clusterings = try input.distinct("clusterings", atLeast: 25)
    features = try input.distinct("feature maps", atLeast: 9)
  }
}

/// The most rows of each side that a detector can be given.
let mostSampleRows = 10_000_000

extension ByteReader {
  /// Parts none of which is there twice.
  mutating func distinct<Part: StoredPart & Hashable>(
    _ field: String, atLeast bytes: Int
  ) throws(DriftlineError) -> [Part] {
    var parts: [Part] = []
    var seen: Set<Part> = []
    for index in 0..<(try items(field, atLeast: bytes)) {
      let place = offset
      let part = try Part(from: &self)
      guard seen.insert(part).inserted else {
        throw damage(
          "number \(index) of the \(field)", is: "there already", expected: "another one",
          at: place)
      }
      parts.append(part)
    }
    return parts
  }
}
