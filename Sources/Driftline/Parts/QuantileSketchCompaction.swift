internal import DriftlineKernels

extension QuantileSketch {
  /// The most values in one sketch.
  static let mostValues = 1 << 53

  /// How many values are kept once levels have been compacted: 3 k, or what all levels hold where they
  /// are so many that the least size counts.
  var limit: Int { max(3 * k, capacities(levels: levels.count).reduce(0, +)) }

  /// How many fresh values are sorted at a time once they are sampled: the power of two up to k / 4,
  /// and 128 at the least.
  var chunk: Int { max(128, 1 << (Int.bitWidth - 1 - (k / 4).leadingZeroBitCount)) }

  /// The level that fresh values go to.
  ///
  /// A chunk of C values of which every 2^s-th is kept adds 4^s / 6 to the variance of a rank, and
  /// n / C of them up to 2^H 4^s, where compactions come to about (n / k)^2, over 4^H.
  var samplingLevel: Int {
    max(0, min((levels.count - 5) / 2, chunk.trailingZeroBitCount - 2))
  }

  /// The number of values at which each of so many levels is full, the lowest first.
  func capacities(levels: Int) -> [Int] {
    var room = Double(k)
    var capacities = [Int](repeating: 8, count: levels)
    for level in capacities.indices.reversed() {
      capacities[level] = max(8, Int(room.rounded(.up)))
      room *= 2 / 3
    }
    return capacities
  }

