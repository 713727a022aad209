/// How much a change matters, by the bands of the detector that found it.
public enum Severity: String, Sendable, CaseIterable, Comparable {
  /// Nothing that matters.
  case none
  /// Worth a look.
  case low
  /// Likely to matter.
  case medium
  /// Act.
  case high

  /// Whether one severity is below another.
  public static func < (a: Severity, b: Severity) -> Bool {
    a.rank < b.rank
  }

  private var rank: Int {
    switch self {
    case .none: 0
    case .low: 1
    case .medium: 2
    case .high: 3
    }
  }
}

/// The effects from which each severity begins.
public struct Bands: Sendable, Equatable {
  /// Where `low` begins; infinite where there is no such band.
  public var low: Double
  /// Where `medium` begins; infinite where there is no such band.
  public var medium: Double
  /// Where `high` begins; infinite where there is no such band.
  public var high: Double

  /// Bands that begin at the given values.
  public init(low: Double = .infinity, medium: Double = .infinity, high: Double = .infinity) {
    self.low = low
    self.medium = medium
    self.high = high
  }

  /// The severity of a value.
  public func severity(of value: Double) -> Severity {
    if value >= high { return .high }
    if value >= medium { return .medium }
    return value >= low ? .low : .none
  }
}

/// Which of an effect and its p-value must speak for a verdict of drift.
public enum VerdictRule: String, Sendable, CaseIterable {
  /// The effect has reached its threshold; where there is none, the p-value decides.
  case threshold
  /// The p-value is below alpha; where there is none, the threshold decides.
  case pValue = "p_value"
  /// Both, where both are defined.
  case both
}
