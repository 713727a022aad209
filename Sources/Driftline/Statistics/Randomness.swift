/// What draws of a null law are made with.
struct Randomness: Sendable {
  /// The seed; a draw depends on it and on its number.
  let seed: UInt64
  /// The most threads to draw on.
  let threads: Int

  /// The same for one observed value, so that columns of one size do not share their draws.
  func mixed(with observed: Double) -> Randomness {
    Randomness(seed: seed &+ observed.bitPattern &* 0x9E37_79B9_7F4A_7C15, threads: threads)
  }
}
