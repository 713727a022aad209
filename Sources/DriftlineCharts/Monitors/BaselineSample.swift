public import Driftline

/// What a sample of good values says of a stream: its mean, its spread, and whether its values hang
/// together.
///
/// Values that are not finite are left out, and counted.
///
/// - Complexity: O(n), two passes.
public struct BaselineSample: Sendable, Equatable {
  /// How many finite values there were.
  public let count: Int
  /// How many were missing or infinite.
  public let missing: Int
  /// Their mean.
  public let mean: Double
  /// Their standard deviation, over n - 1.
  public let sigma: Double
  /// The correlation of neighbours (lag 1), in -1...1; 0 for a constant sample.
  public let autocorrelation: Double

  /// Looks at a sample.
  ///
  /// - Throws: `insufficient_data` under three finite values, `invalid_params` where all of them are
  ///   equal, so that no limit can be drawn.
  public init(_ values: some Sequence<Double>) throws(DriftlineError) {
    var finite: [Double] = []
    var missing = 0
    for value in values {
      if value.isFinite { finite.append(value) } else { missing += 1 }
    }
    guard finite.count >= 3 else {
      throw DriftlineError(
        .insufficientData,
        "a baseline of \(finite.count) finite values; a chart's mean and deviation take 3 at least",
        details: [.init("n", .int(finite.count)), .init("min", .int(3))])
    }
    // Made smaller where differences would overflow, by a power of 2, which is exact; then scaled by
    // the largest of them, so that squares neither overflow nor vanish.
    let unit = finite.contains { abs($0) > 1e300 } ? 0x1p-100 : 1
    let origin = finite[0] * unit
    let offsets = finite.map { $0 * unit - origin }
    let scale = offsets.reduce(0) { max($0, abs($1)) }
    guard scale > 0 else {
      throw DriftlineError(
        .invalidParams,
        "all \(finite.count) values of the baseline are \(finite[0]): there is no deviation to hold "
          + "new values against; give mean and sigma instead")
    }
    let n = Double(finite.count)
    let middle = offsets.reduce(0) { $0 + $1 / scale } / n
    let deviations = offsets.map { $0 / scale - middle }
    let squares = deviations.reduce(0) { $0 + $1 * $1 }
    var products = 0.0
    for (previous, next) in zip(deviations, deviations.dropFirst()) {
      products += previous * next
    }
    count = finite.count
    self.missing = missing
    mean = (origin + middle * scale) / unit
    autocorrelation = max(-1, min(1, products / squares))
    sigma = min((squares / (n - 1)).squareRoot() * scale / unit, .greatestFiniteMagnitude)
  }

  /// Whether neighbours hang together more than independent values would: |r| over 2.58 / sqrt(n),
  /// one in a hundred.
  ///
  /// Charts for independent values then raise false alarms far more often than they promise.
  public var isAutocorrelated: Bool { abs(autocorrelation) * Double(count).squareRoot() > 2.576 }
}
