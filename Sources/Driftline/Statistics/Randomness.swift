/// What draws of a null law are made with.
struct Randomness: Sendable {
  /// The seed; a draw depends on it and on its number.
  let seed: UInt64
  /// The most threads to draw on.
  let threads: Int
}
