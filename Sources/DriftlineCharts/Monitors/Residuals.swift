public import Driftline

/// What is left of a value once the one before it is accounted for: autoregression of first order.
///
/// e = (x - mean) - phi (x' - mean), x' the value before: independent, where the stream is such a
/// process, so that a chart of e keeps its promise. The first value has no neighbour, and is scaled
/// to the deviation of the others. A value that is not finite is passed on as it is, and the next has
/// no neighbour.
///
/// Source: L. C. Alwan, H. V. Roberts, "Time-series modeling for statistical process control", Journal
/// of Business & Economic Statistics 6 (1988), DOI 10.1080/07350015.1988.10509640.
public struct Residuals: ChartState {
  /// The correlation of neighbours, in -0.999...0.999.
  public var phi = 0.0
  /// The mean of the values.
  public var mean = 0.0
  /// The last value, less the mean.
  public var last = 0.0
  /// Whether there is a last value.
  public var hasLast = false

  /// What there is to store.
  public static let fields: [Parameter<Self>] = [
    .number("phi", \.phi, in: -0.999...0.999, "the correlation of neighbours"),
    .number("mean", \.mean, in: .finite, "the mean of the values"),
    .number("last", \.last, in: -1e300...1e300, "the last value, less the mean"),
    .flag("has_last", \.hasLast, "whether there is a last value"),
  ]

  /// Residuals of values that do not hang together: the values, less 0.
  public init() {}

  /// Residuals of values like a sample of good ones.
  public init(_ sample: BaselineSample) {
    phi = max(-0.999, min(0.999, sample.autocorrelation))
    mean = sample.mean
  }

  /// What is left of a value.
  public mutating func next(_ value: Double) -> Double {
    guard value.isFinite else {
      hasLast = false
      return value
    }
    let step = centred(value, around: mean)
    let rest = hasLast ? bounded(step - phi * last) : step * (1 - phi * phi).squareRoot()
    last = step
    hasLast = true
    return rest
  }

  /// What is left of the values of a sample, in its order.
  public func of(_ values: some Sequence<Double>) -> [Double] {
    var residuals = self
    residuals.hasLast = false
    return values.map { residuals.next($0) }
  }
}
