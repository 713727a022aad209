/// Arrays of numbers: their number in eight bytes, then the numbers, copied as one.
extension ByteReader {
  /// Doubles; exactly `count` where it is given.
  ///
  /// - Complexity: O(n).
  package mutating func doubles(
    _ field: String, count: Int? = nil, allowing allowed: AllowedNumbers = .finite
  ) throws(DriftlineError) -> [Double] {
    let values: [Double] = try array(field, count)
    if case .any = allowed { return values }
    for (index, value) in values.enumerated() where !allowed.contains(value) {
      throw damage(
        "number \(index) of \(field)", is: value, expected: allowed.description,
        at: offset - 8 * (values.count - index))
    }
    return values
  }

  /// Singles; exactly `count` where it is given.
  ///
  /// - Complexity: O(n).
  package mutating func floats(
    _ field: String, count: Int? = nil, allowing allowed: AllowedNumbers = .finite
  ) throws(DriftlineError) -> [Float] {
    let values: [Float] = try array(field, count)
    for (index, value) in values.enumerated() where !allowed.contains(Double(value)) {
      throw damage(
        "number \(index) of \(field)", is: value, expected: allowed.description,
        at: offset - 4 * (values.count - index))
    }
    return values
  }

  /// Whole numbers of a range; exactly `count` where it is given.
  ///
  /// - Complexity: O(n).
  package mutating func ints(
    _ field: String, count: Int? = nil, in range: ClosedRange<Int>
  ) throws(DriftlineError) -> [Int] {
    let values: [Int] = try array(field, count)
    for (index, value) in values.enumerated() where !range.contains(value) {
      throw damage(
        "number \(index) of \(field)", is: value,
        expected: "\(range.lowerBound) to \(range.upperBound)",
        at: offset - 8 * (values.count - index))
    }
    return values
  }

  /// Counts of 0 or more that add up to at most 2^53; exactly `count` of them where it is given.
  package mutating func counts(
    _ field: String, count: Int? = nil
  ) throws(DriftlineError) -> [Int] {
    let values = try ints(field, count: count, in: 0...largestStoredCount)
    var total = 0
    for (index, value) in values.enumerated() {
      total += value
      guard total <= largestStoredCount else {
        throw damage(
          "the sum of \(field)", is: total, expected: "at most \(largestStoredCount)",
          at: offset - 8 * (values.count - index))
      }
    }
    return values
  }

  /// Words of 64 bits; exactly `count` where it is given.
  package mutating func words(
    _ field: String, count: Int? = nil
  ) throws(DriftlineError) -> [UInt64] { try array(field, count) }

  private mutating func array<Value: BitwiseCopyable>(
    _ field: String, _ wanted: Int?
  ) throws(DriftlineError) -> [Value] {
    let count = try items(field, atLeast: MemoryLayout<Value>.stride)
    if let wanted, count != wanted {
      throw damage("the number of \(field)", is: count, expected: "\(wanted)")
    }
    return try raw(field, count: count)
  }
}
