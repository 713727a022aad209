/// The least positive double, 2^-1074.
let least = Double.leastNonzeroMagnitude

/// SplitMix64: the same numbers on every machine.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// About standard normal: the sum of twelve uniforms less six.
  mutating func normal() -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &self) }
  }
}

/// The sizes where something begins: a lane, a group, a chunk, a block.
let boundarySizes = [
  0, 1, 2, 7, 8, 9, 31, 32, 33, 511, 512, 513, 1023, 1024, 1025, 65535, 65536, 65537, 200_001,
]

/// A kind of column that has broken somebody's kernel.
enum Hostile: String, CaseIterable, CustomStringConvertible, Sendable {
  case normal, missing, infinite, allMissing, allInfinite, constant, oneUlpApart, subnormal, huge
  case offset, fewDistinct, zeros, mixed, ascending, descending

  var description: String { rawValue }

  /// Values among which are NaN in the kinds `missing`, `allMissing` and `mixed` only.
  func values(_ count: Int, seed: UInt64) -> [Double] {
    var random = SplitMix(state: seed)
    return (0..<count).map { index in
      switch self {
      case .normal: return random.normal()
      case .missing: return index % 5 == 3 ? .nan : random.normal()
      case .infinite:
        return [random.normal(), .infinity, -.infinity][Int.random(in: 0..<3, using: &random)]
      case .allMissing: return .nan
      case .allInfinite: return Bool.random(using: &random) ? .infinity : -.infinity
      case .constant: return 0.1
      case .oneUlpApart: return Bool.random(using: &random) ? 1.0 : 1.0.nextUp
      case .subnormal: return Double(Int.random(in: -9...9, using: &random)) * least
      case .huge: return Double.random(in: -1...1, using: &random) * 1.7e308
      case .offset: return 1e9 + random.normal()
      case .fewDistinct: return Double(Int.random(in: 0..<7, using: &random))
      case .zeros: return [0.0, -0.0, 1.0, -1.0][Int.random(in: 0..<4, using: &random)]
      case .mixed:
        let special = [Double.nan, .infinity, -.infinity, 0, -0.0, least, 1e308, -1e308, 1, 2]
        return special[Int.random(in: 0..<special.count, using: &random)]
      case .ascending: return Double(index)
      case .descending: return Double(-index)
      }
    }
  }

  /// The same without NaN, sorted.
  func sorted(_ count: Int, seed: UInt64) -> [Double] {
    values(count, seed: seed).map { $0.isNaN ? 3 : $0 }.sorted()
  }
}

/// Whether two doubles agree to a relative tolerance; infinities and NaN must be the same.
func agree(_ x: Double, _ y: Double, relative: Double) -> Bool {
  x == y || (x.isNaN && y.isNaN)
    || (x - y).magnitude <= relative * max(x.magnitude, y.magnitude)
}
