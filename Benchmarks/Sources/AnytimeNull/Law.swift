internal import Driftline

/// What values are drawn from.
enum Law: String, CaseIterable {
  /// Standard normal.
  case normal
  /// 1 with probability 0.1, else 0.
  case bernoulli
  /// In [0, 1).
  case uniform
  /// Student's t of three degrees of freedom.
  case t3
  /// Standard normal, rounded to halves.
  case ties

  var mean: Double {
    switch self {
    case .bernoulli: 0.1
    case .uniform: 0.5
    case .normal, .t3, .ties: 0
    }
  }

  func draw(_ random: inout SeededRandom) -> Double {
    switch self {
    case .normal: return random.normal()
    case .bernoulli: return random.uniform() < 0.1 ? 1 : 0
    case .uniform: return random.uniform()
    case .ties: return (2 * random.normal()).rounded() / 2
    case .t3:
      let squares = (0..<3).reduce(0.0) { sum, _ in
        let value = random.normal()
        return sum + value * value
      }
      return random.normal() / (squares / 3).squareRoot()
    }
  }

  func draw(_ count: Int, _ random: inout SeededRandom) -> [Double] {
    (0..<count).map { _ in draw(&random) }
  }
}
