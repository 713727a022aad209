private import Foundation

/// Where a finding on sketches lies had every value been there: what the error of rank leaves open.
///
/// Each sketch keeps its error with a probability of 99 %, over its seed; where both do, all three
/// intervals hold.
public struct ErrorInterval: Sendable, Equatable {
  /// The statistic.
  public let statistic: ClosedRange<Double>
  /// The effect.
  public let effect: ClosedRange<Double>
  /// The natural logarithm of the p-value; `nil` where there is none.
  public let logPValue: ClosedRange<Double>?
  /// The sum of both sides' errors of rank.
  public let rankError: Double

  /// An interval; where `effect` is not given, the statistic is the effect.
  public init(
    statistic: ClosedRange<Double>, effect: ClosedRange<Double>? = nil,
    logPValue: ClosedRange<Double>?, rankError: Double
  ) {
    self.statistic = statistic
    self.effect = effect ?? statistic
    self.logPValue = logPValue.map { min($0.lowerBound, 0)...min($0.upperBound, 0) }
    self.rankError = rankError
  }

  /// The interval as a score's `exactness`.
  var json: JSON {
    func ends(_ range: ClosedRange<Double>) -> JSON { JSON([range.lowerBound, range.upperBound]) }
    var members: [JSON.Member] = [
      .init("kind", .string("sketch")), .init("rank_error", .number(rankError)),
      .init("statistic", ends(statistic)),
    ]
    if effect != statistic { members.append(.init("effect", ends(effect))) }
    if let logPValue {
      members.append(
        .init("p_value", JSON([exp(logPValue.lowerBound), exp(logPValue.upperBound)])))
      members.append(.init("log_p_value", ends(logPValue)))
    } else {
      members += [.init("p_value", .null), .init("log_p_value", .null)]
    }
    return .object(members)
  }
}

extension ClosedRange<Double> {
  /// The range between the images of the ends under a map that does not fall.
  func map(_ rising: (Double) -> Double) -> ClosedRange<Double> {
    Self.between(rising(lowerBound), rising(upperBound))
  }

  /// The range between the images of the ends under a map that does not rise.
  func reversed<Failure: Error>(
    _ falling: (Double) throws(Failure) -> Double
  ) throws(Failure) -> ClosedRange<Double> {
    Self.between(try falling(upperBound), try falling(lowerBound))
  }

  /// From one end to the other; everything where one of them is not a number.
  private static func between(_ low: Double, _ high: Double) -> ClosedRange<Double> {
    low.isNaN || high.isNaN ? -Double.infinity...Double.infinity : low...Swift.max(low, high)
  }
}
