public import Driftline

/// A law of values in which nothing changes: each is a control that false alarms are counted on.
public enum StreamLaw: String, Sendable, CaseIterable {
  /// Independent normal values of mean 0 and standard deviation 1.
  case normal
  /// Independent values, uniform in 0...1.
  case uniform
  /// Independent values of Student's t with 3 degrees of freedom, scaled to standard deviation 1.
  case heavyTailed = "heavy_tailed"
  /// Independent errors: 1 with probability 0.1, else 0.
  case bernoulli
  /// Normal values of mean 0 and standard deviation 1, each correlated by 0.5 with the one before it
  /// (autoregression of first order).
  case autocorrelated

  /// The mean of the values.
  public var mean: Double {
    switch self {
    case .normal, .heavyTailed, .autocorrelated: 0
    case .uniform: 0.5
    case .bernoulli: Self.errorRate
    }
  }

  /// The standard deviation of the values.
  public var sigma: Double {
    switch self {
    case .normal, .heavyTailed, .autocorrelated: 1
    case .uniform: (1.0 / 12).squareRoot()
    case .bernoulli: (Self.errorRate * (1 - Self.errorRate)).squareRoot()
    }
  }

  /// What no value is outside of; `nil` where there is no such range.
  public var range: ClosedRange<Double>? {
    self == .uniform || self == .bernoulli ? 0...1 : nil
  }

  /// Those whose values are independent of each other.
  public static let independent: [StreamLaw] = [.normal, .uniform, .heavyTailed, .bernoulli]

  /// The control in words.
  public var description: ScenarioDescription {
    let summary =
      switch self {
      case .normal: "No change: independent normal values of mean 0 and standard deviation 1."
      case .uniform: "No change: independent values, uniform in 0 to 1."
      case .heavyTailed:
        "No change: independent values of Student's t with 3 degrees of freedom, scaled to standard "
          + "deviation 1. Charts for normal values promise nothing here."
      case .bernoulli:
        "No change: independent errors, 1 with probability 0.1, else 0. Charts for normal values "
          + "promise nothing here."
      case .autocorrelated:
        "No change, but each value is correlated by 0.5 with the one before it, which breaks what every "
          + "chart for independent values assumes. Only charts of residuals promise anything here."
      }
    return ScenarioDescription(
      name: "control_\(rawValue)", kind: "stream", summary: summary, levelMeaning: "none")
  }

  /// The share of errors where nothing changes.
  static let errorRate = 0.1
  /// The correlation of neighbours.
  static let correlation = 0.5
}

/// Values of a law, one after the other.
///
/// - Complexity: O(1) for a value.
public struct StreamSource: Sendable {
  /// The law.
  public let law: StreamLaw
  /// What values are drawn with; changes may draw from it too.
  public var random: SeededRandom
  private var last: Double?

  /// The values that follow from a generator.
  public init(_ law: StreamLaw, random: SeededRandom) {
    self.law = law
    self.random = random
  }

  /// The next value.
  public mutating func next() -> Double {
    switch law {
    case .normal: return random.normal()
    case .uniform: return random.uniform()
    case .heavyTailed:
      let above = random.normal()
      var squares = 0.0
      for _ in 0..<3 {
        let number = random.normal()
        squares += number * number
      }
      // t is above / sqrt(squares / 3), and has variance 3.
      return above / squares.squareRoot()
    case .bernoulli: return error(StreamLaw.errorRate)
    case .autocorrelated:
      let phi = StreamLaw.correlation
      let step = random.normal()
      let value = last.map { phi * $0 + (1 - phi * phi).squareRoot() * step } ?? step
      last = value
      return value
    }
  }

  /// 1 with a probability, else 0.
  public mutating func error(_ probability: Double) -> Double {
    random.uniform() < probability ? 1 : 0
  }
}
