private import Foundation

/// What a detector found, before any rule has judged it.
public struct Finding: Sendable, Equatable {
  /// The number the field knows by the detector's name.
  public var statistic: Double
  /// The natural logarithm of the p-value; `nil` where none is defined.
  public var logPValue: Double?
  /// The effect below which a change does not matter in practice; `nil` where there is none.
  public var threshold: Double?
  /// Where the severities begin, on the scale of ``effect``.
  public var bands: Bands
  /// How large the change is, whatever the number of rows: what ``threshold`` and ``bands`` speak of.
  ///
  /// The statistic itself, unless that grows with the samples or has the data's unit.
  public var effect: Double
  /// How many values the statistic or its p-value looked at, where a seeded sample stood for all.
  public var sampled: Int?
  /// What the errors of sketches leave open; `nil` where every value was there.
  public var interval: ErrorInterval?
  /// What else there is to know, as docs/definitions.md names it.
  public var detail: [JSON.Member]

  /// A finding.
  public init(
    statistic: Double, logPValue: Double?, threshold: Double?, bands: Bands,
    effect: Double? = nil, sampled: Int? = nil, interval: ErrorInterval? = nil,
    detail: [JSON.Member] = []
  ) {
    self.statistic = statistic
    self.logPValue = logPValue.map { $0 >= 0 ? 0 : $0 }
    self.threshold = threshold
    self.bands = bands
    self.effect = effect ?? statistic
    self.sampled = sampled
    self.interval = interval
    self.detail = detail
  }

  /// Whether all values were looked at.
  var exactness: JSON {
    if let interval { return interval.json }
    guard let sampled else { return .object([.init("kind", .string("exact"))]) }
    return .object([.init("kind", .string("sample")), .init("n", .int(sampled))])
  }
}

/// A finding with its verdict.
public struct Score: Sendable, Equatable {
  /// The detector's name.
  public let detector: String
  /// What the detector found.
  public let finding: Finding
  /// The parameters that the detector worked with.
  public let definition: JSON
  /// Whether this is drift; `nil` where it cannot be told, as for a statistic that is not a number.
  public internal(set) var drifted: Bool?
  /// How much it matters; `none` where chance explains it.
  public internal(set) var severity: Severity
  /// The natural logarithm of the p-value after correction for the other columns of a table.
  public internal(set) var adjustedLogPValue: Double?
  /// Between what the adjusted p-value's logarithm lies, where sketches leave it open.
  public internal(set) var adjustedLogPInterval: ClosedRange<Double>?

  /// Judges a finding.
  ///
  /// Drift is an effect at or over its threshold and a p-value below `alpha`, where `rule` is
  /// `both`; where one of the two is not defined, the other alone decides. A finding on sketches has a
  /// verdict only where both ends of its interval have the same.
  package init(
    _ finding: Finding, detector: String, definition: JSON, rule: VerdictRule, alpha: Double
  ) {
    self.detector = detector
    self.finding = finding
    self.definition = definition
    adjustedLogPValue = nil
    drifted = nil
    severity = .none
    judge(rule: rule, alpha: alpha)
  }

  /// Judges again, by the adjusted p-value where there is one.
  mutating func judge(rule: VerdictRule, alpha: Double) {
    let numbers = [finding.statistic, finding.effect, finding.logPValue ?? 0]
    guard !numbers.contains(where: \.isNaN) else { return }
    // A distance is infinite because of a single infinite value, which without a p-value says nothing.
    if finding.effect == .infinity, finding.logPValue == nil { return }
    let logP = adjustedLogPValue ?? finding.logPValue
    drifted = verdict(effect: finding.effect, logPValue: logP, rule, alpha)
    if isOpen {
      let range = adjustedLogPInterval ?? finding.interval?.logPValue
      let effects = finding.interval?.effect ?? finding.effect...finding.effect
      let least = verdict(
        effect: effects.lowerBound, logPValue: range?.upperBound ?? logP, rule, alpha)
      let most = verdict(
        effect: effects.upperBound, logPValue: range?.lowerBound ?? logP, rule, alpha)
      guard least == most else {
        (drifted, severity) = (nil, .none)
        return
      }
    }
    if rule != .threshold, let logP, logP >= log(alpha) {
      severity = .none
    } else {
      let band = finding.bands.severity(of: finding.effect)
      severity = drifted == true ? max(band, .low) : band
    }
  }

  /// Whether an effect and a p-value are drift by a rule.
  private func verdict(
    effect: Double, logPValue: Double?, _ rule: VerdictRule, _ alpha: Double
  ) -> Bool? {
    let overThreshold = finding.threshold.map { effect >= $0 }
    let significant = logPValue.map { $0 < log(alpha) }
    switch rule {
    case .threshold: return overThreshold ?? significant
    case .pValue: return significant ?? overThreshold
    case .both:
      return [overThreshold, significant].compactMap(\.self).reduce(Bool?.none) {
        ($0 ?? true) && $1
      }
    }
  }

  /// Whether the errors of sketches leave the verdict open.
  public var isUndetermined: Bool { drifted == nil && isOpen }

  /// Whether the score's own sketches, or those of other columns through the adjustment of its p-value,
  /// leave something open.
  private var isOpen: Bool { finding.interval != nil || adjustedLogPInterval != nil }

  /// The score as the worker writes it.
  public var json: JSON {
    var members: [JSON.Member] = [
      .init("detector", .string(detector)), .init("statistic", .number(finding.statistic)),
      .init("p_value", JSON(finding.logPValue.map { exp($0) })),
      .init("log_p_value", JSON(finding.logPValue)),
    ]
    if let adjustedLogPValue {
      members.append(.init("adjusted_p_value", .number(exp(adjustedLogPValue))))
    }
    members += [
      .init("effect", .number(finding.effect)), .init("threshold", JSON(finding.threshold)),
      .init("drifted", drifted.map(JSON.bool) ?? .null),
      .init("severity", .string(severity.rawValue)),
      .init("exactness", finding.exactness),
      .init("definition", definition), .init("detail", .object(finding.detail)),
    ]
    return .object(members)
  }
}
