/// k, the seed, the number of values, their range, and the levels.
extension QuantileSketch: StoredPart {
  package func write(to out: inout ByteWriter) {
    out.int(k)
    out.u64(seed)
    out.int(count)
    out.double(minimum)
    out.double(maximum)
    out.u8(UInt8(levels.count))
    for level in levels { out.doubles(level) }
  }

  package init(from input: inout ByteReader) throws(DriftlineError) {
    let k = try input.int(
      "the sketch's k", in: QuantileSketch.sizes.lowerBound...QuantileSketch.sizes.upperBound)
    let seed = try input.u64("the sketch's seed")
    let count = try input.count("the number of values in the sketch")
    let minimum = try input.double("the sketch's minimum", allowing: .notNaN)
    let maximum = try input.double("the sketch's maximum", allowing: .notNaN)
    var levels: [[Double]] = []
    for level in 0..<(try input.u8("the number of levels")) {
      levels.append(try input.doubles("level \(level)", allowing: .notNaN))
    }
    for number in [[minimum, maximum]] + levels
    where number.contains(where: { $0 == 0 && $0.sign == .minus }) {
      throw input.damage("a value of the sketch", is: -0.0, expected: "0.0")
    }
    do throws(DriftlineError) {
      try self.init(
        k: k, seed: seed, count: count, minimum: minimum, maximum: maximum, levels: levels)
    } catch {
      throw input.damage("the sketch", is: "none: \(error.message)", expected: "a sketch")
    }
  }
}
