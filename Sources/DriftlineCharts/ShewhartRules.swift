/// Patterns of single values, by name.
public struct ShewhartRules: OptionSet, Sendable {
  /// One bit for each rule, in the order of ``names``.
  public let rawValue: UInt32

  /// Rules by their bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// A value beyond the limits.
  public static let beyondLimits = Self(rawValue: 1)
  /// Two of three values over 2 sigma on one side, the newest among them.
  public static let twoOfThree = Self(rawValue: 2)
  /// Four of five values over 1 sigma on one side, the newest among them.
  public static let fourOfFive = Self(rawValue: 4)
  /// Eight values on one side of the mean.
  public static let eightOnOneSide = Self(rawValue: 8)
  /// Nine values on one side of the mean.
  public static let nineOnOneSide = Self(rawValue: 16)
  /// Six values, each above the one before, or each below it.
  public static let sixTrending = Self(rawValue: 32)
  /// Fourteen values, by turns above and below the one before.
  public static let fourteenAlternating = Self(rawValue: 64)
  /// Fifteen values within 1 sigma of the mean.
  public static let fifteenWithin = Self(rawValue: 128)
  /// Eight values, none within 1 sigma of the mean.
  public static let eightOutside = Self(rawValue: 256)

  /// The four of Western Electric.
  public static let westernElectric: Self = [
    .beyondLimits, .twoOfThree, .fourOfFive, .eightOnOneSide,
  ]
  /// The eight of Nelson.
  public static let nelson: Self = [
    .beyondLimits, .nineOnOneSide, .sixTrending, .fourteenAlternating, .twoOfThree, .fourOfFive,
    .fifteenWithin, .eightOutside,
  ]

  /// The names, in the order of the bits.
  public static let names = [
    "beyond_limits", "two_of_three", "four_of_five", "eight_on_one_side", "nine_on_one_side",
    "six_trending", "fourteen_alternating", "fifteen_within", "eight_outside",
  ]
}

extension Shewhart.State {
  /// Takes a value, in sigma.
  mutating func take(_ u: Double) {
    let zones = [u > 2, u < -2, u > 1, u < -1, u > 0, u < 0]
    for (zone, isInside) in zones.enumerated() {
      histories[zone] = (histories[zone] << 1 | (isInside ? 1 : 0)) & 0xFFFF
    }
    if count > 0 {
      let step = u > last ? 1 : u < last ? -1 : 0
      turns = step == 0 ? 0 : trend.signum() == -step ? min(16, turns + 1) : 1
      trend = step == 0 ? 0 : trend.signum() == step ? max(-16, min(16, trend + step)) : step
    }
    last = u
    count = min(16, count + 1)
  }

  /// The patterns that the newest value completes.
  var patterns: ShewhartRules {
    var found: ShewhartRules = []
    if side(2, of: 3, zone: 0) != 0 { found.insert(.twoOfThree) }
    if side(4, of: 5, zone: 2) != 0 { found.insert(.fourOfFive) }
    if side(8, of: 8, zone: 4) != 0 { found.insert(.eightOnOneSide) }
    if side(9, of: 9, zone: 4) != 0 { found.insert(.nineOnOneSide) }
    if abs(trend) >= 5 { found.insert(.sixTrending) }
    if turns >= 13 { found.insert(.fourteenAlternating) }
    let outside = histories[2] | histories[3]
    if count >= 15, outside & 0x7FFF == 0 { found.insert(.fifteenWithin) }
    if outside & 0xFF == 0xFF { found.insert(.eightOutside) }
    return found
  }

  /// 1 or -1 where `few` of the last `all` values are in a zone above, or in that below, the newest
  /// among them; else 0.
  private func side(_ few: Int, of all: Int, zone: Int) -> Int {
    for (history, sign) in [(histories[zone], 1), (histories[zone + 1], -1)]
    where history & 1 == 1 && (history & ((1 << all) - 1)).nonzeroBitCount >= few {
      return sign
    }
    return 0
  }

  /// Which way a pattern goes; `nil` for those that go nowhere.
  func direction(of rules: ShewhartRules, at u: Double) -> ChartPoint.Direction? {
    let sided: ShewhartRules = [
      .beyondLimits, .twoOfThree, .fourOfFive, .eightOnOneSide, .nineOnOneSide,
    ]
    if !rules.isDisjoint(with: sided) { return u > 0 ? .up : .down }
    if rules.contains(.sixTrending) { return trend > 0 ? .up : .down }
    return nil
  }
}
