/// Twelve bets on numbers that ought to be uniform on (0, 1): each multiplies its money by a factor that
/// is 1 on average where they are.
///
/// With u = 2 p - 1, q = (3 u^2 - 1) / 2 and a tail of 2 %, factors are 1 + k u (the mean: k = 0.2, 0.5,
/// 0.9 up and down), 1 + k q (the spread: 0.3, 1.2 wider, 0.3, 0.8 narrower), and 5.9 in the tail, 0.9
/// else (one for each tail).
struct RankBets: Sendable, Equatable {
  /// What a bet that has gained says.
  enum Finding: Int, CaseIterable {
    case up, down, wider, narrower, highTail, lowTail
  }

  /// How many bets there are; the vector has more places.
  static let count = 12
  /// What the money of one bet is held to, so that it stays a number.
  static let most = 1e100

  private static let mean = lanes([0.2, 0.5, 0.9, -0.2, -0.5, -0.9], at: 0)
  private static let spread = lanes([0.3, 1.2, -0.3, -0.8], at: 6)
  private static let high = lanes([0.1], at: 10)
  private static let low = lanes([0.1], at: 11)
  private static let shares = lanes([Double](repeating: 1 / 12, count: count), at: 0)
  private static let findings: [Finding] = [
    .up, .up, .up, .down, .down, .down, .wider, .wider, .narrower, .narrower, .highTail, .lowTail,
  ]

  private static func lanes(_ values: [Double], at first: Int) -> SIMD16<Double> {
    var lanes = SIMD16<Double>()
    for (index, value) in values.enumerated() { lanes[first + index] = value }
    return lanes
  }

  /// The money of each bet.
  private var money: SIMD16<Double>

  /// So much money, in equal parts.
  init(_ sum: Double) { money = sum * RankBets.shares }

  /// The money of each bet as a list.
  var list: [Double] { (0..<RankBets.count).map { money[$0] } }

  /// Takes a list; `nil` where it is none of bets.
  init?(list: [Double]) {
    guard list.count == RankBets.count, list.allSatisfy({ (0...RankBets.most).contains($0) })
    else { return nil }
    money = RankBets.lanes(list, at: 0)
  }

  /// Shares out more money, and then bets on a number; gives what there is afterwards.
  mutating func bet(on p: Double, adding more: Double) -> Double {
    let u = 2 * p - 1
    let q = 1.5 * u * u - 0.5
    var factors = SIMD16<Double>(repeating: 1)
    factors += u * RankBets.mean
    factors += q * RankBets.spread
    factors += (p > 0.98 ? 49 : -1) * RankBets.high
    factors += (p < 0.02 ? 49 : -1) * RankBets.low
    money = (money + more * RankBets.shares) * factors
    let sum = money.sum()
    guard sum > RankBets.most else { return sum }
    // What is cut off is given away: the sum is no more than it would have been.
    money.replace(with: RankBets.most, where: money .> RankBets.most)
    return money.sum()
  }

  /// What the bet that has most says.
  var leading: Finding {
    var best = 0
    for index in 1..<RankBets.count where money[index] > money[best] { best = index }
    return RankBets.findings[best]
  }
}
