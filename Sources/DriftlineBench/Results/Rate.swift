/// How many of so many repeats: a share with the interval that its finite number leaves open.
public struct Rate: Codable, Sendable, Equatable {
  /// In how many repeats it happened.
  public var count: Int
  /// How many repeats there were.
  public var repeats: Int

  /// A share of `repeats`, of which it happened in `count`.
  public init(_ count: Int, of repeats: Int) {
    self.count = count
    self.repeats = repeats
  }

  /// The share; NaN where there was no repeat.
  public var share: Double { Double(count) / Double(repeats) }

  /// The 95 % interval of the share (Wilson 1927, DOI 10.1080/01621459.1927.10502953); 0 to 1 where
  /// there was no repeat.
  public var interval: ClosedRange<Double> { interval(errors: 1.959964) }

  /// The interval of so many standard errors.
  public func interval(errors z: Double) -> ClosedRange<Double> {
    guard repeats > 0 else { return 0...1 }
    let n = Double(repeats)
    let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    let half =
      z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot() / (1 + z * z / n)
    return max(0, middle - half)...min(1, middle + half)
  }
}

/// A number that was estimated, with its 95 % interval.
public struct Estimate: Codable, Sendable, Equatable {
  /// The estimate.
  public var value: Double
  /// The lower end of its interval.
  public var low: Double
  /// The upper end of its interval.
  public var high: Double

  /// An estimate between two ends.
  public init(_ value: Double, _ low: Double, _ high: Double) {
    self.value = value
    self.low = low
    self.high = high
  }
}
