/// The generator of Python's `random`: MT19937, seeded as CPython seeds it with a whole number.
///
/// For charts that must draw what a Python library draws, and for nothing else.
///
/// Source: M. Matsumoto, T. Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998), DOI
/// 10.1145/272991.272995, with init_by_array of 2002; CPython, Modules/_randommodule.c.
struct MersenneTwister: Sendable, Equatable {
  /// The words of the state.
  private var words: [UInt32]
  /// The place of the next word; 624 where new ones must be made.
  private var place: Int

  private static let size = 624
  private static let middle = 397

  /// `random.Random(seed)`.
  ///
  /// - Precondition: the seed is not negative.
  init(seed: Int) {
    precondition(seed >= 0, "the seed is \(seed), and must not be negative")
    let low = UInt32(truncatingIfNeeded: seed)
    let high = UInt32(truncatingIfNeeded: seed >> 32)
    let key = high == 0 ? [low] : [low, high]
    let size = Self.size
    var words = [UInt32](repeating: 19_650_218, count: size)
    for i in 1..<size {
      let before = words[i - 1]
      words[i] = 1_812_433_253 &* (before ^ (before >> 30)) &+ UInt32(i)
    }
    var i = 1
    func advance() {
      i += 1
      guard i == size else { return }
      words[0] = words[size - 1]
      i = 1
    }
    for step in 0..<size {
      let j = step % key.count
      let before = words[i - 1]
      words[i] = (words[i] ^ ((before ^ (before >> 30)) &* 1_664_525)) &+ key[j] &+ UInt32(j)
      advance()
    }
    for _ in 1..<size {
      let before = words[i - 1]
      words[i] = (words[i] ^ ((before ^ (before >> 30)) &* 1_566_083_941)) &- UInt32(i)
      advance()
    }
    words[0] = 0x8000_0000
    self.words = words
    place = size
  }

  /// The next 32 random bits.
  mutating func next() -> UInt32 {
    if place == Self.size { twist() }
    var word = words[place]
    place += 1
    word ^= word >> 11
    word ^= (word << 7) & 0x9D2C_5680
    word ^= (word << 15) & 0xEFC6_0000
    return word ^ (word >> 18)
  }

  /// `_randbelow`: a whole number in `0..<bound`.
  ///
  /// - Precondition: `bound` is from 1 to 2^32 - 1.
  mutating func below(_ bound: Int) -> Int {
    let shift = 64 - bound.leadingZeroBitCount
    precondition(bound >= 1 && shift <= 32, "bound is \(bound), and must be 1 to 2^32 - 1")
    while true {
      let draw = Int(next() >> UInt32(32 - shift))
      if draw < bound { return draw }
    }
  }

  private mutating func twist() {
    let size = Self.size
    for i in 0..<size {
      let next = words[i + 1 < size ? i + 1 : 0]
      let both = (words[i] & 0x8000_0000) | (next & 0x7FFF_FFFF)
      let other = i + Self.middle
      words[i] =
        words[other < size ? other : other - size] ^ (both >> 1)
        ^ (both & 1 == 0 ? 0 : 0x9908_B0DF)
    }
    place = 0
  }

  /// The words and the place of the next, as `getstate` gives them.
  var list: [Double] { words.map(Double.init) + [Double(place)] }

  /// A generator from its ``list``; `nil` where it is none.
  init?(list: [Double]) {
    guard list.count == Self.size + 1, let place = Int(exactly: list[Self.size]),
      (0...Self.size).contains(place)
    else { return nil }
    words = list.dropLast().compactMap { UInt32(exactly: $0) }
    self.place = place
    // All zeros would stay zeros.
    if words.count < Self.size || words.allSatisfy({ $0 == 0 }) { return nil }
  }
}
