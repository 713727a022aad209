internal import Driftline

/// The distributions that nothing changes in.
enum Samples: String, CaseIterable {
  case uniform
  case normal
  case heavyTailed = "heavy-tailed"
  case discrete

  /// Values of one seeded sample; `heavyTailed` is Cauchy, `discrete` has five levels.
  func draw(_ count: Int, seed: UInt64, stream: UInt64) -> [Double] {
    var random = SeededRandom(seed: seed, stream: stream)
    return (0..<count).map { _ in
      switch self {
      case .uniform: random.uniform()
      case .normal: random.normal()
      case .heavyTailed: random.normal() / random.normal()
      case .discrete: Double(random.below(5))
      }
    }
  }
}
