/// The values in ascending order; where they are weighted, the sum of the weights, the effective count
/// and the share of the weight up to and with each value.
///
/// Samples of which a sketch has kept a part are not written: their sketches are.
extension OrderedSample: StoredPart {
  package func write(to out: inout ByteWriter) {
    precondition(rankError == 0, "a sample with an error of rank of \(rankError)")
    // Minus zero is the same value as zero.
    out.doubles(values.map { $0 + 0 })
    out.flag(cumulativeShares != nil)
    if let cumulativeShares {
      out.double(totalWeight)
      out.double(effectiveCount)
      out.raw(cumulativeShares)
    }
  }

  package init(from input: inout ByteReader) throws(DriftlineError) {
    let values = try input.doubles("the ordered values", allowing: .notNaN)
    for (index, value) in values.enumerated() {
      let isPlusZero = value != 0 || value.sign == .plus
      guard index == 0 || values[index - 1] <= value, isPlusZero else {
        throw input.damage(
          "ordered value \(index)", is: value,
          expected: isPlusZero ? "\(values[index - 1]) or more" : "0.0",
          at: input.offset - 8 * (values.count - index))
      }
    }
    guard try input.flag("whether there are weights") else {
      self.init(ascending: values)
      return
    }
    let totalWeight = try input.double("the sum of weights", allowing: .finiteNotNegative)
    let effectiveCount = try input.double("the effective count", allowing: .finiteNotNegative)
    // Rounding may take it over the number of values, by less than this.
    let most = Double(values.count) * (1 + 1e-9)
    guard effectiveCount <= most, values.isEmpty || totalWeight > 0 && effectiveCount > 0 else {
      throw input.damage(
        "the effective count", is: effectiveCount, expected: "more than 0, up to \(values.count)")
    }
    let shares = try input.raw("the shares", count: values.count, of: Double.self)
    for (index, share) in shares.enumerated() {
      let before = index == 0 ? 0 : shares[index - 1]
      guard share >= before, share <= 1, index + 1 < shares.count || share == 1 else {
        throw input.damage(
          "share \(index)", is: share, expected: "\(before) to 1, and 1 at the end",
          at: input.offset - 8 * (shares.count - index))
      }
    }
    self.init(
      ascending: values, shares: shares, totalWeight: totalWeight, effectiveCount: effectiveCount)
  }
}
