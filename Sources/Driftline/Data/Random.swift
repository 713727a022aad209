private import Foundation

/// Seeded random numbers: the same seed gives the same numbers on every machine.
///
/// xoshiro256** 1.0, its state filled by SplitMix64, as its authors advise.
///
/// Source: D. Blackman, S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47
/// (2021), DOI 10.1145/3460772.
public struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// A generator for a seed; `stream` gives independent ones for one seed.
  public init(seed: UInt64, stream: UInt64 = 0) {
    var x = seed &+ stream &* 0xD1B5_4A32_D192_ED03
    func next() -> UInt64 {
      x &+= Self.golden
      return Self.mixed(x)
    }
    state = (next(), next(), next(), next())
  }

  /// What SplitMix64 counts by: 2^64 over the golden ratio.
  static let golden: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// The finisher of SplitMix64: every bit of the result hangs on every bit of `x`.
  static func mixed(_ x: UInt64) -> UInt64 {
    var z = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Sixty-four random bits.
  public mutating func next() -> UInt64 {
    let product = state.1 &* 5
    let result = ((product << 7) | (product >> 57)) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = (state.3 << 45) | (state.3 >> 19)
    return result
  }

  /// A number in [0, 1), a multiple of 2^-53.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A whole number in `0..<bound`, each as likely as the others.
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "bound is \(bound), and must be positive")
    return Int(truncatingIfNeeded: next(upperBound: UInt64(bound)))
  }

  /// A standard normal number, by the polar method.
  ///
  /// Source: G. Marsaglia, T. A. Bray, SIAM Review 6 (1964), DOI 10.1137/1006063.
  public mutating func normal() -> Double {
    while true {
      let u = 2 * uniform() - 1
      let v = 2 * uniform() - 1
      let square = u * u + v * v
      if square < 1, square > 0 { return u * squareRootFactor(square) }
    }
  }

  private func squareRootFactor(_ square: Double) -> Double {
    (-2 * log(square) / square).squareRoot()
  }
}