  /// Adds values; NaN is missing.
  ///
  /// - Complexity: O(n log k), and O(k) for a block of few values.
  package mutating func update(_ block: Span<Double>) {
    let room = 3 * k + 16 * Self.mostLevels
    unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: room) { fresh in
      var filled = unsafe load(fresh)
      var position = 0
      while position < block.count {
        let free = freeRoom(filled)
        let end = min(position + free, block.count)
        let rest = unsafe UnsafeMutableBufferPointer(rebasing: fresh[filled..<filled + free])
        let kept = unsafe compact(block.extracting(position..<end), into: rest)
        position = end
        filled += kept
        count += kept
        if kept == free { filled = unsafe settle(fresh, filled) }
      }
      let values = unsafe UnsafeMutableBufferPointer(rebasing: fresh[..<filled])
      unsafe order(values)
      levels[0] = unsafe Array(values)
    }
    precondition(count <= Self.mostValues, "\(count) values in one sketch")
    for level in levels.indices.dropFirst() { sort(level: level) }
  }

  /// Copies level 0 to where it grows, and returns how many values it has.
  private func load(_ fresh: UnsafeMutableBufferPointer<Double>) -> Int {
    for (index, value) in levels[0].enumerated() { unsafe fresh[index] = value }
    return levels[0].count
  }

  /// How many values may come before something has to go, where `filled` fresh ones are there.
  private func freeRoom(_ filled: Int) -> Int {
    if samplingLevel > 0 { return chunk - filled }
    let above = levels.dropFirst().reduce(0) { $0 + $1.count }
    return limit + 1 - above - filled
  }

  /// Sorts values and widens the range by them.
  private mutating func order(_ values: UnsafeMutableBufferPointer<Double>) {
    unsafe sortAscending(values, threads: 1)
    // A single value is not sorted and keeps the sign of its zero.
    if values.count == 1 { unsafe values[0] += 0 }
    if let first = unsafe values.first { minimum = min(minimum, first) }
    if let last = unsafe values.last { maximum = max(maximum, last) }
  }

  /// Takes fresh values in, as many as there was room for.
  ///
  /// - Returns: how many fresh values are left, at the beginning of `fresh`.
  private mutating func settle(
    _ fresh: UnsafeMutableBufferPointer<Double>, _ filled: Int
  ) -> Int {
    let values = unsafe UnsafeMutableBufferPointer(rebasing: fresh[..<filled])
    unsafe order(values)
    if samplingLevel > 0, filled == chunk {
      levels[0] = []
      _ = unsafe sample(UnsafeBufferPointer(values))
      compress()
      return 0
    }
    levels[0] = unsafe Array(values)
    makeRoom()
    return unsafe load(fresh)
  }

  /// Sends waiting chunks to the level of sampling, and compacts full levels.
  mutating func makeRoom() {
    repeat {
      if samplingLevel > 0, levels[0].count >= chunk {
        sort(level: 0)
        let waiting = levels[0]
        let taken = unsafe waiting.withUnsafeBufferPointer { unsafe sample($0) }
        levels[0] = Array(waiting[taken...])
      }
      compress()
    } while samplingLevel > 0 && levels[0].count >= chunk
  }

  /// Sends every 2^s-th of ascending values to the level s of sampling.
  ///
  /// - Returns: how many values that stands for; those behind them are still to be kept.
  private mutating func sample(_ values: UnsafeBufferPointer<Double>) -> Int {
    let level = samplingLevel
    let stride = 1 << level
    let kept = values.count / stride
    let offset = unsafe Int(choice(level: level, values) & UInt64(stride - 1))
    for index in 0..<kept { unsafe levels[level].append(values[index * stride + offset]) }
    return kept * stride
  }

  /// Compacts the lowest full level until what is kept is within the limit, waiting values aside.
  private mutating func compress() {
    while true {
      let first = samplingLevel > 0 ? 1 : 0
      let kept = levels[first...].reduce(0) { $0 + $1.count }
      if kept <= 3 * k { return }
      let capacities = capacities(levels: levels.count)
      if kept <= capacities.reduce(0, +) { return }
      guard
        let level = levels.indices.first(where: {
          levels[$0].count >= capacities[$0] && $0 >= first
        })
      else {
        preconditionFailure("\(kept) values in levels of \(capacities), none of them full")
      }
      halve(level: level)
    }
  }

  /// Sends every second value of a level one level up; of an odd number the largest stays.
  private mutating func halve(level: Int) {
    sort(level: level)
    let values = levels[level]
    let pairs = values.count / 2
    let offset = unsafe values.withUnsafeBufferPointer {
      unsafe Int(choice(level: level, $0) >> 63)
    }
    if level + 1 == levels.count { levels.append([]) }
    for pair in 0..<pairs { levels[level + 1].append(values[2 * pair + offset]) }
    levels[level] = Array(values[(2 * pairs)...])
  }

  /// Sorts a level.
  mutating func sort(level: Int) {
    unsafe levels[level].withUnsafeMutableBufferPointer {
      unsafe sortAscending($0, threads: 1)
    }
  }

  /// Random bits for a choice among values: a hash of the seed, the level, the number of values seen
  /// and the values themselves, so that neither two chunks of one stream nor two sketches of different
  /// data choose alike.
  private func choice(level: Int, _ values: UnsafeBufferPointer<Double>) -> UInt64 {
    var lanes = (
      seed, seed ^ SeededRandom.golden, UInt64(truncatingIfNeeded: count), UInt64(level)
    )
    func step(_ lane: UInt64, _ value: Double) -> UInt64 {
      let mixed = (lane ^ value.bitPattern) &* 0xD1B5_4A32_D192_ED03
      return (mixed << 29) | (mixed >> 35)
    }
    var index = 0
    while index + 4 <= values.count {
      unsafe lanes.0 = step(lanes.0, values[index])
      unsafe lanes.1 = step(lanes.1, values[index + 1])
      unsafe lanes.2 = step(lanes.2, values[index + 2])
      unsafe lanes.3 = step(lanes.3, values[index + 3])
      index += 4
    }
    while index < values.count {
      unsafe lanes.0 = step(lanes.0, values[index])
      index += 1
    }
    let mixed = SeededRandom.mixed(SeededRandom.mixed(lanes.0) ^ lanes.1)
    return SeededRandom.mixed(SeededRandom.mixed(mixed ^ lanes.2) ^ lanes.3)
  }
}
