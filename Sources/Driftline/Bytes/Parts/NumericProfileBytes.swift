/// The numbers of values, then moments, order and histograms as far as they are there.
extension NumericProfile: StoredPart {
  package func write(to out: inout ByteWriter) {
    out.int(count)
    out.int(missing)
    out.optional(moments)
    if let sketch {
      out.u8(2)
      sketch.write(to: &out)
    } else if let ordered {
      out.u8(1)
      ordered.write(to: &out)
    } else {
      out.u8(0)
    }
    out.ascending(bins) { $0.precedes($1) }
  }

  package init(from input: inout ByteReader) throws(DriftlineError) {
    let count = try input.count("the number of values")
    let missing = try input.count("the number of missing values")
    guard count + missing <= largestStoredCount else {
      throw input.damage("the number of values", is: count + missing, expected: "at most 2^53")
    }
    let moments: Moments? = try input.optional("the moments")
    var ordered: OrderedSample?
    var sketch: QuantileSketch?
    let kind = try input.u8("the kind of order")
    switch kind {
    case 0: break
    case 1: ordered = try OrderedSample(from: &input)
    case 2: sketch = try QuantileSketch(from: &input)
    default:
      throw input.damage("the kind of order", is: kind, expected: "0 to 2", at: input.offset - 1)
    }
    let bins: [Binning: BinCounts] = try input.ascending("histograms", atLeast: 26) {
      $0.precedes($1)
    }
    self.init(
      count: count, missing: missing, moments: moments, ordered: ordered ?? sketch?.ordered(),
      sketch: sketch, bins: bins)
    try check(&input)
  }

  /// Refuses parts that do not count the same values.
  private func check(_ input: inout ByteReader) throws(DriftlineError) {
    if let moments, moments.count != count || moments.missing != missing || isWeighted {
      throw input.damage(
        "the moments' number of values", is: moments.count,
        expected: "\(count), with \(missing) missing, and no weights")
    }
    if let ordered, ordered.population != count {
      throw input.damage(
        "the number of ordered values", is: ordered.population, expected: "\(count)")
    }
    for counts in bins.values {
      let expected = isWeighted ? 1 : Double(count)
      let isWhole = isWeighted || counts.counts.allSatisfy { $0 == $0.rounded() }
      let isSum = abs(counts.total - expected) <= (isWeighted ? 1e-6 : 0)
      guard isWhole, isSum, isWeighted || counts.effectiveCount == expected else {
        throw input.damage("the sum of a histogram", is: counts.total, expected: "\(expected)")
      }
    }
  }
}
