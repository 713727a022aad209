internal import DriftlineKernels

/// Four counts, then the range, the mean with what rounding took from it, and the squared deviations.
extension Moments: StoredPart {
  package func write(to out: inout ByteWriter) {
    for count in [
      sums.count, sums.missing, sums.positiveInfinities, sums.negativeInfinities,
    ] { out.int(count) }
    for number in [sums.minimum, sums.maximum, sums.mean, sums.meanRemainder, sums.m2] {
      out.double(number)
    }
  }

  package init(from input: inout ByteReader) throws(DriftlineError) {
    self.init()
    sums.count = try input.count("the number of finite values")
    sums.missing = try input.count("the number of missing values")
    sums.positiveInfinities = try input.count("the number of infinite values")
    sums.negativeInfinities = try input.count("the number of minus infinite values")
    let total = sums.count + sums.missing + sums.positiveInfinities + sums.negativeInfinities
    guard total <= largestStoredCount else {
      throw input.damage("the number of values", is: total, expected: "at most 2^53")
    }
    sums.minimum = try input.double("the minimum", allowing: .notNaN)
    sums.maximum = try input.double("the maximum", allowing: .notNaN)
    sums.mean = try input.double("the mean")
    sums.meanRemainder = try input.double("the mean's remainder")
    sums.m2 = try input.double("the sum of squares", allowing: .notNegative)
    if sums.count == 0 {
      var empty = MomentSums()
      empty.missing = sums.missing
      empty.positiveInfinities = sums.positiveInfinities
      empty.negativeInfinities = sums.negativeInfinities
      guard sums == empty else {
        throw input.damage("the range", is: "given", expected: "none, as no value is finite")
      }
    } else {
      guard sums.minimum.isFinite, sums.maximum.isFinite, sums.minimum <= sums.maximum else {
        throw input.damage(
          "the range", is: "\(sums.minimum) to \(sums.maximum)", expected: "two ascending numbers")
      }
    }
  }
}
