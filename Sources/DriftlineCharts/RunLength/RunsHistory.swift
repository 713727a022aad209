import Driftline

/// What runs rules remember of the values so far.
struct RunsHistory: Hashable {
  /// Where a value lies, and how likely it is to.
  struct Zone {
    /// How many thirds of the limit the value is beyond, 0 to 3, with the sign of its side.
    let side, thirds: Int
    let share: Double

    /// Every zone, under a shift of the mean.
    static func all(limit: Double, shift: Double) -> [Zone] {
      [1, -1].flatMap { side in
        (0...3).map { thirds in
          let near = limit * Double(thirds) / 3 - Double(side) * shift
          let far = near + limit / 3
          // The tail that is the smaller one, so that no digits are lost.
          let share =
            thirds == 3
            ? Normal.upperTail(near)
            : near >= 0
              ? Normal.upperTail(near) - Normal.upperTail(far)
              : Normal.upperTail(-far) - Normal.upperTail(-near)
          return Zone(side: side, thirds: thirds, share: share)
        }
      }
    }
  }

  /// The last two values beyond two thirds of the limit, a bit each, above and below.
  private var twoThirds = [0, 0]
  /// The last four values beyond one third, a bit each, above and below.
  private var oneThird = [0, 0]
  /// How many values in a row were above the mean; negative for below.
  private var run = 0

  /// What is remembered after one more value; `nil` where a rule raises an alarm.
  func after(_ zone: Zone, _ rules: Set<RunsRule>) -> RunsHistory? {
    if zone.thirds == 3 && rules.contains(.beyondLimits) { return nil }
    var next = self
    for (index, side) in [1, -1].enumerated() {
      let isHere = zone.side == side
      if rules.contains(.twoOfThree) {
        let bits = twoThirds[index] << 1 | (isHere && zone.thirds >= 2 ? 1 : 0)
        if bits & 1 == 1 && bits.nonzeroBitCount >= 2 { return nil }
        next.twoThirds[index] = bits & 0b11
      }
      if rules.contains(.fourOfFive) {
        let bits = oneThird[index] << 1 | (isHere && zone.thirds >= 1 ? 1 : 0)
        if bits & 1 == 1 && bits.nonzeroBitCount >= 4 { return nil }
        next.oneThird[index] = bits & 0b1111
      }
    }
    if rules.contains(.eightOnOneSide) {
      next.run = run.signum() == zone.side ? run + zone.side : zone.side
      if abs(next.run) == 8 { return nil }
    }
    return next
  }
}
